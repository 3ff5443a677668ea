package ui

import "io"

// Help says how the pages work and whom to ask. Access says how accessible they are.
type Help struct {
	Frame
	Contact Contact
}

// Access is the statement on accessibility.
type Access struct {
	Frame
	Contact Contact
}

var helpTemplate, accessTemplate = parse("help"), parse("access")

// Render writes the page.
func (p Help) Render(w io.Writer) error { return render(w, helpTemplate, p) }

// Render writes the page.
func (p Access) Render(w io.Writer) error { return render(w, accessTemplate, p) }

var helpMessages = map[string]message{
	"help.title":   {"Hulp", "Help"},
	"help.today":   {"Op Vandaag staat wat op u wacht. Wat het eerst moet, staat bovenaan.", "Today shows what waits for you. What is due first stands on top."},
	"help.can":     {"Op een traject ziet u wat u nu kunt doen. U ziet ook wat niet kan, en waarom.", "On a trajectory you see what you can do now. You also see what you cannot do, and why."},
	"help.record":  {"Voor u iets vastlegt, ziet u wat er dan gebeurt. Twee keer drukken is niet erg: het blijft één besluit.", "Before you record something you see what will happen. Pressing twice does no harm: it stays one decision."},
	"help.back":    {"Soms kunt u een besluit terugnemen. Dat staat op de pagina met het nummer.", "Sometimes you can take a decision back. The page with the number says so."},
	"help.whole":   {"Op Overzicht ziet u waar alles staat, wat te laat is en wat stil ligt. Elk getal is een link.", "Overview shows where everything stands, what is late and what is quiet. Every figure is a link."},
	"help.results": {"Op Resultaten ziet u wat trajecten opleveren en hoe lang alles duurt. U kunt de aannames veranderen.", "Results shows what trajectories bring and how long things take. You can change the assumptions."},
	"help.out":     {"Na een half uur zonder werk logt u vanzelf uit.", "After half an hour without work you are signed out."},
	"help.ask":     {"Komt u er niet uit? Vraag het aan:", "Does this not help? Ask:"},
	"access.title": {"Toegankelijkheid", "Accessibility"},
	"access.aim":   {"Wij willen dat iedereen deze pagina's kan gebruiken. Wij werken naar WCAG 2.2, niveau AA.", "We want everybody to be able to use these pages. We work towards WCAG 2.2, level AA."},
	"access.how":   {"Alles werkt met het toetsenbord en zonder script. Naast elke tekening staat een lijst met dezelfde inhoud.", "Everything works with the keyboard and without script. Beside each drawing stands a list with the same content."},
	"access.not":   {"Deze pagina's zijn nog niet door een ander bureau getoetst.", "These pages have not yet been audited by anybody else."},
	"access.tell":  {"Werkt iets niet voor u? Meld het bij:", "Does something not work for you? Tell:"},
}
