package enginetest

import (
	"fmt"
	"strings"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
	"stroom/workflows/simulate"
)

// Transcript plays a file of commands and returns the same file with the output that came of them. Between a command and
// its output stands a line of four dashes; an empty line ends the output. Lines that begin with # are comments. Errors are
// faults of the file, not of the engine: a refusal is output.
func Transcript(file string, text []byte) (string, error) {
	s := &session{file: file}
	var out strings.Builder
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	for i := 0; i < len(lines); {
		line := lines[i]
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			out.WriteString(line + "\n")
			i++
			continue
		}
		c, err := parseCommand(line, i+1)
		if err != nil {
			return "", err
		}
		out.WriteString(line + "\n")
		for i++; i < len(lines) && lines[i] != "----"; i++ {
			out.WriteString(lines[i] + "\n")
			c.input += lines[i] + "\n"
		}
		for i++; i < len(lines) && lines[i] != ""; i++ {
			continue // the output that stood there
		}
		result, err := s.play(c)
		if err != nil {
			return "", err
		}
		out.WriteString("----\n" + strings.TrimRight(result, "\n") + "\n")
	}
	return out.String(), nil
}

// session is a transcript that is being played.
type session struct {
	file    string
	def     *stroomschema.Definition
	st      engine.State
	now     time.Time
	entries []engine.Entry
	last    engine.Event
	serial  int
}

func (s *session) play(c command) (string, error) {
	if c.verb == "define" {
		return s.define(c)
	}
	if s.def == nil {
		return "", fmt.Errorf("line %d: define comes first", c.line)
	}
	switch c.verb {
	case "options":
		return s.options(c), s.clock(c)
	case "view":
		return s.view(c), nil
	case "journal":
		return s.journal(c), nil
	case "waits":
		return s.waits(c), nil
	case "measures":
		return s.measures(), nil
	case "where":
		return s.where(), nil
	}
	if err := s.clock(c); err != nil {
		return "", err
	}
	ev, err := s.event(c)
	if err != nil {
		return "", err
	}
	return s.take(ev), nil
}

// define compiles the lines of the command; what the compiler finds is output.
func (s *session) define(c command) (string, error) {
	def, found := stroomschema.Compile(s.file, []byte(c.input), stroomschema.Options{})
	var out strings.Builder
	for _, d := range found {
		fmt.Fprintf(&out, "%d:%d %s %s\n", d.Subject.Start.Line, d.Subject.Start.Column, d.Code, d.Summary)
	}
	if def == nil {
		return "", fmt.Errorf("line %d: the definition does not compile:\n%s", c.line, out.String())
	}
	*s = session{file: s.file, def: def}
	fmt.Fprintf(&out, "%s version %d: %d flows\n", def.Name, def.Version, len(def.Flows))
	return out.String(), nil
}

// clock moves to the moment that the command names.
func (s *session) clock(c command) error {
	at, err := c.moment("at", s.def.Zone)
	if err == nil && !at.IsZero() {
		s.now = at
	}
	return err
}

// event makes the event of a command.
func (s *session) event(c command) (engine.Event, error) {
	s.serial++
	ev := engine.Event{ID: c.words["id"], At: s.now, Actor: c.actor()}
	if ev.ID == "" {
		ev.ID = fmt.Sprintf("e%d", s.serial)
	}
	var err error
	switch c.verb {
	case "wait":
		ev.Kind = engine.Due
	case "again":
		ev, ev.At = s.last, s.now
		if c.words["by"] != "" {
			ev.Actor = c.actor()
		}
	case "start":
		ev.Kind, ev.Start = engine.Started, &engine.StartedEvent{}
		ev.Start.Form, err = s.form(c, "main.begin")
	case "take", "begin":
		ev.Kind, ev.Decide = engine.Decided, &engine.DecidedEvent{Decision: c.what, Key: c.words["key"], Run: c.number("run"), Visit: c.number("visit"), Read: uint64(c.number("read"))}
		if c.verb == "begin" {
			ev.Decide.Decision += ".begin"
		}
		if occurred, err := c.moment("occurred", s.def.Zone); err != nil {
			return ev, err
		} else if !occurred.IsZero() {
			ev.Decide.Occurred = &occurred
		}
		ev.Decide.Form, err = s.form(c, ev.Decide.Decision)
	default:
		err = s.outside(c, &ev)
	}
	ev.Digest = engine.DigestOf(ev)
	return ev, err
}

