package readmodel

import (
	"time"

	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
)

// Status says whether a trajectory still runs.
type Status string

// The two statuses.
const (
	Open  Status = "open"
	Ended Status = "ended"
)

// Picture is where a whole trajectory stands. It is not filtered for any reader.
type Picture struct {
	Seq        uint64     `json:"seq"`
	Definition string     `json:"definition"`
	Version    int        `json:"version"`
	Hash       string     `json:"hash"`
	Status     Status     `json:"status"`
	Outcome    string     `json:"outcome,omitempty"`
	Started    time.Time  `json:"started"`
	Ended      *time.Time `json:"ended,omitempty"`
	Settled    time.Time  `json:"settled"`           // the moment up to which time has been taken into account
	NextDue    *time.Time `json:"nextDue,omitempty"` // the next moment at which something happens by itself
	Late       bool       `json:"late"`              // a term of an open step has ended
	Incidents  int        `json:"incidents"`         // open ones
	Steps      []Standing `json:"steps"`             // in order (flow, key, number)
	Tasks      []Task     `json:"tasks"`             // in order of Steps, then role and organisation
	Parties    []PartyNow `json:"parties"`           // bound now, in order of binding
}

// Standing is one open run at its step.
type Standing struct {
	Run       int         `json:"run"`
	Flow      string      `json:"flow"`
	Key       string      `json:"key,omitempty"`
	Step      string      `json:"step"`
	Visit     int         `json:"visit"`
	Since     time.Time   `json:"since"`
	Due       *time.Time  `json:"due,omitempty"`
	Late      bool        `json:"late,omitempty"`
	Paused    bool        `json:"paused,omitempty"`
	Suspended bool        `json:"suspended,omitempty"`
	Waiting   bool        `json:"waiting,omitempty"` // outside its step, until another run leaves a step that it shares
	Incident  int         `json:"incident,omitempty"`
	Title     engine.Said `json:"title"` // of the flow
	What      engine.Said `json:"what"`  // what is done at the step; empty for a step without people
	Goal      engine.Said `json:"goal"`
	Text      engine.Said `json:"text"`          // "Wacht op ... sinds ... tot ..."
	Then      engine.Said `json:"then,omitzero"` // what happens when the term runs out
}

// Task is a step that waits for one role of one organisation.
type Task struct {
	Run          int            `json:"run"`
	Flow         string         `json:"flow"`
	Key          string         `json:"key,omitempty"`
	Step         string         `json:"step"`
	Visit        int            `json:"visit"`
	Role         string         `json:"role"`                   // resolved: never a chosen role
	Organisation string         `json:"organisation,omitempty"` // "": anyone with the role
	What         engine.Said    `json:"what"`
	Since        time.Time      `json:"since"`
	Due          *time.Time     `json:"due,omitempty"`
	Late         bool           `json:"late,omitempty"`
	Exclude      []engine.Actor `json:"exclude,omitempty"` // neither this person nor this organisation: four eyes
}

// PartyNow is a role that is bound to an organisation now.
type PartyNow struct {
	Role         string    `json:"role"`
	Key          string    `json:"key,omitempty"`
	Organisation string    `json:"organisation"`
	From         time.Time `json:"from"`
	Lent         bool      `json:"lent,omitempty"`
}

// Of returns the whole picture of a trajectory.
func Of(def *stroomschema.Definition, st engine.State) Picture {
	p := Picture{
		Seq: st.Seq, Definition: st.Name, Version: st.Version, Hash: st.Hash,
		Status: Open, Outcome: st.Outcome, Started: st.Started, Ended: st.Ended, Settled: st.Time,
		Incidents: len(st.Incidents),
		Steps:     []Standing{}, Tasks: []Task{}, Parties: partiesNow(st),
	}
	if st.Ended != nil {
		p.Status = Ended
	}
	if due, ok := engine.NextDue(def, st); ok {
		p.NextDue = &due
	}
	for _, run := range st.Runs {
		standing := standingOf(def, st, run)
		p.Late = p.Late || standing.Late
		p.Steps = append(p.Steps, standing)
		p.Tasks = append(p.Tasks, tasksOf(def, st, run)...)
	}
	return p
}

func standingOf(def *stroomschema.Definition, st engine.State, run engine.Run) Standing {
	s := Standing{
		Run: run.Number, Flow: run.Flow, Key: run.Key, Step: run.Step, Visit: run.Visit, Since: run.Entered,
		Due: dueOf(run), Late: lateOf(run, st.Time), Paused: run.Clock != nil && (run.Clock.Paused != nil || run.Clock.Stopped != nil),
		Suspended: run.Suspended != nil, Waiting: run.Waiting, Incident: run.Stuck,
		Text: waitingText(def, st, run),
	}
	if flow := flowOf(def, run); flow != nil {
		s.Title = said(flow.Title)
	}
	if step := stepOf(def, run); step != nil {
		s.What, s.Goal, s.Then = said(step.What), said(step.Goal), afterwards(def, run, step)
	}
	return s
}

// tasksOf lists who is asked to act at the step of a run. A run that is suspended, stuck or kept outside its step asks
// nobody.
func tasksOf(def *stroomschema.Definition, st engine.State, run engine.Run) []Task {
	step := stepOf(def, run)
	if step == nil || step.Kind != stroomschema.People || run.Suspended != nil || run.Waiting || run.Stuck != 0 {
		return nil
	}
	var out []Task
	for _, holder := range engine.Holders(def, st, run) {
		out = append(out, Task{
			Run: run.Number, Flow: run.Flow, Key: run.Key, Step: run.Step, Visit: run.Visit,
			Role: holder.Role, Organisation: holder.Organisation, What: said(step.What),
			Since: run.Entered, Due: dueOf(run), Late: lateOf(run, st.Time), Exclude: excluded(step, run),
		})
	}
	return out
}

// excluded returns who took the decision that the step names with `not`.
func excluded(step *stroomschema.Step, run engine.Run) []engine.Actor {
	if step.Not == nil {
		return nil
	}
	if step.Not.Name == "begin" {
		if run.Begun {
			return []engine.Actor{run.Starter}
		}
		return nil
	}
	for i := len(run.Taken) - 1; i >= 0; i-- {
		if run.Taken[i].Decision == step.Not.Name {
			return []engine.Actor{run.Taken[i].Actor}
		}
	}
	return nil
}

func dueOf(run engine.Run) *time.Time {
	if run.Clock == nil {
		return nil
	}
	return run.Clock.Due
}

// Deadline returns the end of the term of a run that is running towards it; nil without one, and while its clock stands still.
func Deadline(run engine.Run) *time.Time {
	if c := run.Clock; c != nil && c.Paused == nil && c.Stopped == nil {
		return c.Due
	}
	return nil
}

// lateOf reports whether the term has ended while the run still stands at the step. A paused clock is not late: its end
// moves on.
func lateOf(run engine.Run, settled time.Time) bool {
	c := run.Clock
	return c != nil && c.Paused == nil && c.Due != nil && (c.Done || !c.Due.After(settled))
}

func partiesNow(st engine.State) []PartyNow {
	out := []PartyNow{}
	for _, p := range st.Parties {
		if p.Until == nil {
			out = append(out, PartyNow{Role: p.Role, Key: p.Key, Organisation: p.Organisation, From: p.From, Lent: p.LentBy != 0})
		}
	}
	return out
}

func said(t stroomschema.Text) engine.Said { return engine.Said{NL: t.NL, EN: t.EN} }
