package server

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"stroom/workflows/engine"
)

// One story, from start to end, as its people read it.
func TestStory(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	at := "/v1/trajectories/" + id

	refused := b.decide(id, "ann", "d1", "lending.begin", `,"form":{"book":"Max","urgent":true}`).refusedWith(t, http.StatusConflict, "NO_REASON")
	refused.Instance = ""
	want := Problem{
		Type: "urn:stroom:rule:no-reason", Title: "Dit mag nu niet", Status: 409, Detail: "Spoed voor Max kan niet.", Code: "NO_REASON", Rule: "has_reason",
		Explanation: &Explanation{Text: "Spoed voor Max kan niet.", Failed: []Failed{{
			Rule: "has_reason", Code: "NO_REASON", Text: "Spoed voor Max kan niet.", Parts: []Part{
				{Source: "urgent", Reads: []Reading{{Name: "urgent", Label: "spoed", Value: "true", Text: "ja"}}},
				{Source: "size(book) > 3", Reads: []Reading{{Name: "book", Label: "boek", Value: `"Max"`, Text: "Max"}}},
			},
		}}},
		Needed: &Needed{Rules: []string{"has_reason"}},
	}
	if fmt.Sprintf("%+v", deref(refused)) != fmt.Sprintf("%+v", deref(want)) {
		t.Errorf("got  %+v\nwant %+v", deref(refused), deref(want))
	}

	// The same id may be used again after a refusal, with what was missing.
	receipt := read[ReceiptOut](t, b.decide(id, "ann", "d1", "lending.begin", `,"form":{"book":"Maxima","urgent":false}`).want(t, http.StatusCreated))
	if want := (ReceiptOut{ID: "d1", Trajectory: id, Status: "accepted", Seq: receipt.Seq}); receipt != want || receipt.Seq == 0 {
		t.Errorf("got %+v, want %+v", receipt, want)
	}
	seen := read[Trajectory](t, b.get(fmt.Sprintf("%s?minSeq=%d", at, receipt.Seq), "bob").want(t, http.StatusOK))
	if len(seen.Steps) != 2 || seen.Steps[1].Text != "Wacht op beheerder (south) sinds 2 maart 2026 tot en met 9 maart 2026." {
		t.Errorf("steps: %+v", seen.Steps)
	}
	b.decide(id, "bob", "d2", "lending.answer.agree", fmt.Sprintf(`,"visit":1,"run":2,"read":%d`, seen.Seq)).want(t, http.StatusCreated)
	b.decide(id, "ann", "d3", "main.desk.finish", "").want(t, http.StatusCreated)
	done := read[Trajectory](t, b.get(at, "ann").want(t, http.StatusOK))
	if done.Status != "ended" || done.Outcome != "done" || done.Ending != "klaar" || len(done.Steps) != 0 || done.Facts[0].Text != "Maxima" {
		t.Errorf("at the end: %+v", done)
	}
	b.decide(id, "ann", "d4", "main.visit", "").refusedWith(t, http.StatusConflict, "CLOSED")
}

// deref makes a Problem comparable by what it points to.
func deref(p Problem) []any {
	var e Explanation
	var n Needed
	if p.Explanation != nil {
		e = *p.Explanation
	}
	if p.Needed != nil {
		n = *p.Needed
	}
	p.Explanation, p.Needed = nil, nil
	return []any{p, e, n}
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	for accept, want := range map[string]string{
		"": "nl", "en": "en", "en-GB,en;q=0.9,nl;q=0.8": "en", "nl-BE, en;q=0.5": "nl", "de": "nl", "de, en;q=0.1": "en", "en;q=0": "nl", "*": "nl", "EN": "en", "nl;q=0.5, en;q=0.5": "nl", "x;q=NaN,en;q=NaN": "nl",
	} {
		got := b.send(http.MethodGet, "/v1/trajectories/"+id, "ann", "", "Accept-Language", accept).want(t, http.StatusOK)
		title := map[string]string{"nl": "Lenen", "en": "Lending"}[want]
		if read[Trajectory](t, got).Title != title || got.header.Get("Content-Language") != want {
			t.Errorf("%q: %s %s", accept, got.header.Get("Content-Language"), got.body)
		}
	}
	p := b.send(http.MethodGet, "/v1/trajectories/t-none", "ann", "", "Accept-Language", "en").refusedWith(t, http.StatusNotFound, "NOT_FOUND")
	if p.Title != "Not found" || p.Detail != "This does not exist, or you may not see it." {
		t.Errorf("%+v", p)
	}
}

