package ui

import "io"

// Timeline is one trajectory through time: all that happened, as far as the reader may know, and where it stood on a day.
type Timeline struct {
	Frame
	Heading string
	Back    string
	Day     string // the day that was asked for, as a form sends it; "" for now
	Stood   []Standing
	Unknown string // why it cannot be said where it stood; "" when it can
	Spans   []Span // the first first
	Next    string // address of what came after; "" for nothing
}

// Span is a day on which something happened, or a time in which nothing did.
type Span struct {
	Title string
	Idle  bool
	Lines []TimeLine
}

// TimeLine is one thing that happened.
type TimeLine struct {
	When, Text, By string
	Rules          []string // how each rule was judged, with what it read
	Form           []Named
}

var timelineTemplate = parse("timeline")

// Render writes the page.
func (p Timeline) Render(w io.Writer) error { return render(w, timelineTemplate, p) }

var timelineMessages = map[string]message{
	"timeline.title":   {"Alles wat er gebeurde", "Everything that happened"},
	"timeline.on":      {"Hoe stond het op een dag?", "How did it stand on a day?"},
	"timeline.day":     {"Dag", "Day"},
	"timeline.show":    {"Toon die dag", "Show that day"},
	"timeline.stood":   {"Zo stond het aan het eind van %s:", "This is how it stood at the end of %s:"},
	"timeline.not":     {"Het traject was er toen nog niet.", "The trajectory did not exist then."},
	"timeline.moved":   {"Het stroomschema is sindsdien veranderd. Daarom kunnen wij dit niet tonen.", "The flow chart has changed since. Therefore we cannot show this."},
	"timeline.nothing": {"Er liep toen niets.", "Nothing was going on then."},
	"timeline.idle":    {"%s dagen gebeurde er niets.", "Nothing happened for %s days."},
	"timeline.rules":   {"Welke regels zijn getoetst?", "Which rules were judged?"},
	"timeline.held":    {"voldaan", "held"},
	"timeline.failed":  {"niet voldaan", "did not hold"},
	"timeline.form":    {"Wat er is ingevuld", "What was filled in"},
}
