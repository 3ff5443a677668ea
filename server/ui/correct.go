package ui

import "io"

// Correct is the form with which somebody corrects what a decision has set. What stood there stays in the journal.
type Correct struct {
	Frame
	Back, Action string
	ID           string // of the correction
	Fields       []Field
	Refused      *Refused // it was sent, and not accepted
}

// Wrong is what can be done about a decision that is wrong and cannot be taken back.
type Wrong struct {
	Links   []Link // decisions that can be taken now in the same part
	Correct string // address of the form that corrects facts; "" for who may not
}

var correctTemplate = parse("correct")

// Render writes the page.
func (p Correct) Render(w io.Writer) error { return render(w, correctTemplate, p) }

var correctMessages = map[string]message{
	"correct.title":    {"Gegevens verbeteren", "Correct the facts"},
	"correct.lead":     {"Dit heeft het besluit vastgelegd, zoals het nu geldt. Verander wat fout is. Wat er stond, blijft te lezen.", "This is what the decision recorded, as it holds now. Change what is wrong. What stood there can still be read."},
	"correct.reason":   {"Waarom klopt het niet?", "Why is it not right?"},
	"correct.noreason": {"Schrijf op waarom.", "Write down why."},
	"correct.same":     {"U heeft nog niets veranderd.", "You have changed nothing yet."},
	"correct.record":   {"Verbetering vastleggen", "Record the correction"},
	"correct.back":     {"Terug naar het besluit", "Back to the decision"},
	"correct.wrong":    {"Klopt het niet?", "Is it not right?"},
	"correct.ways":     {"Leg een nieuw besluit vast. Dit besluit blijft te lezen.", "Record a new decision. This one can still be read."},
	"correct.ask":      {"In dit deel kunt u nu niets nieuws vastleggen. Vraag uw beheerder om de gegevens te verbeteren.", "There is nothing new that you can record in this part now. Ask your operator to correct the facts."},
}
