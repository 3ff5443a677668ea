package diagram

import "stroom/definitions/stroomschema"

// Chart is what there is to draw of a definition, in one language. Slices keep the order of the file.
type Chart struct {
	Name    string  `json:"name"`
	Version int     `json:"version"`
	Title   string  `json:"title"`
	Lang    string  `json:"lang"`   // "nl" or "en"
	Roles   []Role  `json:"roles"`  // those that do something in it
	Titles  []Title `json:"titles"` // of every flow of the definition, also of those that are not drawn
	Flows   []*Flow `json:"flows"`  // the first is the trajectory itself
	Links   []Link  `json:"links"`  // between flows
}

// Role is a role with the colour it has everywhere in the drawing.
type Role struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Tint  int    `json:"tint"` // 1..Tints; several roles share one when there are more roles than colours
}

// Title is the name of a flow for people.
type Title struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// Tints is the number of colours for roles.
const Tints = 14

// Flow is one flow with its nodes and arrows.
type Flow struct {
	ID      string   `json:"id"` // its name in the definition
	Title   string   `json:"title"`
	Key     string   `json:"key,omitempty"`     // label of the key of which there is one run each; "" for none
	AtMost  int      `json:"at_most,omitempty"` // runs side by side; 0: one (for each key)
	Nodes   []*Node  `json:"nodes"`             // begin, steps, what may happen anywhere, outcomes
	Arrows  []*Arrow `json:"arrows"`
	Effects []Effect `json:"effects,omitempty"` // when a run ends, whatever its outcome
}

// NodeKind says what a node is.
type NodeKind string

// The kinds of node.
const (
	Begin    NodeKind = "begin"    // where a run begins; Who may begin it, none when other flows do
	People   NodeKind = "people"   // people decide
	Waiting  NodeKind = "waiting"  // it waits for something to happen
	Choice   NodeKind = "choice"   // passed at once, by conditions
	Calling  NodeKind = "calling"  // another flow does it
	Forking  NodeKind = "forking"  // several flows do it
	Asking   NodeKind = "asking"   // an outside service does it
	Anywhere NodeKind = "anywhere" // what people may decide, or what may happen, at several steps
	Outcome  NodeKind = "outcome"  // how a run can end
	Whole    NodeKind = "flow"     // a whole flow, on the map only
)

// Node is a place in a flow.
type Node struct {
	// ID is "flow.step" for a step. What is no step has a capital: "flow.Begin", "flow.End.OUTCOME", and for an Anywhere
	// "flow.Decide.NAME", "flow.When.N", "flow.Again", "flow.Stopped.N" (by another flow) and "flow.Suspended.N".
	ID     string   `json:"id"`
	Flow   string   `json:"flow"`
	Kind   NodeKind `json:"kind"`
	Origin Origin   `json:"origin,omitempty"` // of an Anywhere: who or what does it
	Number int      `json:"number,omitempty"` // of a step, from 1, in the order of the file
	Name   string   `json:"name"`             // as the file writes it
	Label  string   `json:"label"`            // what is done there, or the label of the outcome
	Who    []Party  `json:"who,omitempty"`
	Not    string   `json:"not,omitempty"` // who may not: "not whoever took: ..."; "" for nobody
	Goal   string   `json:"goal,omitempty"`
	Term   string   `json:"term,omitempty"`
	// Reminders are the percentages of the term at which somebody is told, and the moments.
	Reminders []string `json:"reminders,omitempty"`
	Calls     []string `json:"calls,omitempty"` // ids of flows, of Calling and Forking
	Service   string   `json:"service,omitempty"`
	Items     []string `json:"items,omitempty"` // labels of a checklist
	At        []string `json:"at,omitempty"`    // of an Anywhere: ids of the steps at which it is open; empty: every step
	Effects   []Effect `json:"effects,omitempty"`
	// Passage is by what coverage knows the step, or the beginning by a person; zero for other nodes.
	Passage stroomschema.Passage `json:"-"`
}

// Party is who does something: a role, with the text as people read it.
type Party struct {
	Role  string `json:"role"` // name of a role; "" for whoever began the run
	Label string `json:"label"`
}

// Origin says who or what takes an arrow.
type Origin string

// The origins of arrows.
const (
	Person  Origin = "person"  // people decide
	World   Origin = "world"   // something happens: a moment, a condition, an answer of a service
	Silence Origin = "silence" // a term runs out
	Another Origin = "flow"    // another flow tells, ends or cancels
	Itself  Origin = "itself"  // nobody: a choice or the beginning
)

// Arrow is one way from a node.
type Arrow struct {
	// ID is the place in the file that says it, with the number of the branch from 1: "flow.step.decide.NAME.1",
	// "flow.step.when.1.1", "flow.step.overdue.1", "flow.step.tacit.1", "flow.step.tacit.else", "flow.step.go.1",
	// "flow.step.answered.1", "flow.step.failed.1", "flow.step.checklist.1", "flow.Start.1", "flow.Decide.NAME.1",
	// "flow.When.1.1", "flow.Again.1", "flow.Stopped.1", "flow.Suspended.1".
	ID        string   `json:"id"`
	From      string   `json:"from"`
	To        string   `json:"to"` // From itself when it stays
	Stay      bool     `json:"stay,omitempty"`
	Origin    Origin   `json:"origin"`
	Label     string   `json:"label"`               // "" only for an arrow that needs none
	Condition string   `json:"condition,omitempty"` // in words; "" for none
	By        []Party  `json:"by,omitempty"`        // who decides, when that is not simply who the step is for
	Effects   []Effect `json:"effects,omitempty"`
	// Passage is by what coverage knows the arrow; zero for what another flow does, whose own arrow it is.
	Passage stroomschema.Passage `json:"-"`
}

// EffectKind says what is done to another flow.
type EffectKind string

// The kinds of effect, and of link.
const (
	Starts   EffectKind = "start"
	CallsIt  EffectKind = "call" // starts it and waits for its end
	Tells    EffectKind = "message"
	Suspends EffectKind = "suspend"
	Resumes  EffectKind = "resume"
	Cancels  EffectKind = "cancel"
)

// Effect is something done to another flow.
type Effect struct {
	Kind    EffectKind `json:"kind"`
	Flow    string     `json:"flow"`              // id; Others for every other flow
	Message string     `json:"message,omitempty"` // label, of Tells
	Outcome string     `json:"outcome,omitempty"` // name, of Cancels; "" when it ends without one
}

// Others stands for every other flow in an Effect.
const Others = "*"

// Link is an effect seen from above: which flow does what to which, and where.
type Link struct {
	From    string     `json:"from"` // id of a flow
	To      string     `json:"to"`   // id of a flow
	Kind    EffectKind `json:"kind"`
	At      string     `json:"at"`                // id of the arrow or node that does it; of the flow for what happens at its end
	Message string     `json:"message,omitempty"` // label, of Tells
	Outcome string     `json:"outcome,omitempty"` // name, of Cancels
}

// Flow returns the flow of this id, nil if there is none.
func (c *Chart) Flow(id string) *Flow {
	for _, f := range c.Flows {
		if f.ID == id {
			return f
		}
	}
	return nil
}

// Node returns the node of this id, nil if there is none.
func (f *Flow) Node(id string) *Node {
	for _, n := range f.Nodes {
		if n.ID == id {
			return n
		}
	}
	return nil
}

// Out returns the arrows that leave a node, in the order of the file.
func (f *Flow) Out(id string) []*Arrow {
	var out []*Arrow
	for _, a := range f.Arrows {
		if a.From == id {
			out = append(out, a)
		}
	}
	return out
}
