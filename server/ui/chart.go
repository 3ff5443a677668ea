package ui

import (
	"html/template"
	"io"
)

// Charts lists the published stroomschema's. Everyone may read them.
type Charts struct {
	Frame
	Items []Link
}

// Chart is one stroomschema as everyone can read it: step by step who does what, to what end, and when.
type Chart struct {
	Frame
	Heading     string
	Version     string
	Versions    []Link
	Differences []string // with the version before
	Before      string   // that version
	Drawing     template.HTML
	Flows       []ChartFlow
}

// ChartFlow is one part of it.
type ChartFlow struct {
	ID, Title string
	Steps     []ChartStep
}

// ChartStep is one step.
type ChartStep struct {
	ID, What, Who, Not, Goal, Term string
	Rules                          []string // what would refuse whoever begins or decides here, in words
	Marks                          []string // what it asks of people besides
	Ways                           []ChartWay
}

// ChartWay is one thing that can happen at a step.
type ChartWay struct {
	Text, By, Condition, To string
	Rules                   []string // what would refuse it, in words
	Marks                   []string // what it asks of people besides
}

var chartsTemplate, chartTemplate = parse("charts"), parse("chart")

// Render writes the page.
func (p Charts) Render(w io.Writer) error { return render(w, chartsTemplate, p) }

// Render writes the page.
func (p Chart) Render(w io.Writer) error { return render(w, chartTemplate, p) }

var chartMessages = map[string]message{
	"charts.title":   {"Stroomschema's", "Flow charts"},
	"charts.lead":    {"Een stroomschema zegt wie wat doet, en waarvoor.", "A flow chart says who does what, and to what end."},
	"charts.none":    {"Er is nog geen stroomschema.", "There is no flow chart yet."},
	"chart.version":  {"Versie %s", "Version %s"},
	"chart.versions": {"Andere versies", "Other versions"},
	"chart.changed":  {"Wat is anders dan in versie %s?", "What differs from version %s?"},
	"chart.drawing":  {"De tekening", "The drawing"},
	"chart.steps":    {"Stap voor stap", "Step by step"},
	"chart.parts":    {"De delen", "The parts"},
	"chart.who":      {"Wie", "Who"},
	"chart.goal":     {"Waarvoor", "To what end"},
	"chart.term":     {"Termijn", "Term"},
	"chart.ways":     {"Wat er kan gebeuren", "What can happen"},
	"chart.to":       {"daarna: %s", "after that: %s"},
	"chart.not.if":   {"Dit mag niet als:", "This is refused when:"},
	"chart.urgent":   {"Dit kan niet wachten: het staat bovenaan.", "This cannot wait: it stands on top."},
	"chart.final":    {"Dit is niet terug te draaien: u meldt zich eerst opnieuw aan.", "This cannot be undone: you sign in again first."},
	"chart.all":      {"Alle stroomschema's", "All flow charts"},
}
