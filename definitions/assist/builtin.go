package assist

import (
	"strings"

	"stroom/definitions/stroomschema"
)

// What the language itself knows, in words: variables, functions and types that no file declares.

type described struct {
	name  string
	about stroomschema.Text
}

func text(nl, en string) stroomschema.Text { return stroomschema.Text{NL: nl, EN: en} }

// find returns the description of a name; the zero Text when it has none.
func find(list []described, name string) stroomschema.Text {
	for _, d := range list {
		if d.name == name {
			return d.about
		}
	}
	return stroomschema.Text{}
}

var simpleTypes = []described{
	{"bool", text("Waar of niet waar.", "True or false.")},
	{"int", text("Een heel getal. `int 0..2` noemt grenzen.", "A whole number. `int 0..2` names bounds.")},
	{"decimal", text("Een getal met hooguit zes cijfers achter de komma.", "A number with at most six digits behind the point.")},
	{"text", text("Een tekst.", "A text.")},
	{"date", text("Een dag.", "A day.")},
	{"instant", text("Een moment: een dag met een tijd.", "A moment: a day with a time.")},
	{"duration", text("Een tijdsduur.", "An elapsed time.")},
	{"document", text("Een verwijzing naar een document dat elders bewaard wordt.", "A reference to a document that is kept elsewhere.")},
	{"organisation", text("Een organisatie.", "An organisation.")},
	{"person", text("Een persoon; nooit een naam, altijd een verwijzing.", "A person; never a name, always a reference.")},
}

var builtins = []described{
	{"now", text("Dit moment. Van een beslissing: het moment van ontvangst.", "This moment. Of a decision: the moment of its receipt.")},
	{"today", text("De dag van vandaag, in de tijdzone van de definitie.", "Today, in the time zone of the definition.")},
	{"occurred", text("Wanneer het echt gebeurde. Zonder `occurred` bij de beslissing is dat de ontvangst.", "When it really happened. Without `occurred` at the decision that is the receipt.")},
	{"due", text("Het einde van de termijn van deze stap.", "The end of the term of this step.")},
	{"paused", text("Of de termijn van deze stap stilstaat.", "Whether the term of this step is paused.")},
	{"begun", text("Of een mens deze run begon; anders startte een flow hem.", "Whether a person began this run; otherwise a flow started it.")},
	{"outcome", text("De uitkomst waarmee de flow eindigt.", "The outcome with which the flow ends.")},
	{"old", text("De waarde voor de wijziging.", "The value before the change.")},
	{"new", text("De waarde na de wijziging.", "The value after the change.")},
	{"cause", text("Waardoor het feit verandert: `Cause.person`, `Cause.silence`, `Cause.moment` of `Cause.message`.", "What changes the fact: `Cause.person`, `Cause.silence`, `Cause.moment` or `Cause.message`.")},
	{"actor", text("Wie nu beslist.", "Who decides now.")},
	{"actor.person", text("De persoon die nu beslist.", "The person who decides now.")},
	{"actor.organisation", text("De organisatie van wie nu beslist.", "The organisation of who decides now.")},
	{"actor.role", text("De rol waarin nu beslist wordt: `Role.NAAM`.", "The role as which the decision is taken: `Role.NAME`.")},
	{"starter", text("Wie deze run begon.", "Who began this run.")},
	{"starter.person", text("De persoon die deze run begon.", "The person who began this run.")},
	{"starter.organisation", text("De organisatie van wie deze run begon.", "The organisation of who began this run.")},
	{"starter.role", text("De rol van wie deze run begon.", "The role of who began this run.")},
	{"first", text("Wie de beslissing nam die bij `not` staat, of wie begon.", "Who took the decision named by `not`, or who began.")},
	{"first.person", text("De persoon die de eerdere beslissing nam.", "The person who took the earlier decision.")},
	{"first.organisation", text("De organisatie die de eerdere beslissing nam.", "The organisation that took the earlier decision.")},
	{"first.role", text("De rol van wie de eerdere beslissing nam.", "The role of who took the earlier decision.")},
	{"with", text("Waarmee deze run begon.", "What this run started with.")},
	{"own", text("Wat deze run voor zichzelf onthoudt.", "What this run keeps for itself.")},
	{"ask", text("Wat op het formulier van deze beslissing is ingevuld.", "What was filled in on the form of this decision.")},
	{"again", text("Wat bij het laatste tweede begin is ingevuld.", "What was filled in at the last second begin.")},
	{"message", text("Wat in het bericht staat dat nu gehoord is.", "What the message says that was heard now.")},
	{"answer", text("Wat de dienst antwoordde.", "What the service answered.")},
	{"param", text("De waarden die bij het uitgeven zijn gekozen.", "The values chosen when the version was published.")},
	{"party", text("De organisatie die aan een rol gebonden is: `party.ROL`.", "The organisation that is bound to a role: `party.ROLE`.")},
	{"recorded", text("De dag waarop een feit het laatst is gezet: `recorded.FEIT`.", "The day on which a fact was last set: `recorded.FACT`.")},
	{"every", text("Alle sleutels, in hun volgorde: `every.SLEUTEL.all(k, ...)`.", "All keys, in their order: `every.KEY.all(k, ...)`.")},
	{"flow.open", text("Of er een run van deze flow openstaat.", "Whether a run of this flow is open.")},
	{"flow.runs", text("Hoeveel runs van deze flow openstaan.", "How many runs of this flow are open.")},
	{"flow.ended", text("Hoeveel runs van deze flow tot nu toe zijn geëindigd.", "How many runs of this flow have ended so far.")},
	{"flow.suspended", text("Of de open run van deze flow stilligt.", "Whether the open run of this flow is suspended.")},
	{"flow.step", text("De stap waar de open run staat; onbekend als er geen openstaat.", "The step at which the open run stands; unset when none is open.")},
}

