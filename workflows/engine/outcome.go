package engine

import (
	"time"

	"stroom/definitions/stroomschema"
)

// Outcome is what becomes of a trajectory by one event. Entries are saved BEFORE Effects are performed.
type Outcome struct {
	State   State
	Entries []Entry
	Effects []Effect
}

// Effect is something to be done in the world after the entries are saved. A closed set: Notify, Retract, Ask, Alarm.
type Effect interface{ effect() }

// Address is a role at an organisation; Organisation "" means whoever holds the role.
type Address struct {
	Role         string `json:"role"`
	Organisation string `json:"organisation,omitempty"`
}

// Notify sends a notice to each address, NotBefore that moment (the end of the withdrawal window).
type Notify struct {
	Number    int       `json:"number"`
	Event     string    `json:"event"`
	Notice    string    `json:"notice"`
	Standard  string    `json:"standard,omitempty"`
	To        []Address `json:"to"`
	Flow      string    `json:"flow"`
	Key       string    `json:"key,omitempty"`
	Run       int       `json:"run"`
	Texts     []Said    `json:"texts"` // one for each address, in the order of To, filtered for that role
	Documents []string  `json:"documents,omitempty"`
	NotBefore time.Time `json:"notBefore"`
}

// Said is a rendered text in both languages.
type Said struct {
	NL string `json:"nl"`
	EN string `json:"en"`
}

// Retract takes back the notices and calls of an event that have not gone out yet.
type Retract struct {
	Event string `json:"event"`
}

// Ask calls an outside service; its reply comes in as Answered with the same number.
type Ask struct {
	Call      int           `json:"call"`
	Event     string        `json:"event"`
	Service   string        `json:"service"`
	With      Values        `json:"with,omitempty"`
	Tries     int           `json:"tries"`
	Backoff   time.Duration `json:"backoff"`
	Timeout   time.Duration `json:"timeout"`
	NotBefore time.Time     `json:"notBefore"`
}

// Alarm tells the operators of an incident; it carries codes and places, no data.
type Alarm struct {
	Incident int    `json:"incident"`
	Code     string `json:"code"`
	Place    string `json:"place"`
}

func (Notify) effect()  {}
func (Retract) effect() {}
func (Ask) effect()     {}
func (Alarm) effect()   {}

// Code is a stable reason for a refusal. Rules add their own codes (UPPER_CASE in the definition).
type Code string

// The engine's own refusals.
const (
	NotStarted      Code = "NOT_STARTED"      // the trajectory does not exist yet
	AlreadyStarted  Code = "ALREADY_STARTED"  //
	Closed          Code = "CLOSED"           // the trajectory has ended
	UnknownDecision Code = "UNKNOWN_DECISION" // the definition has no such decision
	NotWaiting      Code = "NOT_WAITING"      // no run stands where this is decided
	NotOffered      Code = "NOT_OFFERED"      // `while` does not hold, or it was taken already
	Suspended       Code = "SUSPENDED"        // the run is suspended
	Conflict        Code = "CONFLICT"         // that visit has ended, or what its rules read has changed
	OtherContent    Code = "OTHER_CONTENT"    // the same id with other content
	NotYourRole     Code = "NOT_YOUR_ROLE"    // another role decides here
	NotYourParty    Code = "NOT_YOUR_PARTY"   // another organisation decides here
	FourEyes        Code = "FOUR_EYES"        // the same person or organisation took the earlier decision
	BadForm         Code = "BAD_FORM"         // the form is incomplete or wrong; Faults says where
	OutOfTime       Code = "OUT_OF_TIME"      // `occurred` outside its bounds, or an event before the last one
	TooMany         Code = "TOO_MANY"         // no more runs of this flow
	NotWithdrawable Code = "NOT_WITHDRAWABLE" // not the last event, the window is over, or another person
	NotAllowed      Code = "NOT_ALLOWED"      // an intervention that this role may not do
	InvariantBroken Code = "INVARIANT_BROKEN" // the decision would break a promise of the author
	DefinitionFault Code = "DEFINITION_FAULT" // a rule failed, or a bound was passed: the author must mend it
	UnknownItem     Code = "UNKNOWN_ITEM"     // no such call, incident or run
	ImportMismatch  Code = "IMPORT_MISMATCH"  // a past trace does not fit
	AlwaysRefused   Code = "ALWAYS_REFUSED"   // `again: {refusal}` without a code
)

// Rejection says that this person may not do this now. It is the only error of Step.
type Rejection struct {
	Code        Code        `json:"code"`
	Explanation Explanation `json:"explanation"` // filtered for the actor of the event
	Faults      []Fault     `json:"faults,omitempty"`
	Event       string      `json:"event"`
}

// Error returns the code: texts are for people, and may quote facts.
func (r *Rejection) Error() string { return string(r.Code) }

// Fault is what is wrong with one field of a form.
type Fault struct {
	Path string `json:"path"`
	Code string `json:"code"`
	Text Said   `json:"text"`
}

// Explanation says why a decision is refused, or what a step waits for, as far as its reader may know.
type Explanation struct {
	Code    Code       `json:"code,omitempty"`
	Rule    string     `json:"rule,omitempty"` // the first rule that does not hold
	Text    Said       `json:"text"`           // the headline: the author's text, or the engine's own
	Failed  []Failed   `json:"failed,omitempty"`
	Who     []Address  `json:"who,omitempty"`     // who could do it
	From    *time.Time `json:"from,omitempty"`    // from when, if only time is missing
	Until   *time.Time `json:"until,omitempty"`   // what a step waits for: its due moment
	Instead string     `json:"instead,omitempty"` // a flow or decision open to this person instead
	Fault   bool       `json:"fault,omitempty"`   // the definition is at fault, not the person
}

// Failed is one rule that does not hold, with its parts.
type Failed struct {
	Rule  string `json:"rule"`
	Code  Code   `json:"code"`
	Text  Said   `json:"text"`
	Parts []Why  `json:"parts,omitempty"`
}

// Why is one part of a rule that makes it false, with the values that it read.
type Why struct {
	Source string    `json:"source"` // the part as the author wrote it
	Reads  []Reading `json:"reads,omitempty"`
}

// Reading is one value that a part read. Hidden: the reader may not see it, and Value and Text are empty.
type Reading struct {
	Name   string `json:"name"`           // as the author wrote it
	Label  Said   `json:"label,omitzero"` // as people call it
	Value  string `json:"value,omitempty"`
	Text   Said   `json:"text,omitzero"` // Value as people write it
	Hidden bool   `json:"hidden,omitempty"`
}

// Option is a decision that this actor may take now, or may not and why not.
type Option struct {
	Decision  *stroomschema.Decision
	ID        string // Decision.ID
	Key       string
	Run       int // 0 for a begin
	Visit     int
	Open      bool         // offered, his to take, and every rule that does not read the form holds
	Remaining []string     // rules that read the form: judged when it is sent
	Refused   *Explanation // nil when Open
}