// Who did not hear the answer sends again, also when what he did, or another did since, has ended his sight. He learns what he
// did and nothing else.
func TestSameIDSameAnswerWithoutSight(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	form := `,"form":{"book":"Maxima","urgent":false}`
	first := b.decide(id, "ann", "d1", "lending.begin", form).want(t, http.StatusCreated)
	rebound := b.intervene(id, "sam", "rebind", `,"role":"reader","organisation":"east"`).want(t, http.StatusCreated)
	b.get("/v1/trajectories/"+id, "ann").refusedWith(t, http.StatusNotFound, "NOT_FOUND")
	if again := b.decide(id, "ann", "d1", "lending.begin", form).want(t, http.StatusCreated); again.body != first.body {
		t.Errorf("first %s\nagain %s", first.body, again.body)
	}
	if again := b.intervene(id, "sam", "rebind", `,"role":"reader","organisation":"east"`).want(t, http.StatusCreated); again.body != rebound.body {
		t.Errorf("first %s\nagain %s", rebound.body, again.body)
	}
	b.decide(id, "ann", "d1", "lending.begin", `,"form":{"book":"Other","urgent":false}`).refusedWith(t, http.StatusConflict, "OTHER_CONTENT")
	b.decide(id, "ann", "d2", "lending.begin", form).refusedWith(t, http.StatusNotFound, "NOT_FOUND")
	b.decide(id, "amy", "d1", "lending.begin", form).refusedWith(t, http.StatusNotFound, "NOT_FOUND")
	b.decide("t-none", "ann", "d1", "lending.begin", form).refusedWith(t, http.StatusNotFound, "NOT_FOUND")
}

