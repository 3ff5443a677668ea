package stroomschema

import (
	"slices"

	"stroom/rules/calendar"
)

// The sections with names that flows use, and those about the whole: terms, ladders, rules, notices, messages, services,
// forms, counts, measures, invariants, migration.

func termsValue() *ShapeValue {
	return byName("terms", nameOf(RefTerm, plainName), "Een termijn: een lengte (`length`), of een keuze van lengtes (`choose`).", "A term: a length (`length`), or a choice of lengths (`choose`).", oneOfShapes(termShape, chosenTermShape))
}

func termGiven() *ShapeKey {
	return may("given", givenValue(), "Wat er nodig is om de lengte te bepalen.", "What is needed to compute the length.")
}

func termLengthKeys() []*ShapeKey {
	return []*ShapeKey{
		must("length", of(KindTermLength), "Hoe lang: `10 working days`. Een berekende lengte noemt een hoogste waarde: `days calendar days at most 98`.",
			"How long: `10 working days`. A computed length names its highest value: `days calendar days at most 98`."),
		must("law", oneOfWords(
			word(string(calendar.ATW), "De Algemene termijnenwet: een einde op een weekend of feestdag schuift op naar de eerste werkdag.", "The Dutch act on terms: an end on a weekend or holiday moves to the next working day."),
			word(string(calendar.Exact), "Precies de lengte; niets schuift op.", "Exactly the length; nothing moves."),
		), "Hoe het einde wordt berekend.", "How the end is computed."),
	}
}

func termTail() []*ShapeKey {
	return []*ShapeKey{
		may("ladder", refTo(RefLadder), "De ladder van herinneringen bij deze termijn.", "The ladder of reminders of this term."),
		may("ground", of(KindPlain), "De wet of afspraak waar de termijn op steunt.", "The law or agreement on which the term rests."),
	}
}

var termShape = &Shape{
	Name: "term", Title: both("Termijn", "Term"), Made: "length",
	About: both("Een lengte van tijd met een naam. De dag van ontvangst is dag 0; een termijn eindigt om 24:00 uur van haar laatste dag.",
		"A length of time with a name. The day of receipt is day 0; a term ends at 24:00 of its last day."),
	Keys: slices.Concat([]*ShapeKey{termGiven()}, termLengthKeys(), termTail()),
}

var chosenTermShape = &Shape{
	Name: "chosen term", Title: both("Gekozen termijn", "Chosen term"), Made: "choose",
	About: both("Een termijn waarvan de lengte van iets afhangt. De keuze valt een keer: als de klok begint.", "A term whose length depends on something. The choice is made once: when the clock starts."),
	Keys: append(termTail(), termGiven(),
		must("choose", oneOrList(oneOfShapes(termIfShape, termElseShape)).ending("otherwise"), "De lengtes, met hun voorwaarden. De eerste die geldt, telt.", "The lengths, with their conditions. The first that holds counts.")),
}

var termIfShape = &Shape{
	Name: "choice of a term", Title: both("Keuze van een lengte", "Choice of a length"), Made: "if",
	About: both("Een lengte voor als de voorwaarde geldt.", "A length for when the condition holds."),
	Keys:  append([]*ShapeKey{must("if", exprOf("bool"), "Wanneer het deze lengte is.", "When it is this length.")}, termLengthKeys()...),
}

var termElseShape = &Shape{
	Name: "other choice of a term", Title: both("Anders", "Otherwise"), Made: "otherwise",
	About: both("De laatste lengte: als geen voorwaarde geldt.", "The last length: when no condition holds."),
	Keys:  append([]*ShapeKey{must("otherwise", yesOnly(), "Als geen van de voorwaarden geldt. Dit staat als laatste.", "When none of the conditions holds. It stands last.")}, termLengthKeys()...),
}

func laddersValue() *ShapeValue {
	return byName("ladders", nameOf(RefLadder, plainName), "De naam van de ladder.", "The name of the ladder.", oneOrList(mappingOf(rungShape)))
}

// noticeKeys are the keys that say what somebody is told.
func noticeKeys() []*ShapeKey {
	return []*ShapeKey{
		must("notice", refTo(RefNotice), "Het bericht.", "The notice."),
		may("with", withValue(), "Wat het bericht moet weten, voor zover het niet op naam wordt gevonden.", "What the notice needs to know, as far as it is not found by name."),
	}
}

