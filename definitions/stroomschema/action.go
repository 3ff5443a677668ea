package stroomschema

import (
	"stroom/definitions/diag"
	"stroom/rules"
)

// Action is one item of a `do` list. Exactly one of its parts is set, as Kind says.
type Action struct {
	Kind     ActionKind
	Set      []Assignment // Set: right sides read the values from before
	Unset    []Place
	Bind     []BindTo // Bind, Lend
	Tell     []*Who
	Notice   *NoticeUse
	Message  *Message // Send
	With     map[string]*rules.Expr
	Target   *FlowRef // Send, Start, Cancel, Suspend, Resume
	As       string   // Cancel: the outcome
	IfAbsent string   // "fine", "incident"
	Clocks   bool     // Suspend: clocks run on
	Count    *Count
	Term     *Term       // Lengthen
	If       *rules.Expr // When
	Each     *rules.Expr // ForEach: a list
	Var      string      // ForEach: the element's name
	Do       []*Action   // When, ForEach
	Range    diag.Range
}

// ActionKind names the verb of an action.
type ActionKind string

// The verbs.
const (
	DoSet      ActionKind = "set"
	DoUnset    ActionKind = "unset"
	DoBind     ActionKind = "bind"
	DoLend     ActionKind = "lend"
	DoGiveBack ActionKind = "give_back"
	DoTell     ActionKind = "tell"
	DoSend     ActionKind = "send"
	DoStart    ActionKind = "start"
	DoCancel   ActionKind = "cancel"
	DoSuspend  ActionKind = "suspend"
	DoResume   ActionKind = "resume"
	DoCount    ActionKind = "count"
	DoPause    ActionKind = "pause"
	DoContinue ActionKind = "continue"
	DoLengthen ActionKind = "lengthen"
	DoAdopt    ActionKind = "adopt"
	DoIf       ActionKind = "if"
	DoForEach  ActionKind = "for_each"
)

// Place is something that can be set: a fact, a fact of a key, or a run's own value.
type Place struct {
	Fact  *Fact
	Key   *rules.Expr // nil: the fact is not keyed
	Own   string      // not "": own.NAME
	Range diag.Range
}

// Assignment sets a place.
type Assignment struct {
	Place
	Value *rules.Expr
}

// BindTo binds a role (of a key) to an organisation.
type BindTo struct {
	Role  *Role
	Key   *rules.Expr
	Value *rules.Expr // nil: GiveBack
}

// FlowRef names runs of a flow.
type FlowRef struct {
	Flow  *Flow       // nil: every other flow
	Key   *rules.Expr // nil: not keyed, or the key of the run itself
	All   bool        // [all]
	Other bool        // every other flow
}