func TestSameIDSameAnswer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	form := `,"form":{"book":"Maxima","urgent":false}`
	ahead := b.decide(id, "ann", "d0", "lending.begin", `,"read":9999,"form":{"book":"Maxima","urgent":false}`).refusedWith(t, http.StatusBadRequest, "BAD_BODY")
	if len(ahead.Faults) != 1 || ahead.Faults[0].Path != "read" || ahead.Faults[0].Text != "Zo ver is dit traject niet. Stuur de seq van het beeld dat u las." {
		t.Errorf("read what has not happened: %+v", ahead.Faults)
	}
	first := b.decide(id, "ann", "d1", "lending.begin", form).want(t, http.StatusCreated)
	b.world.now = monday.Add(time.Hour)
	again := b.decide(id, "ann", "d1", "lending.begin", form).want(t, http.StatusCreated)
	if first.body != again.body || first.header.Get("Location") != again.header.Get("Location") || first.header.Get("Location") != "/v1/trajectories/"+id+"/decisions/d1" {
		t.Errorf("first %s %s\nagain %s %s", first.body, first.header.Get("Location"), again.body, again.header.Get("Location"))
	}
	b.decide(id, "ann", "d1", "lending.begin", `,"form":{"book":"Other","urgent":false}`).refusedWith(t, http.StatusConflict, "OTHER_CONTENT")
	b.decide(id, "amy", "d1", "lending.begin", form).refusedWith(t, http.StatusConflict, "OTHER_CONTENT")
	if len(b.refusals) != 2 {
		t.Errorf("%d refusals", len(b.refusals))
	}

	start := `{"id":"l2","as":{"role":"reader","organisation":"north"},"definition":"loan","form":{"branch":%q}}`
	one := b.post("/v1/trajectories", "ann", fmt.Sprintf(start, "south")).want(t, http.StatusCreated)
	b.world.now = monday.Add(2 * time.Hour)
	two := b.post("/v1/trajectories", "ann", fmt.Sprintf(start, "south")).want(t, http.StatusCreated)
	if one.body != two.body || one.header.Get("Location") != "/v1/trajectories/t-north-l2" {
		t.Errorf("%s %s", one.body, two.body)
	}
	b.post("/v1/trajectories", "ann", fmt.Sprintf(start, "east")).refusedWith(t, http.StatusConflict, "OTHER_CONTENT")
	// Another organisation's start id is another: it learns nothing, and gets a trajectory of its own.
	other := b.post("/v1/trajectories", "eve", strings.ReplaceAll(fmt.Sprintf(start, "south"), "north", "east")).want(t, http.StatusCreated)
	if read[ReceiptOut](t, other).Trajectory == read[ReceiptOut](t, one).Trajectory {
		t.Error("two organisations share a trajectory")
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	b.decide(id, "ann", "d0", "lending.begin", `,"form":{"book":"Maxima","urgent":false}`).want(t, http.StatusCreated)
	b.decide(id, "bob", "c0", "main.charge", `,"form":{"amount":5}`).want(t, http.StatusCreated)
	before := len(b.refusals)
	for i, c := range []struct {
		who, decision, more string
		status              int
		code                string
	}{
		{"bob", "main.desk.finish", "", 403, "NOT_YOUR_ROLE"},
		{"ann", "main.block", "", 403, "NOT_YOUR_ROLE"},
		{"ann", "lending.answer.agree", "", 409, "FOUR_EYES"},
		{"amy", "lending.answer.agree", "", 409, "FOUR_EYES"},
		{"ann", "lending.silence.refuse", `,"form":{"reason":"x"}`, 409, "NOT_WAITING"},
		{"bob", "lending.answer.agree", `,"visit":7`, 409, "CONFLICT"},
		{"bob", "lending.answer.agree", `,"run":9`, 409, "CONFLICT"},
		{"ann", "main.nothing", "", 400, "UNKNOWN_DECISION"},
		{"ann", "nowhere.begin", "", 400, "UNKNOWN_DECISION"},
		{"ann", "lending.begin", `,"form":{"book":"Again","urgent":false}`, 409, "ASKED"},
		{"ann", "lending.answer.agree", `,"key":"care"`, 400, "BAD_FORM"},
		{"ann", "main.visit", `,"occurred":"2026-03-03T09:00:00Z"`, 409, "OUT_OF_TIME"},
		{"ann", "main.visit", `,"occurred":"2026-02-01T09:00:00Z"`, 409, "OUT_OF_TIME"},
		{"bob", "main.block", `,"occurred":"2026-03-02T07:00:00Z"`, 409, "OUT_OF_TIME"},
		{"ann", "main.visit", "", 409, "FINED"},
	} {
		got := b.decide(id, c.who, fmt.Sprintf("r%d", i), c.decision, c.more).refusedWith(t, c.status, c.code)
		if len(b.refusals) != before+i+1 {
			t.Fatalf("%s %s: %d lines in the ledger, want %d", c.who, c.decision, len(b.refusals), before+i+1)
		}
		line := b.refusals[len(b.refusals)-1]
		if line.Trajectory != id || string(line.Rejection.Code) != c.code || line.Event.ID != fmt.Sprintf("r%d", i) || line.Event.Digest != engine.DigestOf(line.Event) ||
			line.Event.Actor.Person != "ref-"+c.who || line.Definition == "" || !strings.HasSuffix(got.Instance, line.TraceID) || !line.Event.At.Equal(monday) {
			t.Errorf("line %+v", line)
		}
	}

	// What Ann is told of a fact that she may not see: that there is one, and no more.
	told := b.decide(id, "ann", "r99", "main.visit", "").refusedWith(t, http.StatusConflict, "FINED")
	if got := told.Explanation.Failed[0].Parts[0].Reads[0]; got != (Reading{Name: "fine", Label: "boete", Hidden: true}) {
		t.Errorf("%+v", got)
	}
	mine := read[Page[RefusalLine]](t, b.get("/v1/trajectories/"+id+"/refusals?limit=100", "ann").want(t, http.StatusOK))
	theirs := read[Page[RefusalLine]](t, b.get("/v1/trajectories/"+id+"/refusals?limit=100", "bob").want(t, http.StatusOK))
	all := read[Page[RefusalLine]](t, b.get("/v1/trajectories/"+id+"/refusals?limit=100", "ivy").want(t, http.StatusOK))
	if len(mine.Items) != 11 || len(theirs.Items) != 4 || len(all.Items) != 16 {
		t.Errorf("%d of Ann, %d of Bob, %d at all", len(mine.Items), len(theirs.Items), len(all.Items))
	}
	for _, line := range append(mine.Items, theirs.Items...) {
		if !line.Mine || line.Code == "" {
			t.Errorf("%+v", line)
		}
	}
}

// Somebody with the permission who does not see every fact reads that there was a refusal, not what it quoted.
func TestRefusalsOfOthersWithoutTheirExplanation(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	b.decide(id, "bob", "x1", "main.desk.finish", "").refusedWith(t, http.StatusForbidden, "NOT_YOUR_ROLE")
	line := b.refusals[0]
	c := &call{edge: edge{lang: "nl"}, person: "ref-ann"}
	if got := c.refusalLine(line, false); got.Explanation != nil || got.Needed != nil || got.Mine || got.Code != "NOT_YOUR_ROLE" {
		t.Errorf("%+v", got)
	}
	if got := c.refusalLine(line, true); got.Explanation == nil || got.Needed == nil {
		t.Errorf("%+v", got)
	}
}

