package stroomschema

import (
	"maps"
	"slices"
	"strings"
)

// held is the conditions that hold at a place, on every way that leads there.
type held map[string]heldCondition

type heldCondition struct {
	known
	fresh bool
}

func (h held) with(conds []known, fresh bool) held {
	if len(conds) == 0 {
		return h
	}
	out := maps.Clone(h)
	if out == nil {
		out = held{}
	}
	for _, k := range conds {
		if old, ok := out[k.words]; !ok || !old.fresh {
			out[k.words] = heldCondition{k, fresh}
		}
	}
	return out
}

// meet keeps what holds on both ways.
func (h held) meet(other held) held {
	out := held{}
	for words, a := range h {
		if b, ok := other[words]; ok {
			a.fresh = a.fresh && b.fresh
			out[words] = a
		}
	}
	return out
}

// without drops the conditions that read one of the names.
func (h held) without(changed map[string]bool) held {
	if len(changed) == 0 {
		return h
	}
	out := held{}
	for words, k := range h {
		if !readsAny(k.reads, changed) {
			out[words] = k
		}
	}
	return out
}

// stale is what still holds in a later event: what was asked of a form, a message or the clock does not.
func (h held) stale() held {
	out := held{}
	for words, k := range h {
		if !readsAny(k.reads, passingNames) {
			k.fresh = false
			out[words] = k
		}
	}
	return out
}

var passingNames = map[string]bool{
	"ask": true, "message": true, "answer": true, "actor": true, "occurred": true, "now": true, "today": true, "due": true,
	"paused": true, "outcome": true,
}

// readsAny reports whether one of the variables is named: "place", "own.plan", or "with" for everything below it.
func readsAny(reads []string, changed map[string]bool) bool {
	return slices.ContainsFunc(reads, func(name string) bool {
		head, _, _ := strings.Cut(name, ".")
		return changed[name] || changed[head]
	})
}

// changes lists what actions change: facts, own values, and with `adopt` what the run was started with.
func changes(actions []*Action) map[string]bool {
	out := map[string]bool{}
	var walk func([]*Action)
	walk = func(list []*Action) {
		for _, a := range list {
			for _, set := range a.Set {
				out[placeName(set.Place)] = true
			}
			for _, place := range a.Unset {
				out[placeName(place)] = true
			}
			if a.Kind == DoAdopt {
				out["with"], out["starter"], out["begun"] = true, true, true
			}
			if a.Kind == DoBind || a.Kind == DoLend || a.Kind == DoGiveBack {
				out["party"] = true
			}
			walk(a.Do)
		}
	}
	walk(actions)
	return out
}

func placeName(p Place) string {
	if p.Fact == nil {
		return "own." + p.Own
	}
	return p.Fact.Name
}
