package engine_test

import (
	"encoding/json"
	"os"
	"reflect"
	"testing"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/workflows/engine"
)

func loan(t testing.TB) *stroomschema.Definition {
	t.Helper()
	source, err := os.ReadFile("testdata/loan.yaml")
	if err != nil {
		t.Fatal(err)
	}
	def, found := stroomschema.Compile("loan.yaml", source, stroomschema.Options{})
	for _, d := range found {
		t.Log(d.Code, d.Summary, d.Subject)
	}
	if def == nil {
		t.Fatal("loan.yaml does not compile")
	}
	return def
}

var (
	ann = engine.Actor{Person: "ann", Role: "reader", Organisation: "north"}
	bob = engine.Actor{Person: "bob", Role: "keeper", Organisation: "south"}
	eve = engine.Actor{Person: "eve", Role: "keeper", Organisation: "east"}
)

// bench folds events and remembers the state between them.
type bench struct {
	t    *testing.T
	def  *stroomschema.Definition
	st   engine.State
	last engine.Outcome
}

func start(t *testing.T) *bench {
	b := &bench{t: t, def: loan(t)}
	b.ok(at("2026-03-02 09:00"), engine.Event{ID: "s", Kind: engine.Started, Actor: ann,
		Start: &engine.StartedEvent{Form: engine.Values{"branch": rules.OrganisationOf("south")}}})
	return b
}

func at(s string) time.Time {
	zone, _ := time.LoadLocation("Europe/Amsterdam")
	when, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	if err != nil {
		panic(err)
	}
	return when.UTC()
}

func (b *bench) step(when time.Time, ev engine.Event) error {
	b.t.Helper()
	ev.At, ev.Digest = when, engine.DigestOf(ev)
	before, _ := json.Marshal(b.st)
	out, err := engine.Step(b.def, b.st, ev, when)
	if after, _ := json.Marshal(b.st); string(after) != string(before) {
		b.t.Fatalf("Step changed the state it was given:\n%s\n%s", before, after)
	}
	if err != nil {
		return err
	}
	folded := engine.Apply(b.def, b.st, out.Entries)
	if !reflect.DeepEqual(folded, out.State) {
		b.t.Fatalf("the entries do not give the state:\n%s\n%s", text(folded), text(out.State))
	}
	var back engine.State
	if err := json.Unmarshal([]byte(text(out.State)), &back); err != nil || text(back) != text(out.State) {
		b.t.Fatalf("the state does not survive JSON: %v", err)
	}
	b.st, b.last = out.State, out
	return nil
}

func text(v any) string {
	body, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		panic(err)
	}
	return string(body)
}

func (b *bench) ok(when time.Time, ev engine.Event) {
	b.t.Helper()
	if err := b.step(when, ev); err != nil {
		b.t.Fatalf("%s refused: %s", ev.ID, text(err))
	}
}

func (b *bench) refused(when time.Time, ev engine.Event, code engine.Code) *engine.Rejection {
	b.t.Helper()
	err := b.step(when, ev)
	rejected, _ := err.(*engine.Rejection)
	if rejected == nil || rejected.Code != code {
		b.t.Fatalf("%s: got %v, want %s", ev.ID, text(err), code)
	}
	return rejected
}

func decide(id string, who engine.Actor, decision string, form engine.Values) engine.Event {
	return engine.Event{ID: id, Kind: engine.Decided, Actor: who, Decide: &engine.DecidedEvent{Decision: decision, Form: form}}
}

func book(title string, urgent bool) engine.Values {
	return engine.Values{"book": rules.TextOf(title), "urgent": rules.BoolOf(urgent)}
}

func (b *bench) stands(flow string) string {
	for _, r := range b.st.Runs {
		if r.Flow == flow {
			return r.Step
		}
	}
	return ""
}

func TestProposalNeedsTheOtherParty(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.ok(at("2026-03-02 10:00"), decide("d1", ann, "lending.begin", book("Max Havelaar", false)))
	if got := b.stands("lending"); got != "answer" {
		t.Fatalf("lending stands at %q", got)
	}
	own := b.refused(at("2026-03-02 11:00"), decide("d2", ann, "lending.answer.agree", nil), engine.FourEyes)
	if who := own.Explanation.Who; len(who) != 1 || who[0].Role != "keeper" {
		t.Errorf("who could take it: %v, want the keeper alone", who)
	}
	b.refused(at("2026-03-02 11:00"), decide("d3", eve, "lending.answer.agree", nil), engine.NotYourParty)
	b.refused(at("2026-03-02 11:00"), decide("d4", bob, "lending.answer.refuse", nil), engine.BadForm)
	b.ok(at("2026-03-02 11:00"), decide("d5", bob, "lending.answer.agree", nil))
	if got := b.st.Facts["borrowed"].Value.Str(); got != "Max Havelaar" {
		t.Fatalf("book is %q", got)
	}
	b.refused(at("2026-03-02 12:00"), engine.Event{ID: "d6", Kind: engine.Decided, Actor: bob,
		Decide: &engine.DecidedEvent{Decision: "lending.answer.agree", Visit: 1}}, engine.Conflict)
}

