package engine

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"stroom/rules"
)

// Cause says what started the run to completion that wrote an entry.
type Cause string

// The four causes.
const (
	ByPerson  Cause = "person"
	BySilence Cause = "silence" // a term ran out, or a rung was reached
	ByMoment  Cause = "moment"  // a moment computed from facts, or a condition
	ByMessage Cause = "message" // an answer, or a standard message
)

// Entry is one line of the journal: what changed, when, by which event. Folding entries gives the state.
type Entry struct {
	Seq    uint64    // from 1, without gaps
	At     time.Time // the moment it took effect: the receipt of a decision, the due time of a term
	Event  string    // id of the event that caused it
	Cause  Cause
	Change Change
}

// Change is what an entry changes. A closed set.
type Change interface{ change() string }

// The changes, named in the past tense. Zero fields are left out of the JSON.
type (
	// EventTaken opens the entries of an accepted event.
	EventTaken struct {
		Event Event           `json:"event"`
		Place string          `json:"place,omitempty"` // id of the decision as judged ("flow.again" for a second begin)
		Run   int             `json:"run,omitempty"`
		Step  string          `json:"step,omitempty"`
		Rules []RuleResult    `json:"rules,omitempty"` // what was judged
		Reads []JudgedReading `json:"reads,omitempty"` // the facts that the rules read, by name, as they were
	}
	// TrajectoryOpened is the first change of all.
	TrajectoryOpened struct {
		Name      string `json:"name"`
		Version   int    `json:"version"`
		Hash      string `json:"hash"`
		Semantics int    `json:"semantics"`
	}
	// TrajectoryEnded is the last change of a trajectory's own making.
	TrajectoryEnded struct {
		Outcome string `json:"outcome"`
	}
	// FactSet sets or (Value unset) unsets a fact.
	FactSet struct {
		Fact  string      `json:"fact"` // "room[north]"
		Value rules.Value `json:"value"`
	}
	// PartyBound ends the present binding and begins another; Organisation "" only ends it.
	PartyBound struct {
		Role         string `json:"role"`
		Key          string `json:"key,omitempty"`
		Organisation string `json:"organisation,omitempty"`
		LentBy       int    `json:"lentBy,omitempty"`
	}
	// RunStarted opens a run, before it stands at a step.
	RunStarted struct {
		Run Run `json:"run"`
	}
	// RunChanged replaces the values that a run keeps for itself: everything of Run but its identity.
	RunChanged struct {
		Run Run `json:"run"`
	}
	// RunEnded closes a run.
	RunEnded struct {
		Run     int    `json:"run"`
		Flow    string `json:"flow"`
		Key     string `json:"key,omitempty"`
		Outcome string `json:"outcome"`
	}
	// StepEntered and StepLeft tell the movement of a run; the values stand in the RunChanged beside them.
	StepEntered struct {
		Run   int    `json:"run"`
		Flow  string `json:"flow"`
		Key   string `json:"key,omitempty"`
		Step  string `json:"step"`
		Visit int    `json:"visit"`
	}
	StepLeft struct {
		Run  int    `json:"run"`
		Flow string `json:"flow"`
		Key  string `json:"key,omitempty"`
		Step string `json:"step"`
	}
	// DueSettled says that a due moment was reached: a term, a rung, a moment, a reminder.
	DueSettled struct {
		Run  int       `json:"run"`
		What string    `json:"what"` // "term", "rung", "moment", "reminder", "reply"
		Name string    `json:"name"`
		Due  time.Time `json:"due"`
	}
	// NoticeSent says who was told what; the texts stand in the outbox only.
	NoticeSent struct {
		Number  int       `json:"number"`
		Notice  string    `json:"notice"`
		Run     int       `json:"run"`
		To      []Address `json:"to,omitempty"`
		Awaited *Awaited  `json:"awaited,omitempty"` // it expects a reply
		Values  Values    `json:"values,omitempty"`
	}
	// ReplyTaken closes a notice that expected a reply; Late: the term of the reply ran out.
	ReplyTaken struct {
		Number int  `json:"number"`
		Late   bool `json:"late,omitempty"`
	}
	// MessageSent tells of a message between flows; To 0: nobody was there.
	MessageSent struct {
		Message string `json:"message"`
		From    int    `json:"from"`
		To      int    `json:"to,omitempty"`
		With    Values `json:"with,omitempty"`
	}
	// CallOpened and CallClosed tell of outside calls.
	CallOpened struct {
		Call Call `json:"call"`
	}
	CallClosed struct {
		Number int  `json:"number"`
		Failed bool `json:"failed,omitempty"`
	}
	// IncidentOpened and IncidentClosed tell of what waits for a person.
	IncidentOpened struct {
		Incident Incident `json:"incident"`
	}
	IncidentClosed struct {
		Number int `json:"number"`
	}
	// CountAdded counts.
	CountAdded struct {
		Counted Counted `json:"counted"`
	}
	// WindowOpened says until when a decision may be withdrawn.
	WindowOpened struct {
		Window Window `json:"window"`
	}
	// DecisionUndone restores what stood before a withdrawn decision, from its window.
	DecisionUndone struct {
		Of string `json:"of"`
	}
	// VersionChanged tells of a migration.
	VersionChanged struct {
		Version int    `json:"version"`
		Hash    string `json:"hash"`
	}
)

