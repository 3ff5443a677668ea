package engine

import (
	"time"

	"stroom/rules"
	"stroom/rules/calendar"
)

// Semantics is the edition of Apply and Step that new trajectories get.
const Semantics = 1

// State is all that the engine knows about one trajectory. It is a value: Step never changes the one it is given. It is
// plain JSON, and JSON returns it exactly.
type State struct {
	Semantics int        `json:"semantics"`
	Name      string     `json:"name"`    // of the definition
	Version   int        `json:"version"` // of the definition that new runs follow
	Hash      string     `json:"hash"`
	Seq       uint64     `json:"seq"`  // entries folded so far
	Time      time.Time  `json:"time"` // the latest moment settled; never runs back
	Started   time.Time  `json:"started"`
	Ended     *time.Time `json:"ended,omitempty"`
	Outcome   string     `json:"outcome,omitempty"`

	Facts     map[string]Fact   `json:"facts,omitempty"` // "title" or "room[north]"
	Unset     map[string]uint64 `json:"unset,omitempty"` // facts that were set once and are not now -> Seq of the entry that unset them
	Parties   []Party           `json:"parties,omitempty"`
	Runs      []Run             `json:"runs,omitempty"`      // open runs in order (flow, key, number)
	Finished  map[string]Ending `json:"finished,omitempty"`  // "flow" or "flow[key]" -> how its runs have ended
	NextRun   int               `json:"nextRun"`             // number of the next run
	Calls     []Call            `json:"calls,omitempty"`     // outside calls without an answer
	Awaited   []Awaited         `json:"awaited,omitempty"`   // notices that expect a reply
	Incidents []Incident        `json:"incidents,omitempty"` // open ones
	NextItem  int               `json:"nextItem"`            // number of the next call, notice or incident
	Told      []Told            `json:"told,omitempty"`      // who was told something, once each
	Windows   []Window          `json:"windows,omitempty"`   // decisions that may still be withdrawn
	Decisions []Remembered      `json:"decisions,omitempty"` // accepted events, the latest last

	factsOwned    bool // Facts and Unset are held by nobody else: see clone
	finishedOwned bool // Finished is
}

// Fact is the value of a fact with the moment at which it was set.
type Fact struct {
	Value rules.Value `json:"value"`
	At    time.Time   `json:"at"`
	Seq   uint64      `json:"seq"` // of the entry that set it
}

// Party is a period in which a role was bound to an organisation.
type Party struct {
	Role         string     `json:"role"`
	Key          string     `json:"key,omitempty"`
	Organisation string     `json:"organisation"`
	From         time.Time  `json:"from"`
	Until        *time.Time `json:"until,omitempty"`
	LentBy       int        `json:"lentBy,omitempty"` // number of the run for whose length it is lent
}

// Run is one open run of a flow.
type Run struct {
	Number     int       `json:"number"`
	Flow       string    `json:"flow"`
	Key        string    `json:"key,omitempty"`
	Version    int       `json:"version"` // of the definition that it follows
	Step       string    `json:"step"`
	Visit      int       `json:"visit"` // counts the steps entered, from 1
	Moved      uint64    `json:"moved"` // Seq of the entry that moved it last
	Entered    time.Time `json:"entered"`
	Waiting    bool      `json:"waiting,omitempty"` // before its step, until `one_at_a_time` lets it in
	Begun      bool      `json:"begun,omitempty"`   // a person began it
	Starter    Actor     `json:"starter"`           // who began it, or took the decision that started it
	StarterAt  time.Time `json:"starterAt"`
	With       Values    `json:"with,omitempty"`
	Own        Values    `json:"own,omitempty"`
	Again      Values    `json:"again,omitempty"`
	AgainBy    *Actor    `json:"againBy,omitempty"`    // who began it again, the zero Actor for time; nil: nobody has
	AgainBegun bool      `json:"againBegun,omitempty"` // a person began it again, not a flow
	Caller     int       `json:"caller,omitempty"`     // number of the run that called this one into being
	Parts      []Part    `json:"parts,omitempty"`      // what a calling or forking step waits for
	Need       int       `json:"need,omitempty"`       // of Parts
	Call       int       `json:"call,omitempty"`       // the outside call of an asking step
	Answer     *Answer   `json:"answer,omitempty"`     // of that call, when it came and the run has not gone on with it
	Clock      *Clock    `json:"clock,omitempty"`
	Clocks     []Clock   `json:"clocks,omitempty"` // of steps left, for `keep`
	Chosen     []Chosen  `json:"chosen,omitempty"` // chosen roles of this visit
	Taken      []Taken   `json:"taken,omitempty"`  // last taker of each decision of this run
	Ticked     []string  `json:"ticked,omitempty"` // once-decisions taken in this visit, with key
	Moments    []Planned `json:"moments,omitempty"`
	Edges      []string  `json:"edges,omitempty"` // conditions that held when last looked at
	Kept       []Kept    `json:"kept,omitempty"`  // messages waiting to be asked for
	Suspended  *Pause    `json:"suspended,omitempty"`
	Stuck      int       `json:"stuck,omitempty"` // number of the incident that stops this run
}

// Part is one run that another waits for.
type Part struct {
	Run     int    `json:"run"`
	Ended   bool   `json:"ended,omitempty"`
	Outcome string `json:"outcome,omitempty"`
	Held    bool   `json:"held,omitempty"` // it ended while the run was held: to be heard when the run goes on
}

// Answer is what came of an outside call.
type Answer struct {
	With   Values `json:"with,omitempty"`
	Failed bool   `json:"failed,omitempty"`
}

