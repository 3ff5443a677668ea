package enginetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
)

// Properties are the promises of the engine, by their number in the design. The thirteenth, that the shell does what the
// engine does, is held where the shell is.
var Properties = [...]string{
	1:  "Step leaves its input untouched",
	2:  "same input, same bytes",
	3:  "Apply over entries = state",
	4:  "state survives JSON",
	5:  "Permitted and Step agree, both ways",
	6:  "time never runs back",
	7:  "run to completion ends",
	8:  "a rejection changes nothing",
	9:  "Step(ev, now) = dues up to now, then ev",
	10: "restart and JSON round trip after every step change nothing",
	11: "no invariant of the author is broken by an accepted decision",
	12: "no explanation contains a value its reader may not see",
	14: "what is said to let a refused decision through does, is the least, and tells no secret",
	15: "who stands in for somebody may do no more than in his own place, and less by four eyes only",
}

// maxEntries bounds what one event may write: a full run to completion for each due moment would be far more than any
// definition needs.
const maxEntries = 50_000

// Breach is a property that did not hold.
type Breach struct {
	Property int
	Detail   string
	Events   []engine.Event // accepted before, oldest first
	Event    engine.Event   // the one at which it broke
	Now      time.Time
}

// Error tells which property broke and how.
func (b *Breach) Error() string {
	body, _ := json.Marshal(b.Event)
	return fmt.Sprintf("property %d (%s) does not hold: %s\nevent: %s\nnow: %s, after %d accepted events",
		b.Property, Properties[b.Property], b.Detail, body, b.Now.Format(time.RFC3339), len(b.Events))
}

// bytesOf writes a value as JSON; what the engine keeps can always be written.
func bytesOf(v any) []byte {
	body, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("enginetest: write %T: %v", v, err))
	}
	return body
}

// reread sends a state through JSON.
func reread(body []byte) (engine.State, error) {
	var st engine.State
	err := json.Unmarshal(body, &st)
	return st, err
}

// probe is one event against one state, with what became of it.
type probe struct {
	def    *stroomschema.Definition
	st     engine.State
	body   []byte // of st, before the Step
	ev     engine.Event
	now    time.Time
	out    engine.Outcome
	reject *engine.Rejection
	next   engine.State // out.State after it went through JSON
	bytes  []byte       // of out.State
}

// step gives the event to the engine.
func (p *probe) step() {
	out, err := engine.Step(p.def, p.st, p.ev, p.now)
	p.out = out
	if err != nil {
		p.reject = err.(*engine.Rejection)
	}
}

// basic holds what is held at every event: 6 to 8, and that the state can be read back.
func (p *probe) basic() (int, string) {
	if p.reject != nil {
		if p.out.State.Seq != 0 || p.out.Entries != nil || p.out.Effects != nil {
			return 8, "a refused event has an outcome"
		}
		return 0, ""
	}
	p.bytes = bytesOf(p.out.State)
	var err error
	if p.next, err = reread(p.bytes); err != nil {
		return 4, err.Error()
	}
	if detail := p.timeRuns(); detail != "" {
		return 6, detail
	}
	if len(p.out.Entries) > maxEntries {
		return 7, fmt.Sprintf("%d entries", len(p.out.Entries))
	}
	return 0, ""
}

// kept holds properties 1, 3 and 4: the input as it was, the entries that give the state, the state as JSON gives it back.
func (p *probe) kept() (int, string) {
	if after := bytesOf(p.st); !bytes.Equal(p.body, after) {
		return 1, difference(p.body, after)
	}
	if p.reject != nil {
		return 0, ""
	}
	if folded := bytesOf(engine.Apply(p.def, p.st, p.out.Entries)); !bytes.Equal(folded, p.bytes) {
		return 3, difference(folded, p.bytes)
	}
	if again := bytesOf(p.next); !bytes.Equal(again, p.bytes) {
		return 4, difference(p.bytes, again)
	}
	return 0, ""
}

// restarted judges the event once more, on entries and a state that went through JSON.
func (p *probe) restarted() (int, string) {
	st, err := reread(p.body)
	if err != nil {
		return 4, err.Error()
	}
	if property, detail := p.same(10, st); property != 0 || p.reject != nil {
		return property, detail
	}
	var entries []engine.Entry
	if err := json.Unmarshal(bytesOf(p.out.Entries), &entries); err != nil {
		return 10, err.Error()
	}
	if folded := bytesOf(engine.Apply(p.def, st, entries)); !bytes.Equal(folded, p.bytes) {
		return 10, difference(folded, p.bytes)
	}
	return 0, ""
}

