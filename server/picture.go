package server

import (
	"time"

	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// Trajectory is where a trajectory stands, as far as this reader may see it.
type Trajectory struct {
	ID         string     `json:"id" doc:"Het id van het traject."`
	As         Actor      `json:"as" doc:"De rol en organisatie waarvoor dit beeld is gemaakt."`
	Seq        uint64     `json:"seq" doc:"Het volgnummer van dit beeld. Stuur het als read mee met een besluit."`
	Definition string     `json:"definition" doc:"Het stroomschema."`
	Version    int        `json:"version" doc:"De versie van het stroomschema."`
	Title      string     `json:"title" doc:"De titel van het stroomschema."`
	Status     string     `json:"status" doc:"open of ended." enum:"open,ended"`
	Outcome    string     `json:"outcome,omitempty" doc:"De uitkomst, als het traject klaar is."`
	Ending     string     `json:"ending,omitempty" doc:"De uitkomst in woorden."`
	Started    time.Time  `json:"started" doc:"Wanneer het traject begon."`
	Ended      *time.Time `json:"ended,omitempty" doc:"Wanneer het traject klaar was."`
	Settled    time.Time  `json:"settled" doc:"Tot dit moment is de tijd verwerkt."`
	Late       bool       `json:"late" doc:"Er is een termijn voorbij."`
	Steps      []Standing `json:"steps" doc:"Waar het traject nu staat, per lopend deel."`
	Tasks      []Task     `json:"tasks" doc:"Wie nu iets moet doen, en voor wanneer."`
	Parties    []Party    `json:"parties" doc:"Welke organisaties nu meedoen."`
	Facts      []Fact     `json:"facts" doc:"Wat over dit traject bekend is."`
}

// Standing is one open part of a trajectory at its step.
type Standing struct {
	Run       int          `json:"run" doc:"Nummer van dit deel."`
	Flow      string       `json:"flow" doc:"Naam van het deel in het stroomschema."`
	Key       string       `json:"key,omitempty" doc:"Waarvoor het deel loopt."`
	Label     string       `json:"label" doc:"Naam van het deel in woorden."`
	Step      string       `json:"step" doc:"De stap."`
	Visit     int          `json:"visit" doc:"Telt de stappen van dit deel. Stuur het mee met een besluit."`
	Since     time.Time    `json:"since" doc:"Sinds wanneer het hier staat."`
	Due       *time.Time   `json:"due,omitempty" doc:"Einde van de termijn."`
	Late      bool         `json:"late,omitempty" doc:"De termijn is voorbij."`
	Paused    bool         `json:"paused,omitempty" doc:"De termijn staat stil."`
	Suspended bool         `json:"suspended,omitempty" doc:"Dit deel ligt stil."`
	Waiting   bool         `json:"waiting,omitempty" doc:"Dit deel wacht tot een andere stap klaar is."`
	Incident  int          `json:"incident,omitempty" doc:"Nummer van de storing die dit deel tegenhoudt."`
	What      string       `json:"what,omitempty" doc:"Wat hier gebeurt."`
	Goal      string       `json:"goal,omitempty" doc:"Waarvoor."`
	Text      string       `json:"text" doc:"Waarop dit deel wacht, in een zin."`
	Then      string       `json:"then,omitempty" doc:"Wat er gebeurt als de termijn voorbij is."`
	Data      []NamedValue `json:"data,omitempty" doc:"Gegevens die bij dit deel horen."`
}

// Task is something that waits for a role at an organisation.
type Task struct {
	Run          int        `json:"run" doc:"Nummer van het deel."`
	Flow         string     `json:"flow" doc:"Naam van het deel."`
	Key          string     `json:"key,omitempty" doc:"Waarvoor het deel loopt."`
	Step         string     `json:"step" doc:"De stap."`
	Visit        int        `json:"visit" doc:"Telt de stappen van dit deel."`
	Role         string     `json:"role" doc:"De rol die iets moet doen."`
	Organisation string     `json:"organisation,omitempty" doc:"De organisatie. Leeg: iedereen met deze rol."`
	For          string     `json:"for" doc:"Wie iets moet doen, in woorden."`
	What         string     `json:"what" doc:"Wat er moet gebeuren."`
	Since        time.Time  `json:"since" doc:"Sinds wanneer."`
	Due          *time.Time `json:"due,omitempty" doc:"Voor wanneer."`
	Late         bool       `json:"late,omitempty" doc:"Het is te laat."`
	Mine         bool       `json:"mine" doc:"U mag dit doen, in deze rol."`
}

// Party is an organisation that takes part now.
type Party struct {
	Role         string    `json:"role" doc:"De rol."`
	Key          string    `json:"key,omitempty" doc:"Waarvoor."`
	Label        string    `json:"label" doc:"De rol in woorden."`
	Organisation string    `json:"organisation" doc:"De organisatie."`
	From         time.Time `json:"from" doc:"Sinds wanneer."`
	Lent         bool      `json:"lent,omitempty" doc:"Tijdelijk."`
}

// Fact is something known about a trajectory.
type Fact struct {
	NamedValue
	Key string    `json:"key,omitempty" doc:"Waarvoor het geldt."`
	At  time.Time `json:"at" doc:"Wanneer het is vastgelegd."`
}

// NamedValue is a value with its name.
type NamedValue struct {
	Name  string `json:"name" doc:"De naam van het gegeven."`
	Label string `json:"label" doc:"De naam in woorden."`
	Value any    `json:"value" doc:"De waarde, zoals u haar ook in een formulier zou sturen."`
	Text  string `json:"text" doc:"De waarde in woorden."`
}

// Summary is one trajectory in a list.
type Summary struct {
	ID         string     `json:"id" doc:"Het id van het traject."`
	As         Actor      `json:"as" doc:"De rol en organisatie waarmee u het ziet."`
	Seq        uint64     `json:"seq" doc:"Het volgnummer van het beeld."`
	Definition string     `json:"definition" doc:"Het stroomschema."`
	Version    int        `json:"version" doc:"De versie van het stroomschema."`
	Title      string     `json:"title" doc:"De titel van het stroomschema."`
	Status     string     `json:"status" doc:"open of ended." enum:"open,ended"`
	Outcome    string     `json:"outcome,omitempty" doc:"De uitkomst, als het traject klaar is."`
	Started    time.Time  `json:"started" doc:"Wanneer het traject begon."`
	Late       bool       `json:"late" doc:"Er is een termijn voorbij."`
	Due        *time.Time `json:"due,omitempty" doc:"De eerste termijn die afloopt."`
	WaitsFor   []string   `json:"waitsFor" doc:"Waarop het traject wacht, per lopend deel."`
	Mine       int        `json:"mine" doc:"Hoeveel taken op u wachten, in deze rol."`
}

func (c *call) trajectory(loaded Loaded, seen readmodel.Seen, reader engine.Actor) Trajectory {
	t := Trajectory{
		ID: loaded.ID, As: Actor{reader.Role, reader.Organisation}, Seq: seen.Seq,
		Definition: seen.Definition, Version: seen.Version, Title: say(c.lang, seen.Title),
		Status: string(seen.Status), Outcome: seen.Outcome,
		Started: seen.Started, Ended: seen.Ended, Settled: seen.Settled, Late: seen.Late,
		Steps: []Standing{}, Tasks: []Task{}, Parties: []Party{}, Facts: []Fact{},
	}
	if seen.Ending != nil {
		t.Ending = say(c.lang, *seen.Ending)
	}
	for _, s := range seen.Steps {
		t.Steps = append(t.Steps, c.standing(s))
	}
	for _, task := range seen.Tasks {
		t.Tasks = append(t.Tasks, c.task(task))
	}
	for _, p := range seen.Parties {
		t.Parties = append(t.Parties, Party{
			Role: p.Role, Key: p.Key, Label: say(c.lang, p.Label), Organisation: p.Organisation, From: p.From, Lent: p.Lent,
		})
	}
	for _, f := range seen.Facts {
		t.Facts = append(t.Facts, Fact{
			NamedValue: NamedValue{Name: f.Name, Label: say(c.lang, f.Label), Value: f.Value, Text: say(c.lang, f.Text)},
			Key:        f.Key, At: f.At,
		})
	}
	return t
}

func (c *call) standing(s readmodel.SeenStanding) Standing {
	return Standing{
		Run: s.Run, Flow: s.Flow, Key: s.Key, Label: say(c.lang, s.FlowLabel), Step: s.Step, Visit: s.Visit,
		Since: s.Since, Due: s.Due, Late: s.Late, Paused: s.Paused, Suspended: s.Suspended, Waiting: s.Waiting,
		Incident: s.Incident, What: say(c.lang, s.What), Goal: say(c.lang, s.Goal), Text: say(c.lang, s.Text), Then: say(c.lang, s.Then),
		Data: c.named(s.Data),
	}
}

func (c *call) task(t readmodel.SeenTask) Task {
	return Task{
		Run: t.Run, Flow: t.Flow, Key: t.Key, Step: t.Step, Visit: t.Visit, Role: t.Role, Organisation: t.Organisation,
		For: say(c.lang, t.For), What: say(c.lang, t.What), Since: t.Since, Due: t.Due, Late: t.Late, Mine: t.Mine,
	}
}

func (c *call) named(values []readmodel.NamedValue) []NamedValue {
	var out []NamedValue
	for _, v := range values {
		out = append(out, NamedValue{Name: v.Name, Label: say(c.lang, v.Label), Value: v.Value, Text: say(c.lang, v.Text)})
	}
	return out
}

func (c *call) summary(loaded Loaded, seen readmodel.Seen, reader engine.Actor) Summary {
	s := Summary{
		ID: loaded.ID, As: Actor{reader.Role, reader.Organisation}, Seq: seen.Seq,
		Definition: seen.Definition, Version: seen.Version, Title: say(c.lang, seen.Title),
		Status: string(seen.Status), Outcome: seen.Outcome, Started: seen.Started, Late: seen.Late, WaitsFor: []string{},
	}
	for _, step := range seen.Steps {
		s.WaitsFor = append(s.WaitsFor, say(c.lang, step.Text))
		if step.Due != nil && (s.Due == nil || step.Due.Before(*s.Due)) {
			s.Due = step.Due
		}
	}
	for _, task := range seen.Tasks {
		if task.Mine {
			s.Mine++
		}
	}
	return s
}
