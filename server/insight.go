package server

import (
	"maps"
	"slices"
	"strings"
	"time"

	"stroom/server/ui"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// Who looked at a trajectory stands in the audit trail; who decided stands in its journal, which is the point of truth. The two
// are read as one list, the newest first: the audit first where both are of one moment.

// insightKind tells lines of the list apart.
type insightKind string

const (
	insightLook   insightKind = "look"    // something was shown
	insightAsked  insightKind = "asked"   // something was handed in, and does not stand in the journal
	insightDenied insightKind = "denied"  // something was asked and not given
	insightDecide insightKind = "decided" // a person decided, or intervened
)

// insight is one line of the list.
type insight struct {
	at       time.Time
	id       string // for Place
	kind     insightKind
	actor    engine.Actor
	what     string // of a look: the operation; of a decision: what the journal says, in the language of the reader
	imported bool   // a decision that happened before the system knew of it
	ground   string
	purpose  string
	ref      string // id of the event, or of the row
	stamp    string // of a file that was handed out
}

// mostDecided bounds the entries of one journal that are read.
const mostDecided = 20_000

// insights reads the list for one reader.
type insights struct {
	c       *call
	loaded  Loaded
	sight   engine.Sight
	from    time.Time // zero: no bound
	until   time.Time
	kinds   []insightKind // nil: all
	decided []insight     // the newest first
	known   map[string]bool
}

// insights makes ready to read who looked and who decided. Decisions that the reader may not know of are not among them, and
// what was done when he had no part in it is left out too.
func (c *call) insights(loaded Loaded, reader engine.Actor, from, until time.Time, kinds []insightKind) (*insights, error) {
	t := &insights{
		c: c, loaded: loaded, sight: engine.SightOf(loaded.Definition, loaded.State, reader),
		from: from, until: until, kinds: kinds, known: map[string]bool{},
	}
	entries, err := c.journal(loaded.ID, mostDecided)
	if err != nil {
		return nil, err
	}
	lines := map[uint64]readmodel.Line{}
	for _, l := range readmodel.Journal(loaded.Definition, loaded.State, entries, reader) {
		lines[l.Seq] = l
	}
	for _, e := range slices.Backward(entries) {
		taken, ok := e.Change.(engine.EventTaken)
		if !ok {
			continue
		}
		t.known[e.Event] = true
		line, seen := lines[e.Seq]
		if !seen || taken.Event.Actor == (engine.Actor{}) || !t.within(e.At) || !t.wants(insightDecide) {
			continue
		}
		t.decided = append(t.decided, insight{
			at: e.At, id: decidedMark + seqText(e.Seq), kind: insightDecide, actor: taken.Event.Actor, what: say(c.lang, line.Text),
			imported: line.Imported, ground: "role:" + taken.Event.Actor.Role, ref: e.Event,
		})
	}
	return t, nil
}

// journal reads the entries of a trajectory from the first on, at most so many.
func (c *call) journal(id string, most int) ([]engine.Entry, error) {
	var entries []engine.Entry
	for after := uint64(0); len(entries) < most; {
		more, err := c.s.Trajectories.Events(c.ctx(), id, after, timeEntries)
		if err != nil {
			return nil, err
		}
		entries = append(entries, more...)
		if len(more) < timeEntries {
			break
		}
		after = more[len(more)-1].Seq
	}
	return entries, nil
}

func (t *insights) within(at time.Time) bool {
	return !at.Before(t.from) && (t.until.IsZero() || at.Before(t.until))
}

func (t *insights) wants(k insightKind) bool { return t.kinds == nil || slices.Contains(t.kinds, k) }

// decidedMark stands before the number of an entry in a Place, so that it is no id of an audit row.
const decidedMark = "#"

// page returns at most limit lines behind a place, and the place behind which the next page begins; nil when there is none.
func (t *insights) page(after *Place, limit int) ([]insight, *Place, error) {
	looks, err := t.looks(after, limit+1)
	if err != nil {
		return nil, nil, err
	}
	decided := t.decided
	if after != nil {
		decided = decided[t.firstBehind(*after):]
	}
	var out []insight
	for len(out) <= limit && len(looks)+len(decided) > 0 {
		if len(decided) == 0 || len(looks) > 0 && !looks[0].at.Before(decided[0].at) {
			out, looks = append(out, looks[0]), looks[1:]
			continue
		}
		out, decided = append(out, decided[0]), decided[1:]
	}
	if len(out) <= limit {
		return out, nil, nil
	}
	last := out[limit-1]
	return out[:limit], &Place{Time: &last.at, ID: last.id}, nil
}

// firstBehind is the number of the first decision behind a place.
func (t *insights) firstBehind(p Place) int {
	number, decision := strings.CutPrefix(p.ID, decidedMark)
	at := slices.IndexFunc(t.decided, func(d insight) bool {
		if decision {
			return seqOf(d.id[len(decidedMark):]) < seqOf(number)
		}
		return !d.at.After(*p.Time)
	})
	if at < 0 {
		return len(t.decided)
	}
	return at
}

// results are the results of audit rows that may become lines of the kinds that are wanted.
func (t *insights) results() []AuditResult {
	var out []AuditResult
	for _, r := range []struct {
		kind   insightKind
		result AuditResult
	}{{insightLook, AuditShown}, {insightAsked, AuditAsked}, {insightDenied, AuditDenied}} {
		if t.wants(r.kind) {
			out = append(out, r.result)
		}
	}
	return out
}

// looks reads at most limit lines of the audit behind a place. What was handed in and stands in the journal is told by the journal.
func (t *insights) looks(after *Place, limit int) ([]insight, error) {
	f := AuditFilter{Trajectory: t.loaded.ID, From: t.from, Until: t.until, Results: t.results(), After: after, Limit: min(limit, MaxAudited)}
	if f.Results == nil {
		return nil, nil
	}
	if after != nil && strings.HasPrefix(after.ID, decidedMark) {
		f.After = &Place{Time: after.Time} // of that moment the audit has been told
	}
	var out []insight
	for len(out) < limit {
		rows, err := t.c.s.Auditor.Audited(t.c.ctx(), f)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if line, ok := t.look(r); ok && len(out) < limit {
				out = append(out, line)
			}
		}
		if len(rows) < f.Limit {
			break
		}
		last := rows[len(rows)-1]
		f.After = &Place{Time: &last.At, ID: last.ID}
	}
	return out, nil
}

