package ui

import "io"

// StandIns is where somebody hands his work to a colleague for a while, and sees who stands in for whom.
type StandIns struct {
	Frame
	Rows   []StandInRow
	Fields []Field // of the form; none while there is no colleague
	Faults []FieldFault
}

// StandInRow is one substitution that is not over.
type StandInRow struct {
	ID          string
	Text        string // who for whom
	Role        string
	From, Until string // the first and the last day
	Now         bool   // it goes on
	End         string // what the button says that ends it
}

var standInTemplate = parse("standin")

// Render writes the page.
func (p StandIns) Render(w io.Writer) error { return render(w, standInTemplate, p) }

var standInMessages = map[string]message{
	"standin.title":       {"Vervanging", "Standing in"},
	"standin.lead":        {"Bent u er niet? Dan kan een collega uw werk doen.", "Are you away? Then a colleague can do your work."},
	"standin.what":        {"Uw collega heeft dezelfde rol als u. Hij of zij krijgt geen extra rechten. Bij elk besluit staat wie het nam, en voor wie.", "Your colleague has the same role as you, and gets no more rights. Each decision says who took it, and for whom."},
	"standin.rows":        {"Wat is afgesproken", "What has been agreed"},
	"standin.none":        {"Er is nu geen vervanging afgesproken.", "Nobody stands in for anybody now."},
	"standin.yours":       {"%s vervangt u", "%s stands in for you"},
	"standin.theirs":      {"U vervangt %s", "You stand in for %s"},
	"standin.period":      {"Van %s tot en met %s.", "From %s to %s inclusive."},
	"standin.now":         {"nu", "now"},
	"standin.later":       {"later", "later"},
	"standin.end.yours":   {"Vervanging door %s stoppen", "End standing in by %s"},
	"standin.end.theirs":  {"Vervanging van %s stoppen", "End standing in for %s"},
	"standin.new":         {"Een collega vragen", "Ask a colleague"},
	"standin.alone":       {"Wij kennen nog geen collega met uw rol. Een collega moet eerst een keer inloggen.", "We do not know a colleague with your role yet. A colleague must sign in once first."},
	"standin.who":         {"Wie doet uw werk?", "Who does your work?"},
	"standin.who.hint":    {"U kiest uit collega's met dezelfde rol bij dezelfde organisatie.", "You choose from colleagues with the same role at the same organisation."},
	"standin.from":        {"Eerste dag", "First day"},
	"standin.until":       {"Laatste dag", "Last day"},
	"standin.until.hint":  {"Ten hoogste %s dagen bij elkaar.", "At most %s days together."},
	"standin.make":        {"Vervanging vastleggen", "Record this"},
	"standin.nobody":      {"Kies een collega.", "Choose a colleague."},
	"standin.many":        {"U heeft al te veel vervangingen. Stop er eerst een.", "You have too many of these already. End one first."},
	"standin.days":        {"Vul twee datums in.", "Fill in two dates."},
	"standin.past":        {"De eerste dag is al voorbij.", "The first day has passed."},
	"standin.backwards":   {"De laatste dag ligt voor de eerste.", "The last day is before the first."},
	"standin.long":        {"Kies ten hoogste %s dagen.", "Choose at most %s days."},
	"standin.ahead":       {"De eerste dag is te ver weg. Kies een dag binnen een jaar.", "The first day is too far away. Choose one within a year."},
	"standin.nameless":    {"een collega", "a colleague"},
	"standin.now.yours":   {"%s vervangt u als %s, tot en met %s.", "%s stands in for you as %s, up to and including %s."},
	"standin.now.theirs":  {"U vervangt %s als %s, tot en met %s.", "You stand in for %s as %s, up to and including %s."},
	"standin.now.acting":  {"U werkt nu voor %s als %s, tot en met %s.", "You now work for %s as %s, up to and including %s."},
	"standin.now.without": {"U zou %s vervangen als %s. Maar die rol heeft u nu niet.", "You would stand in for %s as %s. But you do not have that role now."},
	"standin.act":         {"Werken voor %s", "Work for %s"},
	"standin.stop":        {"Weer als uzelf werken", "Work as yourself again"},
	"standin.for":         {"voor %s", "for %s"},
	"standin.arrange":     {"Vervanging regelen", "Arrange for somebody to stand in"},
	"standin.by":          {"Gedaan door", "Done by"},
	"standin.by.for":      {"%s voor %s", "%s for %s"},
}
