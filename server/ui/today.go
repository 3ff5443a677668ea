package ui

import "io"

// Today is what needs this person now, due first.
type Today struct {
	Frame
	First   string // one sentence: how much there is, and what comes first
	Filters []Link
	Tasks   []TodayTask
	Next    string // address of the next page; "" on the last
}

// TodayTask is one task of his.
type TodayTask struct {
	Href       string
	What       string // what is asked
	Trajectory string // which one, in words that he may read
	Why        string // why it is his, and who waits
	Due        *Due   // nil without a term
}

var todayTemplate = parse("today")

// Render writes the page.
func (p Today) Render(w io.Writer) error { return render(w, todayTemplate, p) }

var todayMessages = map[string]message{
	"today.title":      {"Vandaag", "Today"},
	"today.filter":     {"Kies wat u ziet", "Choose what you see"},
	"today.changed":    {"De lijst is bijgewerkt.", "The list has been updated."},
	"today.first.none": {"Er wacht niets op u.", "Nothing waits for you."},
	"today.first.one":  {"Er wacht 1 taak op u.", "1 task waits for you."},
	"today.first.many": {"Er wachten %s taken op u. Wat het eerst moet, staat bovenaan.", "%s tasks wait for you. What is due first stands on top."},
	"today.more":       {"Hier staan de eerste %s taken. Er zijn er meer.", "These are the first %s tasks. There are more."},
	"today.none":       {"Er wacht nu niets op u.", "Nothing waits for you now."},
}