var functions = []described{
	{"has", text("Of een waarde bekend is. Daarna mag zij gelezen worden: `has(end) && end > today`.", "Whether a value is set. Behind it the value may be read: `has(end) && end > today`.")},
	{"all", text("Of de voorwaarde voor elk element geldt: `every.shelf.all(s, free[s])`.", "Whether the condition holds for each element: `every.shelf.all(s, free[s])`.")},
	{"exists", text("Of de voorwaarde voor minstens een element geldt.", "Whether the condition holds for at least one element.")},
	{"size", text("Hoeveel elementen een lijst heeft, of letters een tekst.", "How many elements a list has, or letters a text.")},
	{"contains", text("Of de tekst dit bevat.", "Whether the text contains this.")},
	{"startsWith", text("Of de tekst hiermee begint.", "Whether the text begins with this.")},
	{"endsWith", text("Of de tekst hiermee eindigt.", "Whether the text ends with this.")},
	{"date", text("De dag van een moment, in de tijdzone van de definitie.", "The day of a moment, in the time zone of the definition.")},
	{"start", text("Het begin van een dag: 00:00 uur.", "The start of a day: 00:00.")},
	{"end", text("Het einde van een dag: 24:00 uur.", "The end of a day: 24:00.")},
	{"days", text("Een tijdsduur van zoveel maal 24 uur.", "An elapsed time of so many times 24 hours.")},
	{"hours", text("Een tijdsduur in uren.", "An elapsed time in hours.")},
	{"minutes", text("Een tijdsduur in minuten.", "An elapsed time in minutes.")},
	{"days_between", text("Hoeveel dagen van de eerste tot de tweede dag.", "How many days from the first day to the second.")},
	{"working_days_between", text("Hoeveel werkdagen van de eerste tot de tweede dag.", "How many working days from the first day to the second.")},
	{"months_between", text("Hoeveel hele maanden van de eerste tot de tweede dag.", "How many whole months from the first day to the second.")},
	{"plus_days", text("De dag zoveel dagen later; een negatief getal is eerder.", "The day so many days later; a negative number is earlier.")},
	{"plus_months", text("De dag zoveel maanden later.", "The day so many months later.")},
	{"plus_working_days", text("De dag zoveel werkdagen later.", "The day so many working days later.")},
	{"plus_hours", text("Het moment zoveel uren later.", "The moment so many hours later.")},
	{"heavier_than", text("Of de waarde op de schaal zwaarder is: geen deel lichter, en minstens een zwaarder.", "Whether the value is heavier on its scale: no part lighter, and at least one heavier.")},
	{"lighter_than", text("Of de waarde op de schaal lichter is: geen deel zwaarder, en minstens een lichter.", "Whether the value is lighter on its scale: no part heavier, and at least one lighter.")},
	{"same_as", text("Of de waarden op de schaal gelijk zijn.", "Whether the values are the same on their scale.")},
	{"neither", text("Of geen van beide zwaarder is, en zij ook niet gelijk zijn.", "Whether neither is the heavier, and they are not the same either.")},
}

// builtinAbout says what a variable of the language is; "" when an author declares it.
func builtinAbout(name string, lang Lang) string { return lang.text(find(builtins, name)) }

// functionAbout says what a function of the language does; "" for rules.
func functionAbout(name string, lang Lang) string { return lang.text(find(functions, name)) }

// code writes something as Markdown shows code; what would end it is replaced.
func code(s string) string {
	return "`" + strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "`", "'") + "`"
}
