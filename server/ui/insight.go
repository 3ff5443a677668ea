package ui

import "io"

// Insight is who looked at one trajectory and who decided, by day, the last day first.
type Insight struct {
	Frame
	Number                string
	Back                  string
	From, Until           string // days, as a form sends them
	FromFault, UntilFault string
	Kinds                 []Choice
	Periods               []Link
	Days                  []InsightDay
	Whole                 bool   // the reader may know every name
	File                  string // address of the same list as a file
	Next                  string // address of what came before; "" for nothing
}

// InsightDay is a day on which somebody looked or decided.
type InsightDay struct {
	Title string
	Lines []InsightLine
}

// InsightLine is what somebody did, once or several times.
type InsightLine struct {
	When, Since string // the last time of the day, and the first when there were several
	Times       int
	Who, As     string
	Kind        string // look, asked, denied or decided
	Mark        string // the same in a word
	Text, Why   string
	Stamp       string // of a file that was handed out
}

var insightTemplate = parse("insight")

// Render writes the page.
func (p Insight) Render(w io.Writer) error { return render(w, insightTemplate, p) }

// Times says how often it was done, and from when on.
func (p Insight) Times(l InsightLine) string {
	times := Count(p.Lang, "insight.times", l.Times)
	if l.Since == l.When {
		return times
	}
	return times + ", " + Say(p.Lang, "insight.since", l.Since, l.When)
}

var insightMessages = map[string]message{
	"insight.title":      {"Wie keek en wie besliste?", "Who looked and who decided?"},
	"insight.lead":       {"Hier staat wie dit traject bekeek en wie een besluit nam. Ook wie geen toegang kreeg, staat erbij.", "Here you see who looked at this trajectory and who took a decision. Who got no access stands here too."},
	"insight.names":      {"U ziet namen van uw eigen organisatie. Van anderen ziet u de rol en de organisatie.", "You see names of your own organisation. Of others you see the role and the organisation."},
	"insight.choose":     {"Kies een periode", "Choose a period"},
	"insight.from":       {"Vanaf", "From"},
	"insight.until":      {"Tot en met", "Up to and including"},
	"insight.what":       {"Wat wilt u zien?", "What do you want to see?"},
	"insight.show":       {"Toon de lijst", "Show the list"},
	"insight.file":       {"Download de lijst (CSV)", "Download the list (CSV)"},
	"insight.filehint":   {"Elke regel krijgt een stempel. Zo ziet u het als iemand later iets verandert. Ook uw download komt in de lijst.", "Every line gets a stamp. So you see it when somebody changes something later. Your download comes on the list too."},
	"insight.check":      {"Hoe controleert u een bestand?", "How do you check a file?"},
	"insight.how":        {"Een stempel is de SHA-256 van de stempel erboven met de tekst van de regel erachter, tot de laatste puntkomma. De stempel van de laatste regel moet ook in deze lijst staan, bij de download.", "A stamp is the SHA-256 of the stamp above it followed by the text of the line, up to the last semicolon. The stamp of the last line must stand in this list too, with the download."},
	"insight.nodate":     {"Dit is geen datum.", "This is no date."},
	"insight.order":      {"De laatste dag ligt voor de eerste.", "The last day is before the first."},
	"insight.none":       {"In deze periode keek niemand en besliste niemand.", "Nobody looked and nobody decided in this period."},
	"insight.always":     {"Alles", "Everything"},
	"insight.week":       {"Laatste 7 dagen", "Last 7 days"},
	"insight.month":      {"Laatste 30 dagen", "Last 30 days"},
	"insight.year":       {"Dit jaar", "This year"},
	"insight.time":       {"Tijd", "Time"},
	"insight.who":        {"Wie", "Who"},
	"insight.did":        {"Wat", "What"},
	"insight.stamp":      {"Stempel van het bestand:", "Stamp of the file:"},
	"insight.since":      {"van %s tot %s uur", "from %s to %s"},
	"insight.someone":    {"Iemand", "Somebody"},
	"insight.instead":    {"%s voor %s", "%s for %s"},
	"insight.operator":   {"beheerder van het systeem", "operator of the system"},
	"insight.imported":   {"Dit is later ingevoerd.", "This was entered later."},
	"insight.looked":     {"Bekeek iets van het traject.", "Looked at something of the trajectory."},
	"insight.full":       {"Er is meer dan de %s regels in dit bestand. Kies een kortere periode.", "There is more than the %s lines of this file. Choose a shorter period."},
	"insight.choice":     {"Traject %s, van %s tot en met %s, %s.", "Trajectory %s, from %s up to %s, %s."},
	"insight.permission": {"Met het recht ‘%s’.", "With the permission ‘%s’."},
	"insight.purpose":    {"Doel: %s.", "Purpose: %s."},

	"insight.times.none": {"niet", "never"},
	"insight.times.one":  {"1 keer", "once"},
	"insight.times.many": {"%s keer", "%s times"},

	"insight.kind.alles":     {"alles", "everything"},
	"insight.kind.besluiten": {"besluiten", "decisions"},
	"insight.kind.inzage":    {"inzage", "looking"},
	"insight.kind.geweigerd": {"wat niet mocht", "what was not allowed"},

	"insight.mark.look":    {"keek", "looked"},
	"insight.mark.asked":   {"lukte niet", "did not work"},
	"insight.mark.denied":  {"geen toegang", "no access"},
	"insight.mark.decided": {"besliste", "decided"},

	"insight.text.asked":  {"Wilde iets vastleggen. Dat ging niet door.", "Wanted to record something. It did not go through."},
	"insight.text.denied": {"Wilde iets van dit traject zien of doen. Dat mocht niet.", "Wanted to see or do something in this trajectory. That was not allowed."},

	"insight.column.when":         {"wanneer", "when"},
	"insight.column.who":          {"wie", "who"},
	"insight.column.role":         {"rol", "role"},
	"insight.column.organisation": {"organisatie", "organisation"},
	"insight.column.kind":         {"soort", "kind"},
	"insight.column.what":         {"wat", "what"},
	"insight.column.ground":       {"grond", "ground"},
	"insight.column.purpose":      {"doel", "purpose"},
	"insight.column.reference":    {"kenmerk", "reference"},
	"insight.column.stamp":        {"stempel", "stamp"},
}