func TestConflictOfWhatRulesRead(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	seen := read[Trajectory](t, b.get("/v1/trajectories/"+id, "ann").want(t, http.StatusOK)).Seq
	b.decide(id, "bob", "n1", "main.bring", `,"form":{"book":"Max"}`).want(t, http.StatusCreated)
	form := fmt.Sprintf(`,"read":%d,"form":{"book":"Maxima","urgent":false}`, seen)
	b.decide(id, "bob", "c1", "main.block", "").want(t, http.StatusCreated)
	b.decide(id, "ann", "d1", "lending.begin", form).refusedWith(t, http.StatusConflict, "CONFLICT")
}

func TestWithoutTheRole(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	b.get("/v1/trajectories/"+id, "new").refusedWith(t, http.StatusForbidden, "NO_MEMBERSHIP")
	b.get("/v1/trajectories", "new").refusedWith(t, http.StatusForbidden, "NO_MEMBERSHIP")
	b.get("/v1/worklist", "new").refusedWith(t, http.StatusForbidden, "NO_MEMBERSHIP")
	b.get("/v1/trajectories/"+id+"?asRole=inspector&asOrganisation=state", "ann").refusedWith(t, http.StatusForbidden, "NOT_YOUR_MEMBERSHIP")
	as := `{"id":"x","as":{"role":"keeper","organisation":"south"},"decision":"main.block"}`
	b.post("/v1/trajectories/"+id+"/decisions", "ann", as).refusedWith(t, http.StatusForbidden, "NOT_YOUR_MEMBERSHIP")
	b.post("/v1/trajectories", "ann", `{"id":"x","as":{"role":"reader","organisation":"east"},"definition":"loan"}`).refusedWith(t, http.StatusForbidden, "NOT_YOUR_MEMBERSHIP")
	b.post("/v1/trajectories", "bob", `{"id":"x","as":{"role":"keeper","organisation":"south"},"definition":"loan","form":{"branch":"south"}}`).refusedWith(t, http.StatusForbidden, "NOT_YOUR_ROLE")
	b.post("/v1/trajectories/_import", "ann", `{}`).refusedWith(t, http.StatusForbidden, "NOT_PERMITTED")
	b.post("/v1/messages", "ann", `{}`).refusedWith(t, http.StatusForbidden, "NOT_PERMITTED")
	b.post("/v1/trajectories/"+id+"/_stop", "bob", `{"id":"x","as":{"role":"keeper","organisation":"south"},"reason":"r"}`).refusedWith(t, http.StatusForbidden, "NOT_PERMITTED")
	if len(b.trajectories) != 1 {
		t.Errorf("%d trajectories", len(b.trajectories))
	}
}

// A person with two roles reads as the one he chooses, and sees what that one sees.
func TestReadingAs(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	for query, facts := range map[string]int{"": 0, "?asRole=reader&asOrganisation=north": 0, "?asRole=inspector&asOrganisation=state": 2} {
		got := read[Trajectory](t, b.get("/v1/trajectories/"+id+query, "two").want(t, http.StatusOK))
		if len(got.Facts) != facts {
			t.Errorf("%q: %d facts as %s", query, len(got.Facts), got.As.Role)
		}
	}
	options := read[Options](t, b.get("/v1/trajectories/"+id+"/options", "two").want(t, http.StatusOK))
	as := map[string]bool{}
	for _, o := range options.Items {
		as[o.As.Role] = true
	}
	if len(as) != 2 || !as["reader"] || !as["inspector"] {
		t.Errorf("options as %v", as)
	}
}

func TestWithdraw(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	b.decide(id, "ann", "d1", "lending.begin", `,"form":{"book":"Maxima","urgent":false}`).want(t, http.StatusCreated)
	at := "/v1/trajectories/" + id + "/decisions/d1/_withdraw"
	b.post(at, "bob", `{"id":"w0","as":{"role":"keeper","organisation":"south"}}`).refusedWith(t, http.StatusConflict, "NOT_WITHDRAWABLE")
	got := b.post(at, "ann", `{"id":"w1","as":{"role":"reader","organisation":"north"}}`).want(t, http.StatusCreated)
	if got.header.Get("Location") != "/v1/trajectories/"+id+"/decisions/w1" {
		t.Error(got.header.Get("Location"))
	}
	if steps := read[Trajectory](t, b.get("/v1/trajectories/"+id, "ann")).Steps; len(steps) != 1 {
		t.Errorf("%+v", steps)
	}
	b.post("/v1/trajectories/"+id+"/decisions/..%2f/_withdraw", "ann", `{"id":"w2","as":{"role":"reader","organisation":"north"}}`).refusedWith(t, http.StatusNotFound, "NOT_FOUND")
}