func tellKey() *ShapeKey {
	return must("tell", peopleValue(), "Wie het hoort.", "Who is told.")
}

var rungShape = &Shape{
	Name: "rung", Title: both("Tree van een ladder", "Rung of a ladder"),
	About: both("Een herinnering op een deel van de termijn. Een herinnering beslist nooit iets.", "A reminder at a part of the term. A reminder never decides anything."),
	Keys: slices.Concat([]*ShapeKey{
		must("at", of(KindPercent), "Op welk deel van de termijn: `80%`. Boven 100% is na het einde.", "At which part of the term: `80%`. Above 100% is after its end."),
		tellKey(),
	}, noticeKeys()),
}

func rulesValue() *ShapeValue {
	return byName("rules", nameOf(RefRule, plainName), "Een regel: een voorwaarde (`if`), of een groep van regels (`all`). In een voorwaarde is zij een functie: `cheap(price)`.",
		"A rule: a condition (`if`), or a group of rules (`all`). In a condition it is a function: `cheap(price)`.",
		oneOfShapes(ruleShape, groupShape))
}

var ruleShape = &Shape{
	Name: "rule", Title: both("Regel", "Rule"), Made: "if",
	About: both("Een voorwaarde met een naam. Met een weigering kan zij bij een beslissing staan; zonder is zij een hulpregel voor andere voorwaarden.",
		"A condition with a name. With a refusal it can stand at a decision; without one it is a helper for other conditions."),
	Keys: []*ShapeKey{
		may("given", givenValue(), "Wat de regel moet weten.", "What the rule needs to know."),
		must("if", exprOf("bool"), "De voorwaarde.", "The condition."),
		may("refusal", mappingOf(refusalShape), "Wat iemand leest als de regel niet geldt.", "What a person reads when the rule does not hold."),
	},
}

var groupShape = &Shape{
	Name: "group of rules", Title: both("Groep van regels", "Group of rules"), Made: "all",
	About: both("Regels die samen moeten gelden. De groep weigert met de tekst van de eerste die niet geldt.", "Rules that must hold together. The group refuses with the text of the first that does not."),
	Keys: []*ShapeKey{
		must("all", listOf(refTo(RefRule)).items(1, MaxItems).distinct(), "De regels, in de volgorde van de antwoorden.", "The rules, in the order of the answers."),
	},
}

var refusalShape = &Shape{
	Name: "refusal", Title: both("Weigering", "Refusal"),
	About: both("Wat iemand leest die iets niet mag: waarom niet, en wat er misschien wel kan.", "What a person reads who may not do something: why not, and what may be possible instead."),
	Keys: slices.Concat([]*ShapeKey{
		must("code", nameOf(RefCode, codeName), "Een vaste code in hoofdletters, voor andere systemen en voor scenario's.", "A fixed code in capitals, for other systems and for scenarios."),
	}, inBothLanguages(KindTemplate, "waarom het niet mag. Waarden staan tussen accolades: `{price}`; `{end | onbekend}` als de waarde kan ontbreken.",
		"why it is not allowed. Values stand in braces: `{price}`; `{end | unknown}` where the value may be unset."), []*ShapeKey{
		may("instead", eitherOf(refTo(RefFlow), of(KindDecision)), "Een flow of beslissing die misschien wel kan.", "A flow or decision that may be possible instead."),
	}),
}

func noticesValue() *ShapeValue {
	return byName("notices", nameOf(RefNotice, anyName), "De naam van het bericht.", "The name of the notice.", mappingOf(noticeShape))
}

