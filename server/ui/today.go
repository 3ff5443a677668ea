package ui

import "io"

// Today is what needs this person now, due first.
type Today struct {
	Frame
	First    string  // one sentence: how much there is, and what comes first
	When     []Link  // by when it must be done; none when there is nothing
	Filters  []Facet // more ways to choose
	Open     bool    // one of them is chosen
	All      string  // address of everything, while something is chosen; "" otherwise
	Tasks    []TodayTask
	Next     string // address of the next page; "" on the last
	StandIns []StandIn
}

// Facet is one thing by which a list can be narrowed.
type Facet struct {
	ID    string // of its title
	Title string
	Links []Link // the first is: not narrowed by this
}

// TodayTask is one task of his.
type TodayTask struct {
	Href  string
	What  string // what is asked
	Part  string // of which part of which trajectory
	Why   string // why it is his
	Since string // since when
	Waits string // who waits for him; "" when nobody else does
	Due   *Due   // nil without a term
}

// StandIn is a substitution that goes on now, in which this person stands in or is stood in for.
type StandIn struct {
	Text string // who for whom, and until when
	ID   string // to begin to act in it; "" to act as oneself again
	Does string // what its button says; "" for no button
}

var todayTemplate = parse("today")

// Render writes the page.
func (p Today) Render(w io.Writer) error { return render(w, todayTemplate, p) }

var todayMessages = map[string]message{
	"today.title":       {"Vandaag", "Today"},
	"today.filter":      {"Kies wat u ziet", "Choose what you see"},
	"today.changed":     {"De lijst is bijgewerkt.", "The list has been updated."},
	"today.first.none":  {"Er wacht niets op u.", "Nothing waits for you."},
	"today.first.one":   {"Er wacht 1 taak op u.", "1 task waits for you."},
	"today.first.many":  {"Er wachten %s taken op u. Wat het eerst moet, staat bovenaan.", "%s tasks wait for you. What is due first stands on top."},
	"today.late.one":    {"1 taak is te laat.", "1 task is late."},
	"today.late.many":   {"%s taken zijn te laat.", "%s tasks are late."},
	"today.chosen":      {"U ziet %s van de %s taken.", "You see %s of the %s tasks."},
	"today.all":         {"Toon alle taken", "Show all tasks"},
	"today.none":        {"Er wacht nu niets op u.", "Nothing waits for you now."},
	"today.none.chosen": {"Er is geen taak die bij uw keuze past.", "No task fits your choice."},
	"today.when":        {"Wanneer het moet", "When it is due"},
	"today.more":        {"Meer keuzes", "More choices"},
	"today.when.all":    {"Alles (%s)", "Everything (%s)"},
	"today.when.late":   {"Te laat (%s)", "Late (%s)"},
	"today.when.soon":   {"Binnen 7 dagen (%s)", "Within 7 days (%s)"},
	"today.whose":       {"Van wie", "Whose"},
	"today.whose.all":   {"Van alle collega's (%s)", "Of all colleagues (%s)"},
	"today.whose.mine":  {"Wat ik eerder deed (%s)", "What I did before (%s)"},
	"today.whose.of":    {"Wat %s eerder deed (%s)", "What %s did before (%s)"},
	"today.role":        {"Rol", "Role"},
	"today.role.all":    {"Al mijn rollen (%s)", "All my roles (%s)"},
	"today.part":        {"Onderdeel", "Part"},
	"today.part.all":    {"Alle onderdelen (%s)", "All parts (%s)"},
	"today.counted":     {"%s (%s)", "%s (%s)"},
	"today.for":         {"Gevraagd aan u als %s", "Asked of you as %s"},
	"today.did":         {"U deed hier eerder iets", "You have acted here before"},
	"today.did.of":      {"%s deed hier eerder iets", "%s has acted here before"},
	"today.since":       {"Wacht sinds %s.", "Waiting since %s."},
	"today.waits":       {"Wie op u wacht: %s.", "Who waits for you: %s."},
	"today.noterm":      {"geen termijn", "no term"},
}
