package ui

import "io"

// Reassign is the form by which the work of one party of a trajectory goes to another organisation.
type Reassign struct {
	Frame
	Heading string
	Number  string
	Back    string
	Action  string
	Gone    bool   // it was done, and the reader does not see the trajectory any more
	Parties []Link // each with its organisation
	Party   string // the one that was chosen; "" for none yet
	Now     string // the organisation that holds it
	Work    []WorkRow
	Hidden  []HiddenField
	Fields  []Field
	Faults  []FieldFault
	Refused *Refused
	Effect  *Effect // nil: not asked for, or not known
}

// WorkRow is how much one organisation has in hand in the role.
type WorkRow struct {
	Organisation              string
	Trajectories, Tasks, Late int
	Now                       bool   // it holds the role here
	Then                      string // what it would have in hand; "" when nothing changes
}

var reassignTemplate = parse("reassign")

// Render writes the page.
func (p Reassign) Render(w io.Writer) error { return render(w, reassignTemplate, p) }

var reassignMessages = map[string]message{
	"reassign.title":        {"Werk overdragen", "Hand work over"},
	"reassign.lead":         {"Kies wie u wilt vervangen. Open taken gaan meteen mee.", "Choose whom you want to replace. Open tasks go along at once."},
	"reassign.who":          {"Wie doet nu wat?", "Who does what now?"},
	"reassign.form":         {"%s: nu %s", "%s: now %s"},
	"reassign.work":         {"Zoveel werk ziet u nu bij elke organisatie als %s", "So much work you see now with each organisation as %s"},
	"reassign.organisation": {"Organisatie", "Organisation"},
	"reassign.trajectories": {"Trajecten", "Trajectories"},
	"reassign.tasks":        {"Open taken", "Open tasks"},
	"reassign.late":         {"Te laat", "Late"},
	"reassign.after":        {"Na het overdragen", "After handing over"},
	"reassign.then":         {"trajecten: %s, taken: %s", "trajectories: %s, tasks: %s"},
	"reassign.here":         {"nu", "now"},
	"reassign.to":           {"Wie neemt het over?", "Who takes it over?"},
	"reassign.other":        {"Een andere organisatie (mag leeg blijven)", "Another organisation (may stay empty)"},
	"reassign.reason":       {"Waarom draagt u het over?", "Why do you hand it over?"},
	"reassign.which":        {"Kies een organisatie.", "Choose an organisation."},
	"reassign.same":         {"Deze organisatie doet het nu al.", "This organisation does it already."},
	"reassign.why":          {"Geef een reden. Die komt in het journaal.", "Give a reason. It comes in the journal."},
	"reassign.record":       {"Werk overdragen", "Hand work over"},
	"reassign.done":         {"Overgedragen", "Handed over"},
	"reassign.gone":         {"Het werk is overgedragen. U ziet dit traject nu niet meer.", "The work has been handed over. You do not see this trajectory any more."},
	"reassign.none":         {"Niemand doet nu mee.", "Nobody takes part now."},
}
