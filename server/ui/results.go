package ui

import (
	"html/template"
	"io"
)

// Results is what trajectories brought, in figures that name no trajectory and no person.
type Results struct {
	Frame
	First    string // one sentence: of which stroomschema, whose, and of which months
	Selects  []Select
	Settings []Setting
	Opened   bool    // the settings stand open
	Reset    string  // address with the values of the stroomschema; "" when these are in force
	None     string  // why there are no figures; "" when there are
	Totals   []Total // that rest on settings
	Counts   []Total // that do not
	Parts    []ResultsPart
}

// Setting is a value with which figures are computed.
type Setting struct {
	Name, Label, Value string
	Hint               string   // why the definition lists this value, or what it says instead
	Choices            []Choice // empty: any whole number up to Most
	Most               int
	Fault              string // why what was filled in is not taken
}

// Total is one figure over all that was asked for.
type Total struct {
	Name, Value string
	With        []string // the settings on which it rests, in words
}

// ResultsPart is a part of the page: figures about one thing.
type ResultsPart struct {
	ID, Title string
	Text      []string
	Plots     []Plot
}

// Plot is a drawing of figures, with the same in a table.
type Plot struct {
	ID, Title string
	Text      string
	Drawing   template.HTML // of package plot, which escapes every text
	Wide      bool          // it takes the whole width
	Table     Table
}

// Table is a table whose first column names the rows.
type Table struct {
	Heads []string // the cells below all but the first are numbers
	Rows  []TableRow
	More  string // that there are more rows; "" when there are not
}

// TableRow is one row.
type TableRow struct {
	Name  string
	Here  bool // it is what has been chosen
	Cells []string
}

var resultsTemplate = parse("results")

// Render writes the page.
func (p Results) Render(w io.Writer) error { return render(w, resultsTemplate, p) }

