package readmodel

import (
	"time"

	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
)

// Line is one readable line of the journal. Entries that only keep the books (values beside a movement, time settled,
// messages between flows, counts) have no line.
type Line struct {
	Seq      uint64          `json:"seq"`
	At       time.Time       `json:"at"`
	Event    string          `json:"event"`
	Cause    engine.Cause    `json:"cause"`
	Kind     string          `json:"kind"`
	Text     engine.Said     `json:"text"`
	By       *engine.Address `json:"by,omitempty"`     // the role and organisation that acted
	Person   string          `json:"person,omitempty"` // who acted, for readers of everything
	For      string          `json:"for,omitempty"`    // in whose place he acted, for the same readers; the text says to all that he stood in
	Flow     string          `json:"flow,omitempty"`
	Run      int             `json:"-"` // which run of the flow
	Key      string          `json:"key,omitempty"`
	Step     string          `json:"step,omitempty"`
	Decision string          `json:"decision,omitempty"`
	Fact     string          `json:"fact,omitempty"`
	Value    any             `json:"value,omitempty"` // of the fact; absent when it was unset
	Form     []NamedValue    `json:"form,omitempty"`
	Reason   string          `json:"reason,omitempty"`
	Rules    []JudgedRule    `json:"rules,omitempty"`
	Imported bool            `json:"imported,omitempty"`
}

// JudgedRule is a rule as it was judged, with the values that the reader may see.
type JudgedRule struct {
	Rule  string           `json:"rule"`
	Holds bool             `json:"holds"`
	Reads []engine.Reading `json:"reads,omitempty"`
}

// Journal returns the entries as a reader may read them, in the order of the entries. It is empty for a reader who may
// not see the trajectory. The entries may be a page of the journal: the state tells of runs whose opening is not in it.
func Journal(def *stroomschema.Definition, st engine.State, entries []engine.Entry, reader engine.Actor) []Line {
	sight := engine.SightOf(def, st, reader)
	out := []Line{}
	if !sight.Any() {
		return out
	}
	w := writer{def: def, reader: reader, sight: sight, runs: map[int]place{}}
	for _, run := range st.Runs {
		w.runs[run.Number] = place{run.Flow, run.Key}
	}
	for _, entry := range entries {
		w.learn(entry.Change)
	}
	for _, entry := range entries {
		if !sight.At(entry.At) {
			continue
		}
		line := Line{Seq: entry.Seq, At: entry.At, Event: entry.Event, Cause: entry.Cause, Kind: entry.Kind()}
		if w.write(&line, entry.Change) {
			line.Text = both(capital(line.Text.NL), capital(line.Text.EN))
			out = append(out, line)
		}
	}
	return out
}

// place is a flow with a key.
type place struct{ flow, key string }

// writer writes lines for one reader.
type writer struct {
	def    *stroomschema.Definition
	reader engine.Actor
	sight  engine.Sight
	runs   map[int]place // by number of the run
}

// learn remembers which run is of which flow.
func (w writer) learn(change engine.Change) {
	switch c := change.(type) {
	case engine.RunStarted:
		w.runs[c.Run.Number] = place{c.Run.Flow, c.Run.Key}
	case engine.StepEntered:
		w.runs[c.Run] = place{c.Flow, c.Key}
	case engine.RunEnded:
		w.runs[c.Run] = place{c.Flow, c.Key}
	}
}

// write fills the line of a change; false: the change has no line, or none that this reader may see.
func (w writer) write(line *Line, change engine.Change) bool {
	switch c := change.(type) {
	case engine.EventTaken:
		return w.event(line, c)
	case engine.FactSet:
		return w.fact(line, c)
	case engine.RunStarted, engine.RunEnded, engine.StepEntered, engine.DueSettled:
		return w.movement(line, change)
	case engine.RunChanged, engine.StepLeft, engine.MessageSent, engine.CountAdded, engine.CallClosed, engine.WindowOpened:
		return false
	case engine.TrajectoryOpened:
		line.Text = compose("Het traject loopt volgens %s.", "The trajectory follows %s.", w.version(c.Version))
	case engine.TrajectoryEnded:
		line.Text = compose("Het traject is afgesloten: %s.", "The trajectory has ended: %s.", outcomeLabel(w.def, w.def.Flows[0], c.Outcome))
	case engine.PartyBound:
		line.Key, line.Text = c.Key, w.party(c)
	case engine.NoticeSent:
		w.at(line, c.Run)
		line.Text = compose("Bericht ‘%s’ aan %s.", "Notice ‘%s’ to %s.", word(w.def, c.Notice), w.addresses(c.To))
	case engine.ReplyTaken:
		line.Text = compose("Er is antwoord op bericht %s.", "There is a reply to notice %s.", number(c.Number))
		if c.Late {
			line.Text = compose("Er kwam op tijd geen antwoord op bericht %s.", "No reply came in time to notice %s.", number(c.Number))
		}
	case engine.CallOpened:
		w.at(line, c.Call.Run)
		line.Text = compose("Er is iets gevraagd aan %s.", "A question was put to %s.", serviceLabel(w.def, c.Call.Service))
	case engine.IncidentOpened:
		w.at(line, c.Incident.Run)
		line.Text = compose("Storing %s: een beheerder is gewaarschuwd.", "Incident %s: an operator has been alarmed.", number(c.Incident.Number))
	case engine.IncidentClosed:
		line.Text = compose("Storing %s is opgelost.", "Incident %s has been resolved.", number(c.Number))
	case engine.DecisionUndone:
		line.Text = both("Het besluit en zijn gevolgen zijn teruggedraaid.", "The decision and its effects have been undone.")
	case engine.VersionChanged:
		line.Text = compose("Het traject gaat verder volgens %s.", "The trajectory goes on under %s.", w.version(c.Version))
	default:
		panic("readmodel: journal of a change of kind " + line.Kind)
	}
	return true
}