// Clock is the running term of a step.
type Clock struct {
	Step    string        `json:"step"`
	Term    string        `json:"term"`
	Count   int           `json:"count"` // the length that was chosen, with its law: a next version may choose otherwise
	Unit    calendar.Unit `json:"unit"`
	Law     calendar.Law  `json:"law"`
	Start   time.Time     `json:"start"`
	Due     *time.Time    `json:"due,omitempty"`  // nil: `from` is still unset
	Fired   int           `json:"fired"`          // rungs up to this percentage have fired
	Done    bool          `json:"done,omitempty"` // its end has been settled
	Paused  *time.Time    `json:"paused,omitempty"`
	Remind  *time.Time    `json:"remind,omitempty"`  // next reminder while paused
	Stopped *time.Time    `json:"stopped,omitempty"` // stopped by a suspension
}

// Chosen is the role that a chosen role was at the opening of the step.
type Chosen struct {
	Role string `json:"role"`
	Is   string `json:"is"`
}

// Taken says who took a decision of this run last.
type Taken struct {
	Decision string    `json:"decision"`
	Actor    Actor     `json:"actor"`
	At       time.Time `json:"at"`
}

// Planned is a moment that fires once for a value.
type Planned struct {
	Trigger string     `json:"trigger"` // place in the definition: "flow/3", "step/2", "remind/1"
	Due     *time.Time `json:"due,omitempty"`
	Fired   *time.Time `json:"fired,omitempty"` // the value for which it has fired
}

// Kept is a message that waits to be asked for.
type Kept struct {
	Message string `json:"message"`
	With    Values `json:"with,omitempty"`
}

// Pause is a suspension.
type Pause struct {
	By   string    `json:"by"` // flow or flow[key] that suspended it
	At   time.Time `json:"at"`
	Runs bool      `json:"runs,omitempty"` // its clocks run on
}

// Ending says how often the runs of a flow (and key) have ended.
type Ending struct {
	Count   int    `json:"count"`
	Outcome string `json:"outcome"` // of the latest
	Seq     uint64 `json:"seq"`     // of the entry that ended it
}

// Window is the time in which a decision may be withdrawn, with what that restores. It closes when any later event touches
// a run or fact that the decision changed.
type Window struct {
	Event  string    `json:"event"`
	Actor  Actor     `json:"actor"`
	Until  time.Time `json:"until"`
	Before Before    `json:"before"`
}

// Before is what a withdrawn decision restores.
type Before struct {
	Facts   map[string]*Fact `json:"facts,omitempty"`   // the facts it changed; nil: was unset
	Runs    []Run            `json:"runs,omitempty"`    // the runs it changed or ended, as they were
	New     []int            `json:"new,omitempty"`     // the runs it opened
	Parties []Party          `json:"parties,omitempty"` // all, when Bound
	Bound   bool             `json:"bound,omitempty"`   // it bound a party
	Items   []int            `json:"items,omitempty"`   // notices that await a reply and calls that it opened
	Told    []Told           `json:"told,omitempty"`    // whom it told something first
	Ended   []Ended          `json:"ended,omitempty"`   // the flows of which it ended runs
	Counts  []Counted        `json:"counts,omitempty"`  // what it counted
}

// Ended says how often a decision ended runs of a flow, and how the latest had ended before.
type Ended struct {
	Name    string `json:"name"` // "flow" or "flow[key]"
	Times   int    `json:"times"`
	Outcome string `json:"outcome,omitempty"`
	Last    uint64 `json:"last"` // Seq of the last of its endings
}

// Call is an outside call without an answer.
type Call struct {
	Number  int       `json:"number"`
	Run     int       `json:"run"`
	Service string    `json:"service"`
	At      time.Time `json:"at"`
}

// Awaited is a notice that expects a reply.
type Awaited struct {
	Number int       `json:"number"`
	Notice string    `json:"notice"`
	Run    int       `json:"run"`
	Flow   string    `json:"flow"`
	Key    string    `json:"key,omitempty"`
	To     []Address `json:"to,omitempty"`
	Due    time.Time `json:"due"`
	Late   bool      `json:"late,omitempty"`
}

// Incident is a rule that failed on data, or a promise that broke: it waits for a person.
type Incident struct {
	Number int       `json:"number"`
	Code   string    `json:"code"`
	Place  string    `json:"place"` // in the definition
	Run    int       `json:"run,omitempty"`
	At     time.Time `json:"at"`
}

// Counted is one count with its particulars. Counts stand in the journal only: measures are sums over it.
type Counted struct {
	Count string    `json:"count"`
	With  Values    `json:"with,omitempty"`
	At    time.Time `json:"at"`
	Back  bool      `json:"back,omitempty"` // taken back by a withdrawal
}

// Told says that a role of an organisation was told something about this trajectory.
type Told struct {
	Role         string    `json:"role"`
	Organisation string    `json:"organisation,omitempty"`
	At           time.Time `json:"at"`
}

// Remembered is a decision that was accepted, so that the same id can be answered again. Bounded to MaxRemembered.
type Remembered struct {
	ID     string `json:"id"`
	Digest string `json:"digest"`
	Seq    uint64 `json:"seq"`
}

// Limits of the engine.
const (
	MaxMoves      = 1000 // transitions and triggers in one Step
	FirstYear     = 1996 // of the holiday tables: no trajectory starts before
	LastYear      = 2060 // or after
	MaxRemembered = 256  // accepted event ids that a state remembers
	MaxRuns       = 200  // open runs of one trajectory
	MaxKept       = 20   // messages kept for one run
	MaxDues       = 5000 // due moments settled in one Step
)
