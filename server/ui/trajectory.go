package ui

import (
	"html/template"
	"io"
)

// Trajectory is one trajectory on one page: what it waits for, what may be done, where it stands, and what happened last.
type Trajectory struct {
	Frame
	Past
	Heading   string
	Number    string        // by which people name it
	Looked    []string      // which colleagues had it before them a moment ago
	Ended     string        // the outcome in words; "" while it is open
	Standings []Standing    // of its open parts, those with a term first
	Urgent    []OpenOption  // what cannot wait
	Groups    []OptionGroup // as Together puts them
	Ladders   []Ladder
	Facts     []Named
	Documents []Named
	Parties   []Named
	Events    []Event
	Drawing   template.HTML // SVG that package diagram wrote
	List      template.HTML // the same as a list
	More      []Link        // what else can be seen of it
}

// Standing is where one part stands.
type Standing struct {
	Title, What, Goal string
	Text              string // waits for whom, since when, until when
	Then              string // and what happens then
	Due               *Due
	Held              bool    // suspended
	Said              []Named // what was asked, of a part that only talks
}

// Ladder is a scale with marks on it: where something stands, and between what it may move.
type Ladder struct {
	Title string
	Rungs []Rung // heaviest on top
}

// Rung is one value of a scale.
type Rung struct {
	Text   string
	Marks  []string // what stands here
	Here   bool     // something stands here now
	Inside bool     // between the bounds that are known
}

// Named is a value with its name.
type Named struct{ Name, Value, When string }

// Event is one line of what happened.
type Event struct{ When, Text, By string }

var trajectoryTemplate = parse("trajectory")

// Render writes the page.
func (p Trajectory) Render(w io.Writer) error { return render(w, trajectoryTemplate, p) }

var trajectoryMessages = map[string]message{
	"looked.now":           {"%s keek hier net.", "%s looked here just now."},
	"looked.one":           {"%s keek hier 1 minuut geleden.", "%s looked here 1 minute ago."},
	"looked.many":          {"%s keek hier %s minuten geleden.", "%s looked here %s minutes ago."},
	"trajectory.title":     {"Traject %s", "Trajectory %s"},
	"trajectory.ended":     {"Dit traject is klaar: %s.", "This trajectory has ended: %s."},
	"trajectory.nothing":   {"Er loopt nu niets in dit traject.", "Nothing is going on in this trajectory."},
	"trajectory.changed":   {"Dit traject is veranderd.", "This trajectory has changed."},
	"trajectory.urgent":    {"Kan het niet wachten?", "Can it not wait?"},
	"trajectory.asides":    {"Vragen en notities", "Questions and notes"},
	"trajectory.held":      {"ligt stil", "suspended"},
	"trajectory.can":       {"Wat kan ik nu doen?", "What can I do now?"},
	"trajectory.also":      {"U kunt ook", "You can also"},
	"trajectory.may":       {"U kunt", "You can"},
	"trajectory.cannot":    {"Wat kan nu niet, en waarom?", "What is not possible now, and why?"},
	"trajectory.closed":    {"U kunt nu niets vastleggen.", "There is nothing that you can record now."},
	"trajectory.who":       {"Wie wel:", "Who can:"},
	"trajectory.from":      {"Vanaf %s.", "From %s."},
	"trajectory.instead":   {"Wat wel kan:", "What is possible:"},
	"trajectory.records":   {"Wie dit vastlegt: %s.", "Who records this: %s."},
	"trajectory.way":       {"Zo kan het wel:", "This would make it possible:"},
	"trajectory.as":        {"als %s", "as %s"},
	"trajectory.waits":     {"Waar het op wacht", "What it waits for"},
	"trajectory.ladder":    {"%s: waar staat het?", "%s: where does it stand?"},
	"trajectory.here":      {"hier", "here"},
	"trajectory.inside":    {"binnen de grenzen", "within the bounds"},
	"trajectory.facts":     {"Wat er bekend is", "What is known"},
	"trajectory.documents": {"Documenten", "Documents"},
	"trajectory.parties":   {"Wie er meedoet", "Who takes part"},
	"trajectory.events":    {"Wat er het laatst gebeurde", "What happened last"},
	"trajectory.drawing":   {"Het stroomschema", "The flow chart"},
	"trajectory.show":      {"Toon de tekening", "Show the drawing"},
	"trajectory.list":      {"Toon hetzelfde als lijst", "Show the same as a list"},
	"trajectory.insight":   {"Wie keek en wie besliste", "Who looked and who decided"},
	"trajectory.time":      {"Alles wat er gebeurde", "Everything that happened"},
}