// twice judges the event once more on the very same arguments, this time with its trail: every step that the entries enter is
// on it, and nothing else that is a step.
func (p *probe) twice() (int, string) {
	out, trail, err := engine.StepTrail(p.def, p.st, p.ev, p.now)
	entered := 0
	for _, e := range out.Entries {
		if _, ok := e.Change.(engine.StepEntered); ok {
			entered++
		}
	}
	for _, passed := range trail {
		if passed.Kind == stroomschema.PassStep {
			entered--
		}
	}
	if entered != 0 {
		return 2, fmt.Sprintf("the trail has %d steps less than the entries", entered)
	}
	return p.compared(2, out, err)
}

// same judges the event once more and compares everything that comes of it.
func (p *probe) same(property int, st engine.State) (int, string) {
	out, err := engine.Step(p.def, st, p.ev, p.now)
	return p.compared(property, out, err)
}

// compared holds what a second judgement gave against the first.
func (p *probe) compared(property int, out engine.Outcome, err error) (int, string) {
	if (err != nil) != (p.reject != nil) {
		return property, "accepted once and refused once"
	}
	if err != nil {
		if a, b := bytesOf(p.reject), bytesOf(err); !bytes.Equal(a, b) {
			return property, difference(a, b)
		}
		return 0, ""
	}
	for _, pair := range [][2][]byte{{p.bytes, bytesOf(out.State)}, {bytesOf(p.out.Entries), bytesOf(out.Entries)}, {effectBytes(p.out.Effects), effectBytes(out.Effects)}} {
		if !bytes.Equal(pair[0], pair[1]) {
			return property, difference(pair[0], pair[1])
		}
	}
	return 0, ""
}

// effectBytes writes effects with the names of their kinds.
func effectBytes(effects []engine.Effect) []byte {
	var b bytes.Buffer
	for _, e := range effects {
		fmt.Fprintf(&b, "%T %s\n", e, bytesOf(e))
	}
	return b.Bytes()
}

func (p *probe) timeRuns() string {
	if p.out.State.Time.Before(p.st.Time) {
		return fmt.Sprintf("the state went from %s back to %s", p.st.Time, p.out.State.Time)
	}
	last, seq := time.Time{}, p.st.Seq
	for _, e := range p.out.Entries {
		if e.At.Before(last) {
			return fmt.Sprintf("entry %d is at %s, after one at %s", e.Seq, e.At, last)
		}
		if e.At.After(p.now) {
			return fmt.Sprintf("entry %d is at %s, after now (%s)", e.Seq, e.At, p.now)
		}
		if seq++; e.Seq != seq {
			return fmt.Sprintf("entry %d stands where %d should", e.Seq, seq)
		}
		last = e.At
	}
	return ""
}

// duesFirst holds property 9: settling what is due in an event of its own, and then judging the event, comes to the same.
func (p *probe) duesFirst() (int, string) {
	at := p.ev.At
	if p.ev.Kind == engine.Due || at.After(p.now) || at.IsZero() {
		at = p.now
	}
	repeated := p.reject == nil && len(p.out.Entries) == 0 && p.ev.Kind != engine.Due // known by its id: nothing is settled
	if p.st.Seq == 0 || at.Before(p.st.Time) || p.ev.Kind == engine.Migrated || repeated {
		return 0, ""
	}
	time := engine.Event{Kind: engine.Due, At: at}
	if p.ev.Kind == engine.Due {
		time.ID = p.ev.ID // what a moment makes due bears the id of the moment, if it has one
	}
	settled, err := engine.Step(p.def, p.st, time, at)
	if err != nil {
		return 9, "what is due was refused: " + err.Error()
	}
	out, err := engine.Step(p.def, settled.State, p.ev, p.now)
	if p.reject != nil {
		if err == nil {
			return 9, "refused together, accepted after settling"
		}
		if a, b := bytesOf(p.reject), bytesOf(err); !bytes.Equal(a, b) {
			return 9, difference(a, b)
		}
		return 0, ""
	}
	if err != nil {
		return 9, "accepted together, refused after settling: " + err.Error()
	}
	if a, b := bytesOf(p.out.State), bytesOf(out.State); !bytes.Equal(a, b) {
		return 9, difference(a, b)
	}
	if a, b := bytesOf(p.out.Entries), bytesOf(slices.Concat(settled.Entries, out.Entries)); !bytes.Equal(a, b) && len(p.out.Entries) > 0 {
		return 9, difference(a, b)
	}
	return 0, ""
}

// difference shows where two texts begin to differ.
func difference(a, b []byte) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	around := func(s []byte) string {
		from, to := max(0, i-120), min(len(s), i+160)
		return strings.ToValidUTF8(string(s[from:to]), "?")
	}
	return fmt.Sprintf("from byte %d on:\n  one:   ...%s...\n  other: ...%s...", i, around(a), around(b))
}