var noticeShape = &Shape{
	Name: "notice", Title: both("Bericht", "Notice"),
	About: both("Een bericht aan mensen of aan een ander systeem; met `arrives` een bericht dat binnenkomt.", "A message to people or to another system; with `arrives` one that comes in."),
	Keys: slices.Concat([]*ShapeKey{
		may("given", givenValue(), "Wat het bericht moet weten om het te kunnen zeggen.", "What the notice needs to know to say it."),
		may("standard", of(KindPlain), "De naam van het bericht in een standaard buiten dit product.", "The name of the message in a standard outside this product."),
		may("arrives", yesOnly(), "Dit bericht komt van buiten binnen.", "This message comes in from outside.").beside("is"),
	}, inBothLanguages(KindTemplate, "de tekst. Waarden staan tussen accolades: `{due}`; `{end | onbekend}` als de waarde kan ontbreken.",
		"the text. Values stand in braces: `{due}`; `{end | unknown}` where the value may be unset."), []*ShapeKey{
		may("documents", oneOrList(refTo(RefFact)), "Feiten met documenten die meegaan.", "Facts with documents that go along."),
		may("is", byName("arrivals", nameOf(RefArrival, anyName), "Een soort van dit bericht, zoals de afzender haar noemt.", "A kind of this message, as the sender calls it.",
			eitherOf(oneOfWords(word("reply", "Het antwoord op een bericht.", "The reply to a notice.")), of(KindDecision))),
			"Welke beslissing elk soort van dit bericht is.", "Which decision each kind of this message is.").beside("arrives"),
		may("reply", mappingOf(replyShape), "Het antwoord dat op dit bericht wordt verwacht.", "The reply that this notice expects."),
	}),
}

var replyShape = &Shape{
	Name: "reply", Title: both("Verwacht antwoord", "Expected reply"),
	About: both("Welk bericht het antwoord is, en wat er gebeurt als het te laat komt.", "Which message is the reply, and what happens when it is late."),
	Keys: []*ShapeKey{
		must("notice", refTo(RefNotice), "Het bericht dat het antwoord is. Het heeft `arrives: yes`.", "The message that is the reply. It has `arrives: yes`."),
		must("within", refTo(RefTerm), "De termijn voor het antwoord.", "The term for the reply."),
		may("late", actionsValue, "Wat er gebeurt als het antwoord niet op tijd is.", "What happens when the reply is not in time."),
	},
}

func messagesValue() *ShapeValue {
	return byName("messages", nameOf(RefMessage, plainName), "De naam van het bericht.", "The name of the message.", mappingOf(messageShape))
}

var messageShape = &Shape{
	Name: "message", Title: both("Bericht tussen flows", "Message between flows"),
	About: both("Iets wat de ene flow de andere laat weten.", "Something that one flow lets another know."),
	Keys: []*ShapeKey{
		must("of", refTo(RefFlow), "De flow die het stuurt.", "The flow that sends it."),
		may("keep", yesOnly(), "Bewaren tot iemand erom vraagt. Anders vervalt het als niemand luistert.", "Kept until somebody asks for it. Otherwise it is dropped when nobody listens."),
		may("with", fieldsValue("message fields", RefField, "Een veld, met zijn type; wie het hoort leest `message.NAAM`.", "A field, with its type; who hears it reads `message.NAME`."), "Wat erin staat.", "What it says."),
	},
}

func servicesValue() *ShapeValue {
	return byName("services", nameOf(RefService, plainName), "De naam van het systeem.", "The name of the system.", mappingOf(serviceShape))
}

var serviceShape = &Shape{
	Name: "service", Title: both("Dienst buiten dit product", "Outside service"),
	About: both("Een systeem dat een stap iets kan vragen.", "A system that a step can ask something."),
	Keys: append(label(),
		may("ask", fieldsValue("service fields", RefInput, "Een veld van de vraag, met zijn type.", "A field of the question, with its type."), "Wat er gevraagd wordt.", "What is asked."),
		may("answer", fieldsValue("service answer", RefField, "Een veld van het antwoord, met zijn type; lees het als `answer.NAAM`.", "A field of the answer, with its type; read it as `answer.NAME`."), "Wat het antwoord bevat.", "What the answer holds."),
		must("tries", numberIn(1, 20), "Hoe vaak het geprobeerd wordt.", "How often it is tried."),
		must("backoff", of(KindElapsed), "Hoe lang er na een mislukte poging gewacht wordt.", "How long to wait after a try that failed."),
		must("timeout", of(KindElapsed), "Hoe lang een poging mag duren.", "How long one try may take."),
	),
}

func formsValue() *ShapeValue {
	return byName("forms", nameOf(RefForm, plainName), "De naam van het formulier.", "The name of the form.", formFields())
}

