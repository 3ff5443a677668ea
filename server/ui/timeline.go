package ui

import "io"

// Timeline is one trajectory through time: all that happened, as far as the reader may know, and where it stood on a day.
type Timeline struct {
	Frame
	Heading string
	Number  string
	Back    string
	Past
	DayText string
	Version string // of the definition that held on that day
	Stood   []Standing
	Known   []Named // what stood on the scales, and who took part
	Facts   []Named
	Unknown string // why it cannot be said where it stood; "" when it can
	Strip   Strip  // the whole on one screen
	Spans   []Span // the first first
	Next    string // address of what came after; "" for nothing
}

// Past asks where a trajectory stood on a day.
type Past struct {
	Ask         string // address of the trajectory through time
	First, Last string // the days between which one can be asked for, as a form sends them
	Day         string // the day that was asked for, as a form sends it; "" for none
}

// Span is a day on which something happened, or a time in which nothing did.
type Span struct {
	Title string
	Idle  bool
	Lines []TimeLine
}

// TimeLine is one thing that happened, with what came of it.
type TimeLine struct {
	When, Text, By string
	Decided        bool   // a person did it
	Refused        bool   // it was refused, and changed nothing
	Reason         string // that was given, or why it was refused
	More           []string
	Rules          []string // how each rule was judged, with what it read
	Form           []Named
	Version        string // of the definition that was followed
}

// Deeper reports whether there is something to unfold.
func (l TimeLine) Deeper() bool { return len(l.More)+len(l.Rules)+len(l.Form) > 0 }

var timelineTemplate = parse("timeline")

// Render writes the page.
func (p Timeline) Render(w io.Writer) error { return render(w, timelineTemplate, p) }

var timelineMessages = map[string]message{
	"timeline.title":        {"Alles wat er gebeurde", "Everything that happened"},
	"timeline.whole":        {"Het hele traject", "The whole trajectory"},
	"timeline.legend":       {"Vol: hier staat het nu. Bleek: zo was het. Gestreept: het ligt stil. Gestippeld: zo lang kan het nog duren. Een rondje is een besluit, een kruis een poging die niet mocht.", "Full: here it stands now. Pale: so it was. Dashed: it lies still. Dotted: so long it may still take. A dot is a decision, a cross an attempt that was not allowed."},
	"timeline.same":         {"Hieronder staat hetzelfde als lijst.", "Below stands the same as a list."},
	"timeline.list":         {"Van dag tot dag", "Day by day"},
	"timeline.on":           {"Hoe stond het op een dag?", "How did it stand on a day?"},
	"timeline.day":          {"Dag", "Day"},
	"timeline.slide":        {"Schuif naar een dag", "Slide to a day"},
	"timeline.show":         {"Toon die dag", "Show that day"},
	"timeline.stood":        {"Zo stond het aan het eind van %s", "This is how it stood at the end of %s"},
	"timeline.facts":        {"Wat er toen bekend was", "What was known then"},
	"timeline.not":          {"Het traject was er toen nog niet.", "The trajectory did not exist then."},
	"timeline.moved":        {"Wij kunnen deze dag niet tonen.", "We cannot show this day."},
	"timeline.nothing":      {"Er liep toen niets.", "Nothing was going on then."},
	"timeline.idle":         {"%s dagen gebeurde er niets.", "Nothing happened for %s days."},
	"timeline.days":         {"%s dagen", "%s days"},
	"timeline.today":        {"vandaag", "today"},
	"timeline.version":      {"%s, versie %s", "%s, version %s"},
	"timeline.refused":      {"%s wilde %s. Dat mocht niet.", "%s wanted %s. That was not allowed."},
	"timeline.something":    {"iets vastleggen", "to record something"},
	"timeline.mark.refused": {"een poging die niet mocht", "an attempt that was not allowed"},
	"timeline.no":           {"niet toegestaan", "not allowed"},
	"timeline.deeper":       {"Waarom mocht dit, en wat veranderde er?", "Why was this allowed, and what changed?"},
	"timeline.after":        {"Wat er veranderde", "What changed"},
	"timeline.rules":        {"Welke regels zijn getoetst?", "Which rules were judged?"},
	"timeline.held":         {"voldaan", "held"},
	"timeline.failed":       {"niet voldaan", "did not hold"},
	"timeline.form":         {"Wat er is ingevuld", "What was filled in"},
	"timeline.reason":       {"Reden: %s", "Reason: %s"},
}