func (t *insights) look(r AuditRow) (insight, bool) {
	out := insight{at: r.At, id: r.ID, actor: r.Actor, what: r.Kind, ground: r.Ground, purpose: r.Purpose, ref: r.ID}
	switch r.Result {
	case AuditShown:
		out.kind, out.stamp = insightLook, r.Code
	case AuditDenied:
		out.kind = insightDenied
	default:
		out.kind, out.ref = insightAsked, r.Event
	}
	return out, t.sight.At(r.At) && !(out.kind == insightAsked && t.known[r.Event])
}

// names finds the names of people, as far as a reader may know them: of the people of his own organisations, and of all when he
// sees every fact. The journal tells a person by the same measure.
func (c *call) names(sight engine.Sight, actors []engine.Actor) (map[string]string, error) {
	own := map[string]bool{}
	for _, me := range c.actors() {
		own[me.Organisation] = true
	}
	var refs []string
	for _, a := range actors {
		for _, ref := range []string{a.Person, a.For} {
			if (sight.All() || own[a.Organisation]) && ref != "" && !slices.Contains(refs, ref) {
				refs = append(refs, ref)
			}
		}
	}
	names := map[string]string{}
	for part := range slices.Chunk(refs, MaxNames) {
		some, err := c.s.Subjects.Names(c.ctx(), part)
		if err != nil {
			return nil, err
		}
		maps.Copy(names, some)
	}
	return names, nil
}

// personName is who somebody was, and in whose place he acted, as far as the names tell; "" when they do not.
func (c *call) personName(a engine.Actor, names map[string]string) string {
	name := names[a.Person]
	if instead := names[a.For]; name != "" && instead != "" {
		return ui.Say(c.lang, "insight.instead", name, instead)
	}
	return name
}