var resultsMessages = map[string]message{
	"results.title":      {"Resultaten", "Results"},
	"results.first":      {"%s bij %s, van %s tot en met %s.", "%s at %s, from %s to %s."},
	"results.nobody":     {"Deze cijfers noemen geen traject en geen mens.", "These figures name no trajectory and no person."},
	"results.form":       {"Kies welke cijfers u ziet", "Choose which figures you see"},
	"results.chart":      {"Stroomschema", "Flow chart"},
	"results.version":    {"Versie", "Version"},
	"results.versions":   {"alle versies", "all versions"},
	"results.at":         {"Organisatie", "Organisation"},
	"results.whole":      {"alle organisaties", "all organisations"},
	"results.from":       {"Van", "From"},
	"results.to":         {"Tot en met", "Up to"},
	"results.measure":    {"In de grafieken", "In the charts"},
	"results.settings":   {"Waarmee wij rekenen", "What we compute with"},
	"results.assumed":    {"Deze uitkomst hangt af van aannames. U ziet ze hier en kunt ze veranderen.", "This outcome rests on assumptions. You see them here and can change them."},
	"results.show":       {"Toon cijfers", "Show figures"},
	"results.reset":      {"Reken weer met de waarden van het stroomschema", "Compute with the values of the flow chart again"},
	"results.number":     {"Vul een heel getal in van 0 tot en met %s.", "Fill in a whole number from 0 to %s."},
	"results.listed":     {"Kies een waarde uit de lijst.", "Choose a value from the list."},
	"results.refused":    {"Wij rekenen met %s.", "We compute with %s."},
	"results.instead":    {"Het stroomschema zegt %s.", "The flow chart says %s."},
	"results.parts":      {"Op deze pagina", "On this page"},
	"results.table":      {"De cijfers in een tabel", "The figures in a table"},
	"results.more":       {"Er zijn er nog %s.", "There are %s more."},
	"results.none":       {"Er zijn nog geen cijfers over deze maanden.", "There are no figures about these months yet."},
	"results.nowhere":    {"Er zijn geen cijfers die u mag zien.", "There are no figures that you may see."},
	"results.brought":    {"Wat het opleverde", "What it brought"},
	"results.brought.in": {"Wat het opleverde, per organisatie, versie en maand", "What it brought, by organisation, version and month"},
	"results.uncounted":  {"%s: in deze maanden is hiervan niets geteld.", "%s: nothing of this was counted in these months."},
	"results.beside":     {"%s, met andere aannames", "%s, under other assumptions"},
	"results.beside.is":  {"Met %s de waarde waarmee wij nu rekenen.", "The value with which we compute now has %s."},
	"results.by.at":      {"%s per organisatie", "%s by organisation"},
	"results.by.version": {"%s per versie", "%s by version"},
	"results.by.month":   {"%s per maand", "%s by month"},
	"results.by.step":    {"%s per stap", "%s by step"},
	"results.several":    {"Aan een traject doen meer organisaties mee. Daarom tellen deze niet op.", "More organisations take part in a trajectory. So these do not add up."},
	"results.chosen":     {"zoals u koos", "as you chose"},
	"results.yes":        {"ja", "yes"},
	"results.no":         {"nee", "no"},
	"results.month":      {"Maand", "Month"},
	"results.step":       {"Stap", "Step"},
	"results.anywhere":   {"niet bij een stap", "at no step"},
	"results.value":      {"Waarde", "Value"},
	"results.leads":      {"Doorlooptijden en termijnen", "Lead times and terms"},
	"results.leads.text": {"De stip is het midden: de helft was sneller, de helft langzamer.", "The dot is the middle: half were faster, half were slower."},
	"results.leads.line": {"De lijn loopt van de snelste tien procent tot de langzaamste tien procent. Achter elke tijd staat hoe vaak.", "The line goes from the fastest ten per cent to the slowest ten per cent. Behind each time stands how often."},
	"results.flows":      {"Van begin tot eind", "From beginning to end"},
	"results.steps":      {"Per stap", "By step"},
	"results.most":       {"U ziet de %s waarin de meeste tijd zit. De tabel heeft ze allemaal.", "You see the %s that take most time. The table has them all."},
	"results.p10":        {"een tiende binnen", "a tenth within"},
	"results.p50":        {"helft binnen", "half within"},
	"results.p90":        {"negen tiende binnen", "nine tenths within"},
	"results.n":          {"Aantal", "Number"},
	"results.part":       {"Onderdeel", "Part"},
	"results.together":   {"alles samen", "all together"},
	"results.drawn":      {"De tekening heeft %s regels. De tabel eronder zegt hetzelfde.", "The drawing has %s lines. The table below says the same."},

	"results.in.hours":         {"In uren.", "In hours."},
	"results.in.calendar.days": {"In dagen.", "In days."},
	"results.in.working.days":  {"In werkdagen.", "In working days."},
	"results.in.weeks":         {"In weken.", "In weeks."},
	"results.in.months":        {"In maanden.", "In months."},

	"results.hours.one":          {"1 uur", "1 hour"},
	"results.hours.many":         {"%s uur", "%s hours"},
	"results.calendar.days.one":  {"1 dag", "1 day"},
	"results.calendar.days.many": {"%s dagen", "%s days"},
	"results.working.days.one":   {"1 werkdag", "1 working day"},
	"results.working.days.many":  {"%s werkdagen", "%s working days"},
	"results.weeks.one":          {"1 week", "1 week"},
	"results.weeks.many":         {"%s weken", "%s weeks"},
	"results.months.one":         {"1 maand", "1 month"},
	"results.months.many":        {"%s maanden", "%s months"},

	"results.terms":      {"Op tijd, per stap", "In time, by step"},
	"results.terms.text": {"Vol is op tijd, gestreept is te laat. Zwijgen dat als antwoord telt, is op tijd.", "Filled is in time, hatched is late. Silence that counts as an answer is in time."},
	"results.terms.most": {"U ziet de %s stappen die het vaakst te laat zijn. De tabel heeft ze allemaal.", "You see the %s steps that are late most often. The table has them all."},
	"results.term":       {"%s van %s", "%s of %s"},
	"results.all.terms":  {"Alle termijnen", "All terms"},
	"results.kept":       {"Op tijd", "In time"},
	"results.silent":     {"Door zwijgen", "By silence"},
	"results.broken":     {"Te laat", "Late"},
	"results.share":      {"Deel op tijd", "Part in time"},
}
