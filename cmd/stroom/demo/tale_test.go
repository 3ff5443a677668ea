package demo

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"stroom/definitions"
	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
)

// references of the demo people, as the subjects table would give them.
func references() map[string]string {
	refs := map[string]string{}
	for _, p := range People() {
		refs[p.Short] = "p-" + p.Short
	}
	return refs
}

// judged tells a tale at a moment and has it judged.
func judged(t *testing.T, def *stroomschema.Definition, tale Tale, now time.Time) engine.State {
	t.Helper()
	events, err := tale.Tell(def, now, references())
	if err != nil {
		t.Fatal(err)
	}
	trace := engine.Trace{Format: engine.TraceFormat, Definition: def.Name, Version: def.Version, Events: events}
	st, _, err := engine.Import(def, trace, now.UTC())
	var refused *engine.TraceError
	if errors.As(err, &refused) {
		t.Fatalf("on %s %s (%s): %s is refused: %s %v", now.Format(time.DateOnly), tale.ID, tale.About,
			events[min(refused.Index, len(events)-1)].ID, refused.Rejection.Explanation.Text.EN, refused.Rejection.Faults)
	}
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func shipped(t *testing.T) *stroomschema.Definition {
	t.Helper()
	def, found, err := definitions.Compile(Definition, definitions.Newest(Definition), nil)
	if err != nil || def == nil {
		t.Fatal(err, found)
	}
	return def
}

// The tales hold all through the year: on every day of the week, before and after holidays, when the clock has changed.
// Nothing in them goes wrong, and they stand where they say they stand.
func TestEveryTaleStandsWhereItSays(t *testing.T) {
	t.Parallel()
	def := shipped(t)
	want := map[string]string{
		"demo-01": "main:intake",
		"demo-02": "main:request",
		"demo-03": "indicate:draw_up main:drawing_up",
		"demo-04": "indicate:draw_up main:drawing_up",
		"demo-05": "main:title_settled",
		"demo-06": "main:applying placing[care]:offered",
		"demo-07": "main:applying placing[care]:admit",
		"demo-08": "contact:talk end_date:known main:under_care review:evaluate",
		"demo-09": "contact:talk end_date:known main:under_care review:evaluate step_change[care]:consent",
		"demo-10": "contact:talk crisis[care]:temporary end_date:known main:under_care review:evaluate step_change[care]:consent",
		"demo-11": "contact:talk end_date:known main:under_care review:evaluate",
		"demo-12": "contact:talk end_date:known main:under_care placing[care]:offered review:evaluate transfer[care]:placed",
		"demo-13": "contact:talk end_date:known main:prepare_end review:evaluate",
		"demo-14": "closed",
		"demo-15": "main:classic",
		"demo-16": "contact:talk end_date:known main:under_care review:evaluate",
	}
	first := time.Date(2026, 11, 1, 9, 5, 0, 0, def.Zone)
	for n := range 61 {
		now := first.AddDate(0, 0, 6*n)
		for _, tale := range Tales() {
			st := judged(t, def, tale, now)
			if got := standing(st); got != want[tale.ID] {
				t.Errorf("on %s %s (%s) stands at %q, want %q", now.Format(time.DateOnly), tale.ID, tale.About, got, want[tale.ID])
			}
			if len(st.Incidents) > 0 {
				t.Errorf("on %s %s has incidents: %+v", now.Format(time.DateOnly), tale.ID, st.Incidents)
			}
		}
	}
	if len(want) != len(Tales()) {
		t.Errorf("%d tales, %d expected", len(Tales()), len(want))
	}
}

// standing lists where the runs of a trajectory stand, or how it ended.
func standing(st engine.State) string {
	if st.Ended != nil {
		return st.Outcome
	}
	var all []string
	for _, r := range st.Runs {
		all = append(all, engine.FactName(r.Flow, r.Key)+":"+r.Step)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func TestPeopleHoldRolesThatExist(t *testing.T) {
	t.Parallel()
	def := shipped(t)
	held := map[string]bool{}
	shorts := map[string]bool{}
	for _, p := range People() {
		if shorts[p.Short] || p.Short != p.Subject {
			t.Errorf("%s is there twice, or signs in as %s", p.Short, p.Subject)
		}
		shorts[p.Short] = true
		for _, m := range p.Memberships {
			if def.Role(m.Role) == nil {
				t.Errorf("%s holds %s, which the definition does not have", p.Short, m.Role)
			}
			held[m.Role] = true
		}
	}
	for _, r := range def.Roles {
		if !held[r.Name] && len(r.Chosen) == 0 {
			t.Errorf("nobody holds the role %s", r.Name)
		}
	}
}
