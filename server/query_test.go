package server

import (
	"net/http"
	"testing"
)

// Who gives a parameter a value that it does not take is told which values it takes.
func TestQueryFaultsSayWhatIsWanted(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for query, want := range map[string]string{
		"limit=0":            "Hier hoort een geheel getal van 1 tot en met 100.",
		"limit=101":          "Hier hoort een geheel getal van 1 tot en met 100.",
		"version=x":          "Hier hoort een geheel getal van 0 tot en met 100000.",
		"status=halfopen":    "Kies uit: open, ended.",
		"late=maybe":         "Hier hoort true of false.",
		"dueBefore=tomorrow": "Hier hoort een moment, zoals 2026-01-12T09:00:00Z.",
		"cursor=abc":         "Dit is geen cursor van deze lijst. Neem hem over uit next, of begin zonder cursor.",
		"definition=A":       "Hier hoort een naam uit een stroomschema: kleine letters, cijfers en lage streepjes, hoogstens 40. Hij begint met een letter.",
		"party=a%20b":        "Hier hoort een code zonder spaties: letters, cijfers en . _ : / -, hoogstens 100. Hij begint met een letter of cijfer.",
	} {
		p := read[Problem](t, b.get("/v1/trajectories?"+query, "ann").want(t, http.StatusBadRequest))
		if len(p.Faults) != 1 || p.Faults[0].Text != want {
			t.Errorf("%s: %+v", query, p.Faults)
		}
	}
}
