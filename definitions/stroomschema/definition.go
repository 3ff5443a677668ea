package stroomschema

import (
	"time"

	"stroom/definitions/diag"
	"stroom/rules"
	"stroom/rules/calendar"
)

// Definition is a checked and compiled stroomschema. It is immutable: everything it points to may be read by any number
// of goroutines and must never be written. Slices keep the order of the file, which is the order of handling wherever
// order matters (flows, steps, decisions, branches, triggers, rungs).
type Definition struct {
	Name     string
	Version  int
	Title    Text
	Zone     *time.Location
	Calendar *calendar.Calendar
	Hash     string // sha256 of Source and the values of the parameters, hex
	Source   []byte // the file as it was read: one YAML document
	Env      *rules.Env

	Words      map[string]Text // labels by name; see Label
	Keys       []*Key
	Roles      []*Role
	Sees       []*Sees
	Facts      []*Fact
	Parameters []*Parameter
	Terms      []*Term
	Rules      []*Rule
	Notices    []*Notice
	Messages   []*Message
	Services   []*Service
	Flows      []*Flow // Flows[0] is the flow `main`: the trajectory itself
	Counts     []*Count
	Measures   []*Measure
	Invariants []*Invariant
	OneAtATime []*Exclusion
	Migration  *Migration // nil: no running trajectory can be moved to this version

	Guarded []GuardedPath // every way in which a guarded fact can be set

	// Earlier is the version that unfinished runs still follow after a migration with `runs: finish`; nil otherwise.
	// It is set by Linked, never by Compile.
	Earlier *Definition

	labels map[string]Text       // of values of enumerations: "Level.K2L"
	places map[*rules.Expr]piece // where expressions stand

	tally      bool                 // compiled with Options.Tally
	conditions map[*rules.Expr]bool // with tally: those that are written as a condition
}

// Text is a sentence in both languages of the product.
type Text struct {
	NL, EN string
}

// Template is a Text that quotes values.
type Template struct {
	NL, EN []Piece
}

// Piece is a run of letters or one quoted value. Quote is nil for letters.
type Piece struct {
	Text      string
	Quote     *rules.Expr
	Otherwise string // what is shown while an optional value is unset
}

// Key is a declared set of keys ("component"): flows, facts and parties may exist once per key.
type Key struct {
	Name   string // also the name of the variable inside a flow that is kept per key
	Label  Text
	Values []Value // declared order
	AtMost int     // in use at once; bounds `for each` and verification
	Range  diag.Range
}

// Value is one named value of a key or enumeration with its label.
type Value struct {
	Name  string
	Label Text
}

// Binding says how often a role is bound to an organisation in one trajectory.
type Binding uint8

// The three ways in which a role relates to organisations.
const (
	Anywhere Binding = iota // any organisation whose people hold the role
	Once                    // one party per trajectory
	PerKey                  // one party per key
)

// Role is a role that a person can act as.
type Role struct {
	Name     string
	Label    Text
	Binding  Binding
	Key      *Key  // for PerKey
	Of       *Role // `of: ROLE`: acts for the organisation bound to that role
	OfAny    bool  // `of: any role`: written `lead of ROLE`
	Fallback *Role // where notices go while nobody is bound; nil for none
	Given    []Field
	Chosen   []Choice // not empty: the role is one of others, chosen when a step opens or a notice is sent
	Range    diag.Range
}

// Choice is one branch of a chosen role; If is nil in the last.
type Choice struct {
	If *rules.Expr
	Is *Role
}

// Moment at which a role sees a trajectory.
type While string

// The four grounds on which a role sees a trajectory.
const (
	WhileParty  While = "party"  // while its organisation is bound
	WhileTask   While = "task"   // while a task of it is open
	WhileTold   While = "told"   // from the first notice sent to it
	WhileAlways While = "always" // always; every read is logged
)

// Sees says what one role may see.
type Sees struct {
	Role      *Role
	While     While
	Facts     []Sight
	OwnPeriod bool // `after: own period`: after leaving it still sees what happened while it was bound
	Range     diag.Range
}

// Sight is one fact, or part of one, that a role may see.
type Sight struct {
	All  bool   // `all`
	Fact *Fact  // nil for `all`
	Path string // dotted fields below the fact: "code" in `title.code`; "" for the whole
	Own  bool   // `[own]`: only the keys of which this role's organisation is the party
}

// Field is a typed, named value: of a form, of a flow's input, of a rule's `given`.
type Field struct {
	Name  string
	Type  rules.Type
	Range diag.Range
}

// Fact is something known about the trajectory, or about one key of it.
type Fact struct {
	Name     string
	Type     rules.Type // Type.Optional: may be unset
	Key      *Key       // nil: once per trajectory
	Personal bool
	AtStart  *rules.Expr // nil: unset at the start
	SetBy    []string    // flow.step or flow.begin places that may set it; empty: anywhere
	Range    diag.Range
}

