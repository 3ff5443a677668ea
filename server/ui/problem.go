package ui

import "io"

// Problem is the page that says no.
type Problem struct {
	Frame
	Detail   string   // what is the matter, in plain words
	Faults   []string // all that is wrong with what was sent
	Back     string   // where to go on; "" for nowhere
	Instance string   // to name when one asks about it
}

var problemTemplate = parse("problem")

// Render writes the page.
func (p Problem) Render(w io.Writer) error { return render(w, problemTemplate, p) }

var problemMessages = map[string]message{
	"problem.back":     {"Ga terug", "Go back"},
	"problem.instance": {"Kenmerk van dit verzoek:", "Reference of this request:"},
}
