package ui_test

import (
	"reflect"
	"testing"

	"stroom/server/ui"
)

// What a step asks stands first and on its own; the rest stands once for each flow, and the same refusal once with all that
// it is for.
func TestTogether(t *testing.T) {
	t.Parallel()
	closed := func(why, what string) ui.ClosedOption {
		return ui.ClosedOption{Text: "Meld aan", Why: why, For: what}
	}
	got := ui.Together([]ui.OptionGroup{
		{Title: "Aanmelding (wonen)", Flow: "Aanmelding", For: "wonen", Open: []ui.OpenOption{{Href: "/a"}}, Closed: []ui.ClosedOption{closed("te vroeg", "")}},
		{Title: "Stap (zorg)", Flow: "Stap", For: "zorg", Asked: true, Open: []ui.OpenOption{{Href: "/b"}}},
		{Title: "Aanmelding (werk)", Flow: "Aanmelding", For: "werk", Open: []ui.OpenOption{{Href: "/c"}}, Closed: []ui.ClosedOption{closed("te vroeg", ""), closed("vol", "")}},
		{Title: "Advies", Flow: "Advies", Closed: []ui.ClosedOption{closed("te vroeg", "")}},
	})
	want := []ui.OptionGroup{
		{Title: "Stap (zorg)", Flow: "Stap", For: "zorg", Asked: true, Open: []ui.OpenOption{{Href: "/b"}}},
		{Title: "Aanmelding", Flow: "Aanmelding", Open: []ui.OpenOption{{Href: "/a", For: "wonen"}, {Href: "/c", For: "werk"}},
			Closed: []ui.ClosedOption{closed("te vroeg", "wonen, werk"), closed("vol", "werk")}},
		{Title: "Advies", Flow: "Advies", Closed: []ui.ClosedOption{closed("te vroeg", "")}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("together:\n%+v\nwant:\n%+v", got, want)
	}
	for text, want := range map[string]string{"leg vast.": "Leg vast", "één keer": "Één keer", "": ""} {
		if got := ui.Imperative(text); got != want {
			t.Errorf("Imperative(%q) = %q, want %q", text, got, want)
		}
	}
}
