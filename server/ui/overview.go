package ui

import (
	"html/template"
	"io"
)

// Overview is where everything stands now, over what its reader may see.
type Overview struct {
	Frame
	Lead    string // one sentence: how much of it needs somebody
	First   *Link  // where to begin
	Scope   string // whose it is, and of which flow chart
	When    string // of what moment it is: paper does not change with what it shows
	Tiles   []Tile
	Chosen  []Link // what the address chooses; the link takes it away
	Hidden  []HiddenField
	Selects []Select
	Party   string   // the organisation that was chosen
	Parties []string // those that take part in what is shown, to choose from
	Sheet   string   // address of the same as a file; "" when there is nothing to put in it
	Search  *Search

	Whole   string // address of the whole, when one flow is drawn
	Parts   []Part // the flows, the whole first; empty when there is one
	Drawing template.HTML
	Drawn   string // what the drawing is of
	Key     string // what its figures and grounds mean
	Places  []StepCount
	About   string // which places these are

	Heading string // of the rows: which they are
	Order   string // and what comes first
	Rows    []StandRow
	Next    string // address of the next page; "" on the last
}

// Tile is one figure that leads to what it counts.
type Tile struct {
	Href   string
	Figure string
	Label  string
	About  string
	Class  string // "late", "soon", "quiet" or ""
	Here   bool
}

// Select is one choice of the form of filters.
type Select struct {
	Name, Label string
	Choices     []Choice
}

// Part is a flow with how much stands in it.
type Part struct {
	Link
	Count string
}

// StepCount is how much stands at one step, or in one flow.
type StepCount struct {
	Href   string
	Number string // of the step in its drawing; "" for a flow
	What   string
	Where  string // the flow, when the steps are of several
	Count  string
	Late   string
	Almost string
	Quiet  string // "" when too few have passed to say
	Median string
	Bars   []Bar
	Here   bool
}

// Bar is a piece of a line that shows a share, in hundredths of the longest.
type Bar struct {
	Class    string
	From, To int
}

// Width is how long the piece is.
func (b Bar) Width() int { return b.To - b.From }

// StandRow is one run where it stands.
type StandRow struct {
	Href   string
	Number string // of the trajectory
	What   string // the step
	Where  string // the flow
	Text   string // what it waits for
	Who    string
	Waits  string // how long
	Since  string
	Due    *Due
	Quiet  bool
}

// Search is what was found for a text that stands in no address.
type Search struct {
	Text    string
	Found   []SearchHit
	Parties []Link
	More    bool
}

// SearchHit is one trajectory that was found.
type SearchHit struct {
	Link
	About string
}

var overviewTemplate = parse("overview")

// Render writes the page.
func (p Overview) Render(w io.Writer) error { return render(w, overviewTemplate, p) }

