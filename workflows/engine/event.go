package engine

import (
	"time"

	"stroom/rules"
)

// Actor is a person acting in one role for one organisation. The API establishes it; nobody can state it about himself.
// The zero Actor is nobody: time, or a machine.
type Actor struct {
	Person       string `json:"person,omitempty"` // a reference to a row of the subjects table, never a name
	Role         string `json:"role,omitempty"`
	Organisation string `json:"organisation,omitempty"`

	// For is the person in whose place he acts; "" when he acts in his own. It gives nothing: the role and the organisation are
	// his own. It takes something away: who stands in for somebody is shut out by four eyes wherever that other person is.
	For string `json:"for,omitempty"`
}

// Shares reports whether two acts are of the same person, or of somebody who stood in for him: four eyes are not two of them.
func (a Actor) Shares(b Actor) bool {
	return a.Person == b.Person || a.For != "" && (a.For == b.Person || a.For == b.For) || b.For != "" && b.For == a.Person
}

// self is the actor without the question in whose place he acted: what he did is his own doing.
func (a Actor) self() Actor {
	a.For = ""
	return a
}

// EventKind names what happened.
type EventKind string

// The closed set of events.
const (
	Started   EventKind = "started"
	Decided   EventKind = "decided"
	Due       EventKind = "due"       // nothing but time: settle what is due
	Answered  EventKind = "answered"  // an outside service replied, or failed for good
	Received  EventKind = "received"  // a standard message came in
	Resolved  EventKind = "resolved"  // a person dealt with an incident
	Adjusted  EventKind = "adjusted"  // a running term got another end
	Rebound   EventKind = "rebound"   // a party was replaced
	Corrected EventKind = "corrected" // an authorised compensating entry
	Migrated  EventKind = "migrated"  // the trajectory goes on under another version
	Stopped   EventKind = "stopped"   // the trajectory was ended from outside its definition
	Withdrawn EventKind = "withdrawn" // a decision was taken back inside its window
)

// Event is something that happened to a trajectory and is to be judged. Exactly the part that Kind names is set; Due has
// none.
type Event struct {
	ID       string    `json:"id"`               // made by the client; unique in the trajectory
	Digest   string    `json:"digest,omitempty"` // of the content, see Digest; the same id with another digest is refused
	Kind     EventKind `json:"kind"`
	At       time.Time `json:"at"` // receipt by the API, in UTC; never after the `now` given to Step
	Actor    Actor     `json:"actor"`
	Imported bool      `json:"imported,omitempty"` // part of a past trace

	Start    *StartedEvent   `json:"start,omitempty"`
	Decide   *DecidedEvent   `json:"decide,omitempty"`
	Answer   *AnsweredEvent  `json:"answer,omitempty"`
	Receive  *ReceivedEvent  `json:"receive,omitempty"`
	Resolve  *ResolvedEvent  `json:"resolve,omitempty"`
	Adjust   *AdjustedEvent  `json:"adjust,omitempty"`
	Rebind   *ReboundEvent   `json:"rebind,omitempty"`
	Correct  *CorrectedEvent `json:"correct,omitempty"`
	Migrate  *MigratedEvent  `json:"migrate,omitempty"`
	Stop     *StoppedEvent   `json:"stop,omitempty"`
	Withdraw *WithdrawnEvent `json:"withdraw,omitempty"`
}

// Values are named values: the fields of a form, the input of a run.
type Values map[string]rules.Value

// StartedEvent begins the trajectory: main's `begin`.
type StartedEvent struct {
	Form Values `json:"form,omitempty"`
}

// DecidedEvent is a decision of a person. It also begins flows (Decision "flow.begin") and begins them again; the engine
// reads "flow.begin" on an open key as "flow.again".
type DecidedEvent struct {
	Decision string     `json:"decision"`           // flow.step.name, flow.name, flow.begin
	Key      string     `json:"key,omitempty"`      // of the run, "" when the flow is not kept per key
	Run      int        `json:"run,omitempty"`      // number of the run; 0: the only open one
	Visit    int        `json:"visit,omitempty"`    // visit of the step that the officer saw; 0: the present one
	Read     uint64     `json:"read,omitempty"`     // State.Seq of the page the officer read; 0: not stated
	Form     Values     `json:"form,omitempty"`     // checked against the decision's form by Step
	Occurred *time.Time `json:"occurred,omitempty"` // when it really happened, if the decision allows to say so
}

// AnsweredEvent closes an outside call.
type AnsweredEvent struct {
	Call   int    `json:"call"`
	Failed bool   `json:"failed,omitempty"`
	Answer Values `json:"answer,omitempty"`
	Code   string `json:"code,omitempty"` // of the failure; no texts of outside systems
}

// ReceivedEvent is a standard message from another organisation. Step judges it as the decision that its notice names.
type ReceivedEvent struct {
	Notice   string `json:"notice"`
	Kind     string `json:"kind"`
	Key      string `json:"key,omitempty"`
	ReplyTo  int    `json:"replyTo,omitempty"` // number of the notice that it answers
	Form     Values `json:"form,omitempty"`
	Sender   string `json:"sender"` // organisation, established by the API
	Standard string `json:"standard,omitempty"`
}

// ResolvedEvent ends an incident.
type ResolvedEvent struct {
	Incident int    `json:"incident"`
	Reason   string `json:"reason"`
}

// AdjustedEvent gives the running term of a run another end.
type AdjustedEvent struct {
	Flow   string    `json:"flow"`
	Key    string    `json:"key,omitempty"`
	Run    int       `json:"run,omitempty"`
	Due    time.Time `json:"due"`
	Reason string    `json:"reason"`
}

// ReboundEvent binds a role to another organisation.
type ReboundEvent struct {
	Role         string `json:"role"`
	Key          string `json:"key,omitempty"`
	Organisation string `json:"organisation"`
	Reason       string `json:"reason"`
}

// CorrectedEvent sets facts to what they should have been, naming the event that was wrong.
type CorrectedEvent struct {
	Of     string          `json:"of"` // id of the event that it corrects
	Set    []CorrectedFact `json:"set"`
	Reason string          `json:"reason"`
}

// CorrectedFact is one fact with its right value.
type CorrectedFact struct {
	Fact  string      `json:"fact"`
	Key   string      `json:"key,omitempty"`
	Value rules.Value `json:"value"`
}

// MigratedEvent moves the trajectory to the definition that Step is given, whose Earlier is the present one.
type MigratedEvent struct {
	Version int    `json:"version"`
	Hash    string `json:"hash"`
	Reason  string `json:"reason,omitempty"`
}

// StoppedEvent ends the trajectory.
type StoppedEvent struct {
	Reason string `json:"reason"`
}

// WithdrawnEvent takes back a decision.
type WithdrawnEvent struct {
	Of string `json:"of"` // id of the decision
}