// formFields are the fields that people fill in.
func formFields() *ShapeValue {
	return fieldsValue("form", RefField, "Een veld, met zijn type. Het label staat onder `words`.", "A field, with its type. Its label stands under `words`.")
}

// formValue is the fields themselves, or the name of a form.
func formValue() *ShapeValue { return eitherOf(refTo(RefForm), formFields()).called("form") }

func exclusionsValue() *ShapeValue {
	return byName("one_at_a_time", nameOf(RefExclusion, plainName), "Een naam voor wat niet tegelijk kan.", "A name for what cannot be at the same time.", oneOrList(of(KindStepPlace)))
}

func countsValue() *ShapeValue {
	return byName("counts", nameOf(RefCount, plainName), "De naam van wat er geteld wordt.", "The name of what is counted.",
		fieldsValue("count", RefInput, "Een bijzonderheid, met haar type.", "A particular, with its type.").orEmpty())
}

func measuresValue() *ShapeValue {
	return byName("measures", nameOf(RefMeasure, plainName), "Een maat: een som van tellingen (`of`), of de tijd tussen twee stappen (`from`).", "A measure: a sum of counts (`of`), or the time between two steps (`from`).", oneOfShapes(sumShape, timeShape))
}

var sumShape = &Shape{
	Name: "sum", Title: both("Som van tellingen", "Sum of counts"), Made: "of",
	About: both("Telt op wat er geteld is.", "Adds up what was counted."),
	Keys: append([]*ShapeKey{
		must("of", refTo(RefCount), "De telling.", "The count."),
		must("add", exprOf("int"), "Wat elke keer erbij komt; `\"1\"` telt het aantal keren. Leest de bijzonderheden en de parameters.", "What each time adds; `\"1\"` counts the times. Reads the particulars and the parameters."),
		may("side_by_side", oneOrList(refTo(RefParameter)), "Naast elkaar, voor elke waarde van deze parameters.", "Side by side, for each value of these parameters."),
		may("split", refTo(RefInput), "Verdeeld naar deze bijzonderheid.", "Split by this particular."),
	}, label()...),
}

var timeShape = &Shape{
	Name: "time between steps", Title: both("Tijd tussen twee stappen", "Time between two steps"), Made: "from",
	About: both("Meet hoe lang het duurt van de ene stap tot de andere.", "Measures how long it takes from one step to another."),
	Keys: append([]*ShapeKey{
		must("from", of(KindStepPlace), "De stap waar de tijd begint.", "The step where time begins."),
		must("to", of(KindStepPlace), "De stap waar de tijd eindigt.", "The step where time ends."),
		must("in", oneOfWords(
			word(string(calendar.WorkingDays), "Werkdagen.", "Working days."), word(string(calendar.CalendarDays), "Kalenderdagen.", "Calendar days."),
			word(string(calendar.Weeks), "Weken.", "Weeks."), word(string(calendar.Months), "Maanden.", "Months."), word(string(calendar.Hours), "Uren.", "Hours."),
		), "De eenheid.", "The unit."),
	}, label()...),
}

func invariantsValue() *ShapeValue {
	return byName("invariants", nameOf(RefInvariant, anyName), "Een belofte: `always`, `on_change`, `on_decision`, `eventually` of `possible`.", "A promise: `always`, `on_change`, `on_decision`, `eventually` or `possible`.",
		oneOfShapes(alwaysShape, onChangeShape, onDecisionShape, eventuallyShape, possibleShape))
}

var alwaysShape = &Shape{
	Name: "always", Title: both("Altijd", "Always"), Made: string(Always),
	About: both("Wat altijd geldt zolang er niets gebeurt. Een beslissing die het zou breken, wordt geweigerd.", "What always holds while nothing happens. A decision that would break it is refused."),
	Keys:  append([]*ShapeKey{must(string(Always), exprOf("bool"), "Wat altijd geldt.", "What always holds.")}, label()...),
}

var onChangeShape = &Shape{
	Name: "never at a change", Title: both("Nooit bij een wijziging", "Never at a change"), Made: string(OnChange),
	About: both("Wat nooit mag gelden als een feit verandert.", "What may never hold when a fact changes."),
	Keys: append([]*ShapeKey{
		must(string(OnChange), refTo(RefFact), "Het feit.", "The fact."),
		must("never", exprOf("bool"), "Wat dan nooit geldt. Leest `old`, `new` en `cause`.", "What never holds then. Reads `old`, `new` and `cause`."),
	}, label()...),
}

