package server

import (
	"net/http"
	"strings"
	"testing"
)

// What `sees` hides is in no answer at all: not in a picture, a journal, an option, a refusal or a list, in neither language.
// Who may see it finds it, so the test would notice if it were nowhere.
func TestNothingHiddenIsShown(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	const secret = "ZEERGEHEIM"
	id := s.ids[own]
	s.intervene(id, "sam", "correct", `,"of":"own","set":[{"fact":"remark","value":"`+secret+`"}]`).want(t, http.StatusCreated)
	s.decide(id, "ann", "v1", "main.visit", "").refusedWith(t, http.StatusConflict, "REMARKED")
	found := map[string]bool{}
	for _, who := range []string{"ann", "amy", "bob", "ivy", "eve", "olga", "two", "new"} {
		for _, lang := range []string{"nl", "en"} {
			for _, r := range routes() {
				var got response
				switch {
				case r.method == http.MethodGet:
					path := strings.NewReplacer("{id}", id, "{decisionId}", "i-correct", "{name}", "loan", "{version}", "1").Replace(r.path)
					got = s.send(r.method, path, who, "", "Accept-Language", lang)
				case r.name == "searchTrajectories":
					got = s.send(r.method, r.path, who, `{}`, "Accept-Language", lang)
				case r.name == "decide" && len(people[who].Memberships) > 0:
					got = s.decide(id, who, "again-"+who+lang, "main.visit", "")
				default:
					continue
				}
				if strings.Contains(got.body, secret) {
					found[who] = true
					if who != "bob" && who != "ivy" && who != "two" {
						t.Errorf("%s %s shows %s: %s", r.method, r.path, who, got.body)
					}
				}
			}
		}
	}
	if !found["bob"] || !found["ivy"] {
		t.Errorf("found by %v: the test looks in the wrong place", found)
	}
}
