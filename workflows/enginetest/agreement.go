package enginetest

import (
	"fmt"
	"slices"
	"strings"

	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
)

// judgedLater are the refusals that hang on what a decision would do, or on its form, and that no option can foresee.
var judgedLater = []engine.Code{engine.InvariantBroken, engine.DefinitionFault, "GUARD_LOWERED", engine.OutOfTime, engine.TooMany}

// agreement holds property 5 for one actor: every option that is open is accepted unless what remains refuses it, every
// other is refused, and for the same reason.
func (p *Player) agreement(actor engine.Actor) (int, string) {
	w := p.walker
	options := engine.Permitted(w.Def, w.State, actor, w.Now)
	for range min(3, len(options)) {
		option := options[w.Rand.IntN(len(options))]
		ev := w.Decide(option, actor)
		if w.State.Seq == 0 {
			ev = engine.Event{Kind: engine.Started, Actor: actor, Start: &engine.StartedEvent{Form: ev.Decide.Form}}
		} else {
			ev.Decide.Read = 0
		}
		ev.ID, ev.At = "agreement", w.Now
		_, err := engine.Step(w.Def, w.State, ev, w.Now)
		if detail := disagreement(option, err); detail != "" {
			return 5, fmt.Sprintf("%s of %s [%s] by %s of %s: %s", option.ID, w.Def.Name, option.Key, actor.Role, actor.Organisation, detail)
		}
	}
	return 0, ""
}

// disagreement compares an option with what became of the decision; "" when they agree.
func disagreement(option engine.Option, err error) string {
	if err == nil {
		if option.Open {
			return ""
		}
		return "accepted, and the option says " + string(option.Refused.Code)
	}
	rejection := err.(*engine.Rejection)
	switch {
	case slices.Contains(judgedLater, rejection.Code):
		return ""
	case !option.Open && option.Refused.Code == rejection.Code:
		return ""
	case !option.Open:
		// More may be wrong with the form; the option's reason must be among the reasons, or come after the form.
		if rejection.Code == engine.BadForm || rejection.Code == engine.NotOffered && readsForm(option.Decision) || notYours(rejection.Code) && (notYours(option.Refused.Code) || readsForm(option.Decision)) || refusedBy(option.Refused, rejection.Explanation.Rule) || failedToo(rejection, option.Refused) {
			return ""
		}
		return fmt.Sprintf("refused with %s, and the option says %s", rejection.Code, option.Refused.Code)
	case slices.Contains(option.Remaining, rejection.Explanation.Rule):
		return ""
	case notYours(rejection.Code) || rejection.Code == engine.NotOffered:
		if readsForm(option.Decision) {
			return ""
		}
	}
	return fmt.Sprintf("open, and refused with %s (%s) %+v", rejection.Code, rejection.Explanation.Rule, rejection.Faults)
}

// notYours reports whether a code says that somebody else decides: which of both it is may hang on the form.
func notYours(code engine.Code) bool {
	return code == engine.NotYourRole || code == engine.NotYourParty
}

func refusedBy(x *engine.Explanation, rule string) bool { return rule != "" && x.Rule == rule }

// failedToo reports whether what the option names is among the rules that failed.
func failedToo(r *engine.Rejection, x *engine.Explanation) bool {
	return slices.ContainsFunc(r.Explanation.Failed, func(f engine.Failed) bool { return f.Rule == x.Rule })
}

// readsForm reports whether who may take a decision, or whether it was taken already, hangs on its form.
func readsForm(d *stroomschema.Decision) bool {
	if d.Once || d.Step != nil && d.Step.Checklist != nil {
		return true
	}
	return slices.ContainsFunc(d.By, func(w *stroomschema.Who) bool { return w.Expr != nil || len(w.With) > 0 })
}

// offered holds property 5 the other way: what Step accepted was an open option.
func (p *Player) offered(pr *probe) (int, string) {
	if pr.reject != nil || pr.ev.Decide == nil || len(pr.out.Entries) == 0 {
		return 0, ""
	}
	d := pr.ev.Decide
	for _, o := range engine.Permitted(pr.def, pr.st, pr.ev.Actor, momentOf(pr)) {
		same := o.ID == d.Decision || o.ID == againOf(d.Decision)
		if same && o.Key == d.Key && (d.Run == 0 || o.Run == d.Run || o.Run == 0) && o.Open {
			return 0, ""
		}
	}
	return 5, fmt.Sprintf("%s was accepted, and no open option offers it", d.Decision)
}

// againOf names the second begin of a flow whose begin a decision names.
func againOf(decision string) string {
	if flow, ok := strings.CutSuffix(decision, ".begin"); ok {
		return flow + ".again"
	}
	return decision
}