var overviewMessages = map[string]message{
	"nav.overview":            {"Overzicht", "Overview"},
	"overview.title":          {"Overzicht", "Overview"},
	"overview.scope":          {"%s: %s die u mag zien", "%s: %s that you may see"},
	"overview.when":           {" Zo stond het op %s.", " As it stood on %s."},
	"overview.running.none":   {"geen lopende trajecten", "no running trajectories"},
	"overview.running.one":    {"1 lopend traject", "1 running trajectory"},
	"overview.running.many":   {"%s lopende trajecten", "%s running trajectories"},
	"overview.lead.none":      {"Hier staat nu niets.", "Nothing stands here now."},
	"overview.lead.late.none": {"Alles loopt op tijd.", "Everything is on time."},
	"overview.lead.late.one":  {"1 termijn is voorbij.", "1 term has run out."},
	"overview.lead.late.many": {"%s termijnen zijn voorbij.", "%s terms have run out."},
	"overview.lead.first":     {"Begin bij:", "Start with:"},
	"overview.figures":        {"In cijfers", "In figures"},
	"overview.all":            {"Alles", "Everything"},
	"overview.all.about":      {"delen van trajecten die nu wachten", "parts of trajectories that wait now"},
	"overview.late":           {"Te laat", "Late"},
	"overview.late.about":     {"de termijn is voorbij", "the term has run out"},
	"overview.almost":         {"Bijna te laat", "Almost late"},
	"overview.almost.about":   {"nog 3 werkdagen of minder", "3 working days or less to go"},
	"overview.quiet":          {"Stil", "Quiet"},
	"overview.quiet.about":    {"wacht langer dan 9 op de 10", "waits longer than 9 in 10 did"},
	"overview.filter":         {"Kies wat u ziet", "Choose what you see"},
	"overview.chart":          {"Stroomschema", "Flow chart"},
	"overview.version":        {"Versie", "Version"},
	"overview.versions":       {"Alle versies", "All versions"},
	"overview.party":          {"Organisatie die meedoet", "Organisation that takes part"},
	"overview.show":           {"Toon keuze", "Show choice"},
	"overview.chosen":         {"U koos:", "You chose:"},
	"overview.drop":           {"haal weg: %s", "take away: %s"},
	"overview.saved":          {"Bewaar dit adres om later hetzelfde te zien. U kunt het ook aan een collega sturen. Zij ziet alleen wat zij zelf mag zien.", "Keep this address to see the same later. You can send it to a colleague too. She sees only what she may see."},
	"overview.search":         {"Zoek een traject", "Find a trajectory"},
	"overview.search.hint":    {"Het nummer, of het begin ervan. Of een organisatie.", "Its number, or how that begins. Or an organisation."},
	"overview.find":           {"Zoek traject", "Find trajectory"},
	"overview.found":          {"Gevonden voor ‘%s’", "Found for ‘%s’"},
	"overview.found.none":     {"Wij vonden niets dat u mag zien. Klopt het nummer?", "We found nothing that you may see. Is the number right?"},
	"overview.found.more":     {"Er is meer. Typ een langer stuk van het nummer.", "There is more. Type a longer piece of the number."},
	"overview.found.party":    {"Alles waar %s aan meedoet (%s)", "Everything in which %s takes part (%s)"},
	"overview.back":           {"Terug naar het hele overzicht", "Back to the whole overview"},
	"overview.where":          {"Waar staat alles?", "Where does everything stand?"},
	"overview.parts":          {"Delen", "Parts"},
	"overview.part.late":      {"%s te laat", "%s late"},
	"overview.whole":          {"Alle delen", "All parts"},
	"overview.heat":           {"Het getal zegt hoeveel er nu staan. De middelste heeft er evenveel voor zich als na zich. Hoe donkerder, hoe meer wachttijd bij elkaar.", "The figure says how many stand there now. The middle one has as many before it as after it. The darker, the more waiting time in all."},
	"overview.heat.map":       {"Het getal zegt hoeveel er nu staan. Hoe donkerder, hoe meer wachttijd bij elkaar. Kies een deel en u ziet de stappen.", "The figure says how many stand there now. The darker, the more waiting time in all. Choose a part to see its steps."},
	"overview.drawn":          {"Tekening van %s, met aantallen", "Drawing of %s, with figures"},
	"overview.drawn.map":      {"Tekening van de delen, met aantallen", "Drawing of the parts, with figures"},
	"overview.steps.top":      {"Stappen met de meeste wachttijd", "Steps with the most waiting time"},
	"overview.steps.of":       {"De stappen van %s", "The steps of %s"},
	"overview.step":           {"Stap", "Step"},
	"overview.count":          {"Nu hier", "Here now"},
	"overview.median":         {"Middelste wacht", "Middle one waits"},
	"overview.median.short":   {"middelste: %s", "middle one: %s"},
	"overview.notyet":         {"te weinig om te zeggen", "too few to say"},
	"overview.order":          {"Wat het eerst moet, staat bovenaan.", "What is due first stands on top."},
	"overview.order.quiet":    {"Wat het langst wacht, staat bovenaan.", "What waits longest stands on top."},
	"overview.rows.none":      {"Niets. Kies iets anders, of haal een keuze weg.", "Nothing. Choose something else, or take a choice away."},
	"overview.trajectory":     {"Traject", "Trajectory"},
	"overview.stands":         {"Waar het staat", "Where it stands"},
	"overview.waits":          {"Wacht", "Waits"},
	"overview.term":           {"Termijn", "Term"},
	"overview.noterm":         {"geen termijn", "no term"},
	"overview.since":          {"sinds %s", "since %s"},
	"overview.still":          {"stil", "quiet"},
	"overview.sheet":          {"Download als bestand", "Download as a file"},
	"overview.sheet.of":       {"Overzicht van %s, %s", "Overview of %s, %s"},
	"overview.sheet.more":     {"Dit zijn de eerste %s regels. Er zijn er meer. Kies minder om alles te krijgen.", "These are the first %s lines. There are more. Choose less to get everything."},
	"overview.sheet.since":    {"Sinds", "Since"},
	"overview.sheet.days":     {"Dagen", "Days"},
	"overview.part":           {"Deel", "Part"},
	"overview.for":            {"Wie", "Who"},
	"overview.sheet.about":    {"Voor een rekenprogramma. Wij schrijven op dat u het bestand maakte.", "For a spreadsheet program. We write down that you made the file."},
	"overview.empty":          {"U ziet nog geen trajecten. Zodra u bij een traject betrokken bent, staat het hier.", "You see no trajectories yet. As soon as you take part in one, it stands here."},
}