// outside makes the events that no decision of a person in the flow chart is.
func (s *session) outside(c command, ev *engine.Event) error {
	var err error
	switch c.verb {
	case "withdraw":
		ev.Kind, ev.Withdraw = engine.Withdrawn, &engine.WithdrawnEvent{Of: c.what}
	case "answer", "fail":
		ev.Kind, ev.Answer = engine.Answered, &engine.AnsweredEvent{Failed: c.verb == "fail"}
		var fields []stroomschema.Field
		for _, service := range s.def.Services {
			if service.Name == c.what {
				fields = service.Answer
			}
		}
		for _, call := range s.st.Calls {
			if call.Service == c.what {
				ev.Answer.Call = call.Number
			}
		}
		ev.Answer.Answer, err = c.form(s.def.Env.Schema(), fields)
	case "message":
		ev.Kind, ev.Receive = engine.Received, &engine.ReceivedEvent{Notice: c.what, Kind: c.words["kind"], Key: c.words["key"], Sender: c.words["from"], ReplyTo: c.number("reply")}
		ev.Receive.Form, err = s.messageForm(c)
	case "resolve":
		ev.Kind, ev.Resolve = engine.Resolved, &engine.ResolvedEvent{Reason: c.words["reason"]}
		_, err = fmt.Sscan(c.what, &ev.Resolve.Incident)
	case "rebind":
		ev.Kind, ev.Rebind = engine.Rebound, &engine.ReboundEvent{Role: c.what, Key: c.words["key"], Organisation: c.words["from"], Reason: c.words["reason"]}
	case "adjust":
		ev.Kind, ev.Adjust = engine.Adjusted, &engine.AdjustedEvent{Flow: c.what, Key: c.words["key"], Run: c.number("run"), Reason: c.words["reason"]}
		ev.Adjust.Due, err = c.moment("until", s.def.Zone)
	case "stop":
		ev.Kind, ev.Stop = engine.Stopped, &engine.StoppedEvent{Reason: c.words["reason"]}
	default:
		return fmt.Errorf("line %d: there is no command %q", c.line, c.verb)
	}
	return err
}

func (s *session) messageForm(c command) (engine.Values, error) {
	for _, n := range s.def.Notices {
		for _, is := range n.Is {
			if n.Name == c.what && is.Kind == c.words["kind"] && is.Decision != nil {
				return c.form(s.def.Env.Schema(), simulate.FormOf(is.Decision))
			}
		}
	}
	return c.form(s.def.Env.Schema(), nil)
}

func (s *session) form(c command, decision string) (engine.Values, error) {
	var fields []stroomschema.Field
	if d := s.def.Decision(decision); d != nil {
		fields = simulate.FormOf(d)
	}
	return c.form(s.def.Env.Schema(), fields)
}

// take gives an event to the engine and tells what became of it.
func (s *session) take(ev engine.Event) string {
	outcome, err := engine.Step(s.def, s.st, ev, s.now)
	s.last = ev
	if err != nil {
		return refusal(err.(*engine.Rejection))
	}
	s.st, s.entries = outcome.State, append(s.entries, outcome.Entries...)
	var out strings.Builder
	for _, e := range outcome.Entries {
		if text := s.tell(e); text != "" {
			fmt.Fprintf(&out, "%s %-7s %s\n", s.local(e.At), e.Cause, text)
		}
	}
	for _, effect := range outcome.Effects {
		out.WriteString(s.effect(effect))
	}
	out.WriteString(s.where())
	return out.String()
}

func (s *session) options(c command) string {
	if err := s.clock(c); err != nil {
		return err.Error()
	}
	var out strings.Builder
	for _, o := range engine.Permitted(s.def, s.st, c.actor(), s.now) {
		state := "open"
		if !o.Open {
			state = "refused " + string(o.Refused.Code)
		} else if len(o.Remaining) > 0 {
			state = "open, if " + strings.Join(o.Remaining, ", ")
		}
		fmt.Fprintf(&out, "%s: %s\n", engine.FactName(o.ID, o.Key), state)
	}
	return orLine(out.String(), "nothing")
}

func (s *session) view(c command) string {
	seen, ok := readmodel.View(s.def, s.st, c.actor())
	if !ok {
		return "sees nothing\n"
	}
	var out strings.Builder
	for _, step := range seen.Steps {
		fmt.Fprintf(&out, "%s: %s / %s\n", step.FlowLabel.NL, step.Text.NL, step.Text.EN)
		for _, d := range step.Data {
			fmt.Fprintf(&out, "  %s: %s\n", d.Label.NL, d.Text.NL)
		}
	}
	for _, t := range seen.Tasks {
		mine := ""
		if t.Mine {
			mine = " (mine)"
		}
		fmt.Fprintf(&out, "task for %s: %s%s\n", t.For.NL, t.What.NL, mine)
	}
	for _, p := range seen.Parties {
		fmt.Fprintf(&out, "party %s: %s\n", p.Label.NL, p.Organisation)
	}
	for _, f := range seen.Facts {
		fmt.Fprintf(&out, "%s: %s\n", f.Label.NL, f.Text.NL)
	}
	return orLine(out.String(), "sees the trajectory, and nothing in it")
}

func (s *session) journal(c command) string {
	var out strings.Builder
	for _, l := range readmodel.Journal(s.def, s.st, s.entries, c.actor()) {
		fmt.Fprintf(&out, "%s %s\n", s.local(l.At), l.Text.NL)
	}
	return orLine(out.String(), "nothing")
}

func (s *session) waits(c command) string {
	var out strings.Builder
	for _, r := range s.st.Runs {
		x := engine.Wait(s.def, s.st, r.Number, c.actor())
		fmt.Fprintf(&out, "%s: %s / %s\n", engine.FactName(r.Flow, r.Key), x.Text.NL, x.Text.EN)
	}
	return orLine(out.String(), "nothing")
}

func (s *session) measures() string {
	var out strings.Builder
	for _, m := range readmodel.Measures(s.def, s.entries) {
		for _, cell := range m.Cells {
			fmt.Fprintf(&out, "%s", m.Name)
			for _, p := range cell.With {
				fmt.Fprintf(&out, " %s=%s", p.Name, p.Value)
			}
			if cell.Split != "" {
				fmt.Fprintf(&out, " [%s]", cell.Split)
			}
			fmt.Fprintf(&out, ": %d\n", cell.Value)
		}
	}
	return orLine(out.String(), "nothing")
}
