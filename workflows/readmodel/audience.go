package readmodel

import (
	"cmp"
	"slices"

	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/workflows/engine"
)

// Row says that people with a role at an organisation may see the trajectory; Organisation "" stands for every
// organisation. Rows are meant for a filter table; View still decides about every row and field.
type Row struct {
	Role         string `json:"role"`
	Organisation string `json:"organisation,omitempty"`
	Now          bool   `json:"now"` // they may see where it stands now; if not, only what happened in their own period
}

// nowhere is no organisation's id. A role that sees a trajectory from there sees it from anywhere.
const nowhere = "\x00nowhere"

// Audience lists who may see the trajectory, in order of role and organisation. An organisation that is covered by a row
// for every organisation has no row of its own.
func Audience(def *stroomschema.Definition, st engine.State) []Row {
	orgs, sights := organisations(def, st), engine.SightsOf(def, st)
	out := []Row{}
	for _, role := range def.Roles {
		if sight := sights.Of(engine.Actor{Role: role.Name, Organisation: nowhere}); sight.Any() {
			out = append(out, Row{Role: role.Name, Now: sight.Now()})
			continue
		}
		for _, org := range orgs {
			if sight := sights.Of(engine.Actor{Role: role.Name, Organisation: org}); sight.Any() {
				out = append(out, Row{Role: role.Name, Organisation: org, Now: sight.Now()})
			}
		}
	}
	slices.SortFunc(out, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Role, b.Role), cmp.Compare(a.Organisation, b.Organisation))
	})
	return out
}

// organisations lists every organisation that the state names, sorted. It may name too many, never too few: `provider of
// own.candidate` makes an organisation in a run's own values a reader.
func organisations(def *stroomschema.Definition, st engine.State) []string {
	var out []string
	add := func(org string) {
		if org != "" {
			out = append(out, org)
		}
	}
	for _, p := range st.Parties {
		add(p.Organisation)
	}
	for _, t := range st.Told {
		add(t.Organisation)
	}
	for _, f := range st.Facts {
		organisationsIn(f.Value, add)
	}
	for _, run := range st.Runs {
		add(run.Starter.Organisation)
		for _, t := range run.Taken {
			add(t.Actor.Organisation)
		}
		for _, values := range []engine.Values{run.With, run.Own, run.Again} {
			for _, v := range values {
				organisationsIn(v, add)
			}
		}
		for _, h := range engine.Holders(def, st, run) {
			add(h.Organisation)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func organisationsIn(v rules.Value, add func(string)) {
	switch v.Kind() {
	case rules.Organisation:
		add(v.Str())
	case rules.List:
		for _, e := range v.Elems() {
			organisationsIn(e, add)
		}
	case rules.Record:
		for _, name := range v.FieldNames() {
			organisationsIn(v.Field(name), add)
		}
	}
}

// Visible reports whether a reader may see the trajectory at all.
func Visible(def *stroomschema.Definition, st engine.State, reader engine.Actor) bool {
	return engine.SightOf(def, st, reader).Any()
}

// Reach is how far a role sees over all the trajectories of a definition, for figures that name none of them.
type Reach int

// The reaches.
const (
	Unseen Reach = iota // the role sees no trajectory at all
	Own                 // those with which its organisation has to do
	Whole               // every one
)

// ReachOf says how far a role sees by the `sees` of a definition, by which Audience goes too.
func ReachOf(def *stroomschema.Definition, role string) Reach {
	for _, s := range def.Sees {
		switch {
		case s.Role.Name != role:
		case s.While == stroomschema.WhileAlways:
			return Whole
		default:
			return Own
		}
	}
	return Unseen
}