func TestRuleRefusesWithItsText(t *testing.T) {
	t.Parallel()
	b := start(t)
	r := b.refused(at("2026-03-02 10:00"), decide("d1", ann, "lending.begin", book("Max", true)), "NO_REASON")
	if r.Explanation.Text.NL != "Spoed voor Max kan niet." || r.Explanation.Rule != "has_reason" {
		t.Fatalf("explanation: %s", text(r.Explanation))
	}
	if len(r.Explanation.Failed) != 1 || len(r.Explanation.Failed[0].Parts) == 0 {
		t.Fatalf("parts: %s", text(r.Explanation))
	}
}

func TestSilenceDecidesOnlyWhereTheFileSaysSo(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.ok(at("2026-03-02 10:00"), decide("d1", ann, "lending.begin", book("Max Havelaar", true)))
	due, ok := engine.NextDue(b.def, b.st)
	if !ok || !due.Equal(at("2026-03-06 00:00")) {
		t.Fatalf("next due %v", due)
	}
	b.ok(at("2026-03-05 23:59"), engine.Event{Kind: engine.Due})
	if got := b.stands("lending"); got != "silence" {
		t.Fatalf("moved before its time the run to %q", got)
	}
	b.ok(at("2026-03-06 00:00"), engine.Event{Kind: engine.Due})
	if got := b.stands("lending"); got != "" || !b.st.Facts["borrowed"].Value.IsSet() {
		t.Fatalf("silence did not decide: %q", got)
	}
}

func TestWithdrawalRestores(t *testing.T) {
	t.Parallel()
	b := start(t)
	before := text(b.st.Facts)
	b.ok(at("2026-03-02 10:00"), decide("d1", ann, "lending.begin", book("Max Havelaar", false)))
	b.refused(at("2026-03-02 10:05"), engine.Event{ID: "w0", Kind: engine.Withdrawn, Actor: bob, Withdraw: &engine.WithdrawnEvent{Of: "d1"}}, engine.NotWithdrawable)
	b.ok(at("2026-03-02 10:10"), engine.Event{ID: "w1", Kind: engine.Withdrawn, Actor: ann, Withdraw: &engine.WithdrawnEvent{Of: "d1"}})
	if b.stands("lending") != "" || text(b.st.Facts) != before {
		t.Fatalf("not restored: %s", text(b.st))
	}
	b.ok(at("2026-03-02 11:00"), decide("d2", ann, "lending.begin", book("Max Havelaar", false)))
	b.refused(at("2026-03-02 11:15"), engine.Event{ID: "w2", Kind: engine.Withdrawn, Actor: ann, Withdraw: &engine.WithdrawnEvent{Of: "d2"}}, engine.NotWithdrawable)
}

func TestSameIDTwice(t *testing.T) {
	t.Parallel()
	b := start(t)
	ev := decide("d1", ann, "lending.begin", book("Max Havelaar", false))
	b.ok(at("2026-03-02 10:00"), ev)
	b.ok(at("2026-03-02 10:00"), ev)
	if len(b.last.Entries) != 0 {
		t.Fatalf("the same decision was taken twice: %s", text(b.last.Entries))
	}
	b.refused(at("2026-03-02 10:01"), decide("d1", ann, "lending.begin", book("Other", false)), engine.OtherContent)
}

func TestPageReadBeforeAFactChanged(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.ok(at("2026-03-02 10:00"), decide("d1", ann, "lending.begin", book("Max Havelaar", false)))
	read := b.st.Seq
	b.ok(at("2026-03-02 10:30"), decide("d2", bob, "main.block", nil))
	ev := decide("d3", bob, "lending.answer.agree", nil)
	ev.Decide.Read = read
	b.refused(at("2026-03-02 10:31"), ev, engine.Conflict)
	ev.ID, ev.Decide.Read = "d4", b.st.Seq
	b.refused(at("2026-03-02 10:31"), ev, "BLOCKED")
}

func TestEndedTrajectoryIsClosed(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.ok(at("2026-03-02 10:00"), decide("d1", ann, "lending.begin", book("Max Havelaar", false)))
	b.ok(at("2026-03-02 11:00"), decide("d2", ann, "main.desk.finish", nil))
	if b.st.Ended == nil || b.st.Outcome != "done" || len(b.st.Runs) != 0 {
		t.Fatalf("not ended: %s", text(b.st))
	}
	r := b.refused(at("2026-03-02 12:00"), decide("d3", bob, "lending.answer.agree", nil), engine.Closed)
	if r.Explanation.Text.NL != "Dit traject is afgesloten. Uitkomst: klaar." {
		t.Fatal(r.Explanation.Text.NL)
	}
}