// lookedMessages say what somebody looked at, by the name of the operation. What is added gets its sentence here: a test asks.
var lookedMessages = map[string]message{
	"looked.trajectoryPage":     {"Bekeek het traject.", "Looked at the trajectory."},
	"looked.readTrajectory":     {"Bekeek het traject.", "Looked at the trajectory."},
	"looked.timePage":           {"Bekeek alles wat er gebeurde.", "Looked at everything that happened."},
	"looked.listEvents":         {"Bekeek alles wat er gebeurde.", "Looked at everything that happened."},
	"looked.listOptions":        {"Bekeek wat er nu kan.", "Looked at what is possible now."},
	"looked.listRefusals":       {"Bekeek wat niet mocht.", "Looked at what was not allowed."},
	"looked.listTrajectories":   {"Zag het traject in een lijst.", "Saw the trajectory in a list."},
	"looked.searchTrajectories": {"Vond het traject met zoeken.", "Found the trajectory by searching."},
	"looked.listWork":           {"Zag het traject in het eigen werk.", "Saw the trajectory in his own work."},
	"looked.todayPage":          {"Zag het traject in het eigen werk.", "Saw the trajectory in his own work."},
	"looked.readDecision":       {"Bekeek wat er van een besluit werd.", "Looked at what became of a decision."},
	"looked.receiptPage":        {"Bekeek wat er van een besluit werd.", "Looked at what became of a decision."},
	"looked.decidePage":         {"Opende het formulier van een besluit.", "Opened the form of a decision."},
	"looked.correctPage":        {"Opende het formulier om iets te verbeteren.", "Opened the form to correct something."},
	"looked.overviewPage":       {"Zag het traject in het overzicht.", "Saw the trajectory in the overview."},
	"looked.overviewSheet":      {"Downloadde een overzicht met dit traject erin.", "Downloaded an overview with this trajectory in it."},
	"looked.overviewSearch":     {"Vond het traject met zoeken.", "Found the trajectory by searching."},
	"looked.insightPage":        {"Bekeek deze lijst.", "Looked at this list."},
	"looked.insightFile":        {"Downloadde deze lijst.", "Downloaded this list."},
	"looked.reassignPage":       {"Bekeek bij wie het werk ligt.", "Looked at who has the work."},
}