// Parameter is a value set when a version is published.
type Parameter struct {
	Name    string
	Type    rules.Type
	Value   rules.Value
	Choices []ParameterChoice
	Label   Text
	Range   diag.Range
}

// ParameterChoice is one listed value with its reason.
type ParameterChoice struct {
	Value rules.Value
	Why   Text
}

// Term is a named length of time with its ladder.
type Term struct {
	Name   string
	Choose []TermLength // in order; the last has no condition
	Given  []Field
	Ladder []Rung
	Ground string
	Range  diag.Range
}

// TermLength is a length with the way its end is computed.
type TermLength struct {
	If     *rules.Expr // nil: otherwise
	Length calendar.Length
	Count  *rules.Expr // not nil: the number of units is computed; AtMost bounds it
	AtMost int
	Law    calendar.Law
}

// Rung is one reminder or escalation at a percentage of a term.
type Rung struct {
	Of      string // the name of the ladder
	Percent int
	Tell    []*Who
	Notice  *NoticeUse
	Range   diag.Range
}

// Rule is a named condition. A rule with All is a group: it holds if all hold and refuses with the first that fails.
type Rule struct {
	Name    string
	Given   []Field
	If      *rules.Expr // nil for a group
	All     []*RuleUse
	Refusal *Refusal // nil: a helper, to be used in expressions only
	Range   diag.Range
}

// RuleUse is a rule named in an `if` list, its inputs taken from the scope by name.
type RuleUse struct {
	Rule  *Rule
	With  map[string]*rules.Expr // inputs by name; every `given` has one
	Range diag.Range
}

// Refusal is what a person is told when a rule does not hold.
type Refusal struct {
	Code    string
	Text    Template
	Instead string // a flow, or flow.decision, that may be possible instead; "" for none
}

// Notice is a message to people or to another system.
type Notice struct {
	Name      string
	Given     []Field
	Text      Template
	Standard  string // name of the outside message standard, "" for none
	Documents []*Fact
	Arrives   bool
	Is        []Arrival
	Reply     *Reply
	Range     diag.Range
}

// Arrival maps one kind of an inbound message to the decision that it is.
type Arrival struct {
	Kind     string
	Decision *Decision // nil: the reply to a notice
	Range    diag.Range
}

// Reply is the answer that an outgoing notice expects.
type Reply struct {
	Notice *Notice
	Term   *Term
	Late   []*Action
	Range  diag.Range
}

// NoticeUse is a notice in a `tell`, its inputs taken from the scope by name.
type NoticeUse struct {
	Notice *Notice
	With   map[string]*rules.Expr
}

// Message is a message between the flows of one trajectory.
type Message struct {
	Name  string
	Of    *Flow
	With  []Field
	Keep  bool // kept until asked for (bounded); false: dropped when nobody listens
	Range diag.Range
}

// Service is an outside system that a step can call.
type Service struct {
	Name    string
	Label   Text
	Ask     []Field
	Answer  []Field
	Tries   int
	Backoff time.Duration
	Timeout time.Duration
	Range   diag.Range
}

// Count is a kind of thing that is counted, with its particulars.
type Count struct {
	Name  string
	With  []Field
	Range diag.Range
}

// Measure is a sum over counts, or a time between two steps.
type Measure struct {
	Name       string
	Label      Text
	Of         *Count
	Add        *rules.Expr // int; variables: the count's particulars and the parameters
	SideBySide []*Parameter
	Split      string // a particular of the count to split by; "" for none
	From, To   *Step  // set instead of Of for a time between two steps
	Unit       calendar.Unit
	Range      diag.Range
}

// InvariantKind says when an invariant is asserted.
type InvariantKind string

// The kinds of invariant.
const (
	Always     InvariantKind = "always"      // holds at rest
	OnChange   InvariantKind = "on_change"   // never holds at a change of a fact
	OnDecision InvariantKind = "on_decision" // never holds when one of the decisions is taken
	Eventually InvariantKind = "eventually"  // verified, not asserted while running
	Possible   InvariantKind = "possible"    // verified, not asserted while running
)

// Invariant is a promise of the author about every trajectory.
type Invariant struct {
	Name      string
	Label     Text
	Kind      InvariantKind
	Fact      *Fact       // OnChange
	Decisions []*Decision // OnDecision
	Holds     *rules.Expr // Always, Eventually, Possible
	Never     *rules.Expr // OnChange, OnDecision
	After     *rules.Expr // Eventually
	Range     diag.Range
}

// Exclusion is a set of steps of which at most one is occupied at a time.
type Exclusion struct {
	Name  string
	Steps []*Step
	Range diag.Range
}

// Migration says how running trajectories of an earlier version go on under this one.
type Migration struct {
	From  int
	Flows []MigrateFlow
	Facts []Assignment // values of new facts
	Range diag.Range
}

// MigrateFlow says what becomes of the open runs of one flow.
type MigrateFlow struct {
	Flow    *Flow
	Finish  bool             // open runs end under their own version
	Steps   map[string]*Step // old step name -> new step
	Restart bool             // terms start again under the new version; false: they keep running
}
