package enginetest

import (
	"fmt"
	"strings"
	"time"

	"stroom/rules"
	"stroom/workflows/engine"
)

func (s *session) local(t time.Time) string { return t.In(s.def.Zone).Format("2006-01-02 15:04") }

func refusal(r *engine.Rejection) string {
	var out strings.Builder
	fmt.Fprintf(&out, "refused %s\n  nl: %s\n  en: %s\n", r.Code, r.Explanation.Text.NL, r.Explanation.Text.EN)
	for _, f := range r.Explanation.Failed {
		fmt.Fprintf(&out, "  rule %s\n", f.Rule)
		for _, why := range f.Parts {
			fmt.Fprintf(&out, "    because of %s%s\n", why.Source, readings(why.Reads))
		}
	}
	for _, f := range r.Faults {
		fmt.Fprintf(&out, "  %s: %s\n", f.Path, f.Text.EN)
	}
	if len(r.Explanation.Who) > 0 {
		fmt.Fprintf(&out, "  possible for: %s\n", addressList(r.Explanation.Who))
	}
	if r.Explanation.From != nil {
		fmt.Fprintf(&out, "  possible from: %s\n", r.Explanation.From.Format(time.RFC3339))
	}
	if r.Explanation.Instead != "" {
		fmt.Fprintf(&out, "  instead: %s\n", r.Explanation.Instead)
	}
	return out.String()
}

func readings(reads []engine.Reading) string {
	var parts []string
	for _, r := range reads {
		value := r.Value
		if r.Hidden {
			value = "(hidden)"
		}
		parts = append(parts, r.Name+" = "+value)
	}
	if len(parts) == 0 {
		return ""
	}
	return "  [" + strings.Join(parts, ", ") + "]"
}

func addressList(to []engine.Address) string {
	var parts []string
	for _, a := range to {
		name := a.Role
		if a.Organisation != "" {
			name += " of " + a.Organisation
		}
		parts = append(parts, name)
	}
	if len(parts) == 0 {
		return "nobody"
	}
	return strings.Join(parts, ", ")
}

// tell writes an entry in one line; "" for entries that only keep the books.
func (s *session) tell(e engine.Entry) string {
	switch c := e.Change.(type) {
	case engine.EventTaken:
		return strings.TrimSpace("took " + string(c.Event.Kind) + " " + c.Place)
	case engine.FactSet:
		return c.Fact + " = " + c.Value.String()
	case engine.PartyBound:
		return fmt.Sprintf("party %s = %s", engine.FactName(c.Role, c.Key), orNothing(c.Organisation))
	case engine.RunStarted:
		return fmt.Sprintf("%s starts as run %d", engine.FactName(c.Run.Flow, c.Run.Key), c.Run.Number)
	case engine.RunEnded:
		return fmt.Sprintf("%s ends %s", engine.FactName(c.Flow, c.Key), c.Outcome)
	case engine.StepEntered:
		return fmt.Sprintf("%s enters %s", engine.FactName(c.Flow, c.Key), c.Step)
	case engine.DueSettled:
		return fmt.Sprintf("due: %s %s of run %d", c.What, c.Name, c.Run)
	case engine.MessageSent:
		return fmt.Sprintf("message %s from run %d to run %d", c.Message, c.From, c.To)
	case engine.CallOpened:
		return fmt.Sprintf("asks %s", c.Call.Service)
	case engine.ReplyTaken:
		return fmt.Sprintf("reply to %d, late %t", c.Number, c.Late)
	case engine.IncidentOpened:
		return fmt.Sprintf("incident %d: %s at %s", c.Incident.Number, c.Incident.Code, c.Incident.Place)
	case engine.IncidentClosed:
		return fmt.Sprintf("incident %d resolved", c.Number)
	case engine.CountAdded:
		return fmt.Sprintf("counts %s", c.Counted.Count)
	case engine.WindowOpened:
		return "may be withdrawn until " + s.local(c.Window.Until)
	case engine.DecisionUndone:
		return "undoes " + c.Of
	case engine.TrajectoryEnded:
		return "the trajectory ends " + c.Outcome
	case engine.VersionChanged:
		return fmt.Sprintf("goes on under version %d", c.Version)
	default:
		return ""
	}
}

func (s *session) effect(effect engine.Effect) string {
	switch e := effect.(type) {
	case engine.Notify:
		text := ""
		for i, a := range e.To {
			text += fmt.Sprintf("  notice %s to %s: %s\n", e.Notice, addressList([]engine.Address{a}), e.Texts[i].NL)
		}
		return text
	case engine.Retract:
		return fmt.Sprintf("  retracts what %s would have sent\n", e.Event)
	case engine.Ask:
		return fmt.Sprintf("  asks %s %s\n", e.Service, e.With)
	case engine.Alarm:
		return fmt.Sprintf("  alarm %s at %s\n", e.Code, e.Place)
	default:
		panic(fmt.Sprintf("enginetest: effect %T", effect))
	}
}

// where tells where every run stands.
func (s *session) where() string {
	if s.st.Ended != nil {
		return "-> ended " + s.st.Outcome + "\n"
	}
	var out strings.Builder
	for _, r := range s.st.Runs {
		fmt.Fprintf(&out, "-> %s: %s", engine.FactName(r.Flow, r.Key), r.Step)
		if r.Clock != nil && r.Clock.Due != nil {
			out.WriteString(", due " + s.local(*r.Clock.Due))
		}
		if r.Clock != nil && r.Clock.Paused != nil {
			out.WriteString(", paused")
		}
		switch {
		case r.Suspended != nil:
			out.WriteString(", suspended by " + r.Suspended.By)
		case r.Waiting:
			out.WriteString(", waits to be let in")
		case r.Stuck != 0:
			fmt.Fprintf(&out, ", stopped by incident %d", r.Stuck)
		default:
			if who := engine.Holders(s.def, s.st, r); len(who) > 0 {
				out.WriteString(", for " + addressList(who))
			}
		}
		out.WriteString("\n")
	}
	return out.String()
}

func orLine(s, otherwise string) string {
	if s == "" {
		return otherwise + "\n"
	}
	return s
}

func orNothing(s string) string {
	if s == "" {
		return rules.Value{}.String()
	}
	return s
}
