package readmodel

import (
	"slices"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
)

// Foreseen is what would come of an event, as far as a reader may know. Nothing has happened yet.
type Foreseen struct {
	Lines  []Line         // what the journal would say would come of it, who is told and what is due by then included
	Tasks  []SeenTask     // what would wait then and does not wait now
	Steps  []SeenStanding // where it would stand then and does not stand now
	Window *time.Time     // until when it could be taken back; nil: not at all
}

// taken is the kind of the line that says what somebody did.
var taken = engine.Entry{Change: engine.EventTaken{}}.Kind()

// Foresee judges an event without handing it in. The rejection is what Step would say.
func Foresee(def *stroomschema.Definition, st engine.State, ev engine.Event, now time.Time, reader engine.Actor) (Foreseen, *engine.Rejection) {
	out, err := engine.Step(def, st, ev, now)
	if err != nil {
		rejection, ok := err.(*engine.Rejection)
		if !ok {
			panic("readmodel: Step returns rejections only")
		}
		return Foreseen{}, rejection
	}
	f := Foreseen{Lines: Journal(def, out.State, out.Entries, reader)}
	f.Lines = slices.DeleteFunc(f.Lines, func(l Line) bool { return l.Kind == taken && l.Event == ev.ID })
	for _, w := range out.State.Windows {
		if w.Event == ev.ID {
			f.Window = &w.Until
		}
	}
	then, visible := View(def, out.State, reader)
	if !visible {
		return f, nil
	}
	before := Of(def, st)
	for _, task := range then.Tasks {
		if !slices.ContainsFunc(before.Tasks, func(t Task) bool { return t.Run == task.Run && t.Visit == task.Visit }) {
			f.Tasks = append(f.Tasks, task)
		}
	}
	for _, step := range then.Steps {
		if !slices.ContainsFunc(before.Steps, func(s Standing) bool { return s.Run == step.Run && s.Visit == step.Visit }) {
			f.Steps = append(f.Steps, step)
		}
	}
	return f, nil
}

// afterwards says what silence leads to: what happens when the term of a step runs out. It is empty for a step without a
// term, and where that depends on more than can be said in a sentence it says so.
func afterwards(def *stroomschema.Definition, run engine.Run, step *stroomschema.Step) engine.Said {
	if step == nil || dueOf(run) == nil || run.Clock.Paused != nil || run.Suspended != nil {
		return engine.Said{}
	}
	ways := step.Overdue
	if step.Tacit != nil {
		ways = step.Tacit.Go
	}
	switch {
	case len(ways) == 0:
		return both("Daarna gebeurt er niets vanzelf.", "Nothing happens by itself after that.")
	case len(ways) > 1:
		return both("Wat er daarna gebeurt, hangt af van wat dan bekend is.", "What happens after that depends on what is known then.")
	}
	switch to := ways[0].To; to.Kind {
	case stroomschema.ToStep:
		return compose("Daarna: %s", "After that: %s", stepLabel(def, to.Step))
	case stroomschema.End:
		return compose("Daarna eindigt dit deel: %s.", "After that this part ends: %s.", outcomeLabel(def, step.Flow, to.Outcome))
	default:
		return both("Daarna blijft het hier staan.", "After that it stays here.")
	}
}

// stepLabel is what is done at a step, or its name in words.
func stepLabel(def *stroomschema.Definition, step *stroomschema.Step) engine.Said {
	if step.What.NL != "" {
		return said(step.What)
	}
	return ended(word(def, step.Name))
}