// fact writes what became of a fact, as far as the reader may see it.
func (w writer) fact(line *Line, c engine.FactSet) bool {
	name, key := factParts(c.Fact)
	label := factLabel(w.def, name, key)
	line.Fact, line.Key = name, key
	if !c.Value.IsSet() {
		line.Text = compose("%s is leeggemaakt.", "%s was cleared.", label)
		return w.sight.FactAt(name, key, "", line.At)
	}
	value := visiblePart(see(w.sight, name, key, line.At), "", c.Value)
	if !value.IsSet() {
		return false
	}
	line.Value = plain(w.def, value)
	line.Text = ended(compose("%s: %s", "%s: %s", label, display(w.def, value)))
	return true
}

// movement writes how a run moved.
func (w writer) movement(line *Line, change engine.Change) bool {
	switch c := change.(type) {
	case engine.RunStarted:
		w.at(line, c.Run.Number)
		line.Text = compose("%s is begonnen.", "%s has begun.", flowLabel(w.def, line.Flow, line.Key))
	case engine.RunEnded:
		w.at(line, c.Run)
		outcome := outcomeLabel(w.def, w.def.Flow(c.Flow), c.Outcome)
		line.Text = compose("%s is klaar: %s.", "%s has ended: %s.", flowLabel(w.def, c.Flow, c.Key), outcome)
	case engine.StepEntered:
		w.at(line, c.Run)
		if s := stepNamed(w.def.Flow(c.Flow), c.Step); s != nil && s.Kind == stroomschema.Passing && s.What.NL == "" {
			return false // a choice between ways, at which nobody stands
		}
		line.Step = c.Step
		line.Text = compose("%s staat nu bij: %s", "%s now stands at: %s", flowLabel(w.def, c.Flow, c.Key), w.step(c.Flow, c.Step))
	case engine.DueSettled:
		w.at(line, c.Run)
		line.Text = w.due(c, flowLabel(w.def, line.Flow, line.Key))
	}
	return true
}

func (w writer) due(c engine.DueSettled, flow engine.Said) engine.Said {
	switch c.What {
	case "term":
		return compose("De termijn van %s is voorbij.", "The term of %s has ended.", flow)
	case "rung":
		return compose("De termijn van %s loopt: een herinnering gaat uit.", "The term of %s runs: a reminder goes out.", flow)
	case "reminder":
		return compose("Er gaat een herinnering uit voor %s.", "A reminder goes out for %s.", flow)
	case "reply":
		return compose("De termijn voor een antwoord aan %s is voorbij.", "The term of a reply to %s has ended.", flow)
	default:
		return compose("Een vooraf bepaald moment voor %s is bereikt.", "A moment planned for %s has come.", flow)
	}
}

func (w writer) party(c engine.PartyBound) engine.Said {
	label, org := partyLabel(w.def, c.Role, c.Key), both(c.Organisation, c.Organisation)
	switch {
	case c.Organisation == "":
		return compose("%s is niet meer aangewezen.", "%s is no longer appointed.", label)
	case c.LentBy != 0:
		return compose("%s is tijdelijk %s.", "%s is for the time being %s.", label, org)
	default:
		return compose("%s is nu %s.", "%s is now %s.", label, org)
	}
}

// step names a step by what is done at it, else by its name.
func (w writer) step(flow, name string) engine.Said {
	if s := stepNamed(w.def.Flow(flow), name); s != nil && s.What.NL != "" {
		return said(s.What)
	}
	return compose("%s.", "%s.", word(w.def, name))
}

// at notes the run that a line is about.
func (w writer) at(line *Line, run int) {
	line.Flow, line.Key, line.Run = w.runs[run].flow, w.runs[run].key, run
}

func (w writer) addresses(to []engine.Address) engine.Said {
	return holdersOr(w.def, to, both("niemand", "nobody"))
}

func (w writer) version(n int) engine.Said {
	return compose("%s, versie %s", "%s, version %s", said(w.def.Title), number(n))
}
