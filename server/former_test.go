package server

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"stroom/definitions/stroomschema"
)

// A party that has left reads what happened in its own period, and learns nothing of where the trajectory stands now: not
// from its picture, not from what may be decided, and not by trying.
func TestFormerPartyLearnsNothingOfNow(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	source, err := os.ReadFile("testdata/loan.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(source), "reader: {while: party, facts: [borrowed]}", "reader: {while: party, facts: [borrowed], after: own period}", 1)
	def, found := stroomschema.Compile("loan.yaml", []byte(text), stroomschema.Options{})
	if def == nil {
		t.Fatal(found)
	}
	b.world.trajectories[id].def = def
	b.intervene(id, "sam", "rebind", `,"role":"reader","organisation":"east"`).want(t, http.StatusCreated)
	b.get("/v1/trajectories/"+id, "ann").want(t, http.StatusOK)
	if got := read[Options](t, b.get("/v1/trajectories/"+id+"/options", "ann").want(t, http.StatusOK)); len(got.Items) != 0 {
		t.Errorf("options of who has left: %+v", got.Items)
	}
	refused := b.decide(id, "ann", "d1", "lending.begin", `,"form":{"book":"Maxima","urgent":false}`)
	if refused.status != http.StatusForbidden || strings.Contains(refused.body, "east") {
		t.Errorf("%d %s", refused.status, refused.body)
	}
}
