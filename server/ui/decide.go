package ui

import (
	"io"
	"slices"
)

// Decide is the form of one decision, with what it would bring.
type Decide struct {
	Frame
	Heading string // the decision
	For     string // what it is for; "" when it needs no saying
	Back    string // address of the trajectory
	Action  string
	Hidden  []HiddenField
	Fields  []Field
	Later   []Field // of what cannot wait: those that may stay empty
	About   []Named // what was asked or proposed
	As      string
	Urgent  bool
	Proof   bool // it cannot be undone, and a fresh sign-in is asked first

	Refused *Refused // it was sent, and not accepted
	Effect  *Effect  // nil: not known before more is filled in
}

// More reports whether something stands, or is wrong, in what may stay empty.
func (p Decide) More() bool {
	return slices.ContainsFunc(p.Later, func(f Field) bool { return f.Filled() || f.Fault != "" })
}

// Refused says why what was sent was not accepted. What was typed stands in the form still.
type Refused struct {
	Title, Text string
	Faults      []FieldFault
	Ways        []Way // what would make it possible
	Who         string
	From        string // from when
	Rule        *Link  // where the rule can be read
	Instead     *Link
	Changed     []Event // what happened meanwhile
}

// FieldFault is what is wrong with one field.
type FieldFault struct{ Field, Label, Text string }

// Effect is what would come of it.
type Effect struct {
	Lines  []string // what would be written down, who gets a message included
	Next   []string // what waits then
	Window string   // until when it can be taken back; "" for not at all
}

var decideTemplate = parse("decide")

// Render writes the page.
func (p Decide) Render(w io.Writer) error { return render(w, decideTemplate, p) }

var decideMessages = map[string]message{
	"decide.back":     {"Terug naar het traject", "Back to the trajectory"},
	"decide.as":       {"U doet dit als %s.", "You do this as %s."},
	"decide.effect":   {"Als u dit vastlegt:", "If you record this:"},
	"decide.next":     {"Daarna wacht het op: %s", "It then waits for: %s"},
	"decide.window":   {"U kunt het terugnemen tot %s.", "You can take it back until %s."},
	"decide.final":    {"U kunt dit niet terugnemen.", "You cannot take this back."},
	"decide.unknown":  {"Vul het formulier in. Dan ziet u wat er gebeurt.", "Fill in the form to see what happens."},
	"decide.show":     {"Gevolg bekijken", "Show the effect"},
	"decide.record":   {"Besluit vastleggen", "Record decision"},
	"decide.now":      {"Nu vastleggen", "Record now"},
	"decide.about":    {"Waar dit over gaat", "What this is about"},
	"decide.short":    {"Vul in wat leeg is en leg vast. De rest kan later.", "Fill in what is empty and record. The rest can wait."},
	"decide.later":    {"Meer invullen mag, maar hoeft nu niet", "You may fill in more, but not now"},
	"decide.proof":    {"Dit kunt u niet terugdraaien. Daarom meldt u zich straks eerst opnieuw aan. Wat u typt, blijft staan.", "You cannot undo this. That is why you sign in again first. What you type is kept."},
	"decide.proved":   {"U bent opnieuw aangemeld. Kijk het na en leg het vast.", "You have signed in again. Check it and record it."},
	"decide.rule":     {"Lees de regel in het stroomschema", "Read the rule in the flow chart"},
	"decide.optional": {"mag leeg blijven", "may stay empty"},
	"decide.faults":   {"Er is nog iets niet goed:", "Something is not right yet:"},
	"decide.changed":  {"Dit gebeurde sinds u deze pagina opende:", "This happened since you opened this page:"},
	"decide.occurred": {"Wanneer gebeurde het echt?", "When did it really happen?"},
	"decide.yes":      {"ja", "yes"},
	"decide.no":       {"nee", "no"},
	"decide.date":     {"Een datum.", "A date."},
	"decide.number":   {"Een getal.", "A number."},
	"decide.document": {"Het kenmerk van het document.", "The reference of the document."},
	"decide.lines":    {"Zet elk op een eigen regel.", "Put each on a line of its own."},
	"decide.org":      {"De code van de organisatie.", "The code of the organisation."},
	"decide.person":   {"Het kenmerk van de persoon.", "The reference of the person."},
	"decide.duration": {"Een duur, zoals 72h.", "A duration, such as 72h."},
	"decide.range":    {"Een getal van %s tot en met %s.", "A number from %s to %s."},
}