// RuleResult is one rule as it was judged, for the journal.
type RuleResult struct {
	Rule  string   `json:"rule"`
	Holds bool     `json:"holds"`
	Reads []string `json:"reads,omitempty"` // names of facts; their values stand with the event
}

// JudgedReading is a value that a rule read.
type JudgedReading struct {
	Name  string      `json:"name"`
	Value rules.Value `json:"value"`
}

func (EventTaken) change() string       { return "event_taken" }
func (TrajectoryOpened) change() string { return "trajectory_opened" }
func (TrajectoryEnded) change() string  { return "trajectory_ended" }
func (FactSet) change() string          { return "fact_set" }
func (PartyBound) change() string       { return "party_bound" }
func (RunStarted) change() string       { return "run_started" }
func (RunChanged) change() string       { return "run_changed" }
func (RunEnded) change() string         { return "run_ended" }
func (StepEntered) change() string      { return "step_entered" }
func (StepLeft) change() string         { return "step_left" }
func (DueSettled) change() string       { return "due_settled" }
func (NoticeSent) change() string       { return "notice_sent" }
func (ReplyTaken) change() string       { return "reply_taken" }
func (MessageSent) change() string      { return "message_sent" }
func (CallOpened) change() string       { return "call_opened" }
func (CallClosed) change() string       { return "call_closed" }
func (IncidentOpened) change() string   { return "incident_opened" }
func (IncidentClosed) change() string   { return "incident_closed" }
func (CountAdded) change() string       { return "count_added" }
func (WindowOpened) change() string     { return "window_opened" }
func (DecisionUndone) change() string   { return "decision_undone" }
func (VersionChanged) change() string   { return "version_changed" }

// Kind returns the name of the change, as it stands in the journal.
func (e Entry) Kind() string { return e.Change.change() }

type entryJSON struct {
	Seq    uint64    `json:"seq"`
	At     time.Time `json:"at"`
	Event  string    `json:"event,omitempty"`
	Cause  Cause     `json:"cause"`
	Kind   string    `json:"kind"`
	Change unread    `json:"change"`
}

// unread is a part of the JSON that is being read, where it stands.
type unread []byte

func (u *unread) UnmarshalJSON(data []byte) error {
	*u = data
	return nil
}

// MarshalJSON writes the entry with the kind of its change. Every decision writes its entries twice: member by member takes
// half the time of another pass of package json.
func (e Entry) MarshalJSON() ([]byte, error) {
	change, err := json.Marshal(e.Change)
	if err != nil {
		return nil, err
	}
	b := make([]byte, 0, len(change)+len(e.Event)+200)
	b = strconv.AppendUint(append(b, `{"seq":`...), e.Seq, 10)
	b, err = e.At.AppendText(append(b, `,"at":"`...))
	if err != nil {
		return nil, err
	}
	b = append(b, '"')
	if e.Event != "" {
		event, err := json.Marshal(e.Event)
		if err != nil {
			return nil, err
		}
		b = append(append(b, `,"event":`...), event...)
	}
	b = append(append(b, `,"cause":"`...), e.Cause...)
	b = append(append(b, `","kind":"`...), e.Kind()...)
	b = append(append(b, `","change":`...), change...)
	return append(b, '}'), nil
}

// UnmarshalJSON reads an entry of a known kind; another kind is an error.
func (e *Entry) UnmarshalJSON(data []byte) error {
	var j entryJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return err
	}
	change, err := readChange(j.Kind, j.Change)
	if err != nil {
		return fmt.Errorf("read entry %d: %w", j.Seq, err)
	}
	*e = Entry{Seq: j.Seq, At: j.At, Event: j.Event, Cause: j.Cause, Change: change}
	return nil
}

func readChange(kind string, body []byte) (Change, error) {
	read, ok := changeReaders[kind]
	if !ok {
		return nil, fmt.Errorf("unknown kind %q", kind)
	}
	return read(body)
}

func reader[T Change](body []byte) (Change, error) {
	var c T
	err := json.Unmarshal(body, &c)
	return c, err
}

var changeReaders = map[string]func([]byte) (Change, error){
	"event_taken": reader[EventTaken], "trajectory_opened": reader[TrajectoryOpened], "trajectory_ended": reader[TrajectoryEnded],
	"fact_set": reader[FactSet], "party_bound": reader[PartyBound],
	"run_started": reader[RunStarted], "run_changed": reader[RunChanged], "run_ended": reader[RunEnded],
	"step_entered": reader[StepEntered], "step_left": reader[StepLeft], "due_settled": reader[DueSettled],
	"notice_sent": reader[NoticeSent], "reply_taken": reader[ReplyTaken], "message_sent": reader[MessageSent],
	"call_opened": reader[CallOpened], "call_closed": reader[CallClosed], "incident_opened": reader[IncidentOpened],
	"incident_closed": reader[IncidentClosed], "count_added": reader[CountAdded], "window_opened": reader[WindowOpened], "decision_undone": reader[DecisionUndone],
	"version_changed": reader[VersionChanged],
}