var onDecisionShape = &Shape{
	Name: "never at a decision", Title: both("Nooit bij een beslissing", "Never at a decision"), Made: string(OnDecision),
	About: both("Wat nooit mag gelden als iemand een van deze beslissingen neemt.", "What may never hold when somebody takes one of these decisions."),
	Keys: append([]*ShapeKey{
		must(string(OnDecision), oneOrList(of(KindDecision)), "De beslissingen.", "The decisions."),
		must("never", exprOf("bool"), "Wat dan nooit geldt. Leest `actor` en `first`, wie de flow begon.", "What never holds then. Reads `actor` and `first`, who began the flow."),
	}, label()...),
}

var eventuallyShape = &Shape{
	Name: "eventually", Title: both("Uiteindelijk", "Eventually"), Made: string(Eventually),
	About: both("Wat na iets anders altijd een keer gebeurt. Het wordt vooraf gecontroleerd.", "What always happens some time after something else. It is verified before."),
	Keys: append([]*ShapeKey{
		must(string(Eventually), exprOf("bool"), "Wat uiteindelijk geldt.", "What holds in the end."),
		must("after", exprOf("bool"), "Nadat dit gold.", "After this held."),
	}, label()...),
}

var possibleShape = &Shape{
	Name: "possible", Title: both("Mogelijk", "Possible"), Made: string(Possible),
	About: both("Wat altijd nog kan gebeuren. Het wordt vooraf gecontroleerd.", "What can always still happen. It is verified before."),
	Keys:  append([]*ShapeKey{must(string(Possible), exprOf("bool"), "Wat mogelijk blijft.", "What stays possible.")}, label()...),
}

var migrationShape = &Shape{
	Name: "migration", Title: both("Overgang", "Migration"),
	About: both("Hoe lopende trajecten van de vorige versie verder gaan. Zonder overgang blijft elk traject onder zijn eigen versie.",
		"How running trajectories of the version before go on. Without it each trajectory stays under its own version."),
	Keys: []*ShapeKey{
		must("from", numberIn(1, 100_000), "De vorige versie.", "The version before."),
		may("flows", byName("migrated flows", refTo(RefFlow), "Een flow van deze versie.", "A flow of this version.", mappingOf(migrateFlowShape)), "Wat er met de open runs van elke flow gebeurt.", "What becomes of the open runs of each flow."),
		may("facts", byName("migrated facts", refTo(RefFact), "Een feit van deze versie.", "A fact of this version.", exprOf("")), "De waarden van nieuwe feiten.", "The values of new facts."),
	},
}

var migrateFlowShape = &Shape{
	Name: "migration of a flow", Title: both("Overgang van een flow", "Migration of a flow"),
	About: both("Open runs ronden af onder hun eigen versie, of gaan over.", "Open runs end under their own version, or move."),
	Keys: []*ShapeKey{
		must("runs", oneOfWords(
			word("finish", "Open runs ronden af onder hun eigen versie.", "Open runs end under their own version."),
			word("move", "Open runs gaan over naar deze versie.", "Open runs move to this version."),
		), "Wat open runs doen.", "What open runs do."),
		may("steps", byName("migrated steps", nameOf("", plainName), "De naam van een stap in de vorige versie.", "The name of a step in the version before.", refTo(RefStep)), "Welke stap wat wordt. Een stap die niet genoemd wordt, houdt zijn naam.", "Which step becomes what. A step that is not named keeps its name."),
		may("terms", oneOfWords(
			word("keep", "De termijn loopt door zoals zij liep.", "The term goes on as it was."),
			word("restart", "De termijn begint opnieuw, onder deze versie.", "The term starts again, under this version."),
		), "Wat lopende termijnen doen. Verplicht bij `runs: move`.", "What running terms do. Needed with `runs: move`."),
	},
	Rules: []ShapeRule{{
		About: both("Wie overgaat, zegt wat lopende termijnen doen.", "What moves says what running terms do."),
		Key:   "runs", Value: "move", AnyOf: []string{"terms"},
	}},
}
