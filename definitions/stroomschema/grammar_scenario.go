package stroomschema

import (
	"math"
	"slices"
)

// The scenario file: who acts, what happens when, and what must then be true.

var scenarioShape = &Shape{
	Name: "scenario", Title: both("Scenario", "Scenario"),
	About: both("Een verhaal dat laat zien dat de definitie doet wat bedoeld is: wie wat doet, wanneer, en wat er dan waar is.",
		"A story that shows that the definition does what was meant: who does what, when, and what is then true."),
	Keys: []*ShapeKey{
		must("scenario", of(KindText), "De titel van het verhaal.", "The title of the story."),
		may("definition", of(KindVersion), "De versie waar het over gaat: `loan@2`. Anders de nieuwste van de map.", "The version that it is about: `loan@2`. Otherwise the newest of the folder."),
		may("parameters", byName("scenario parameters", refTo(RefParameter), "Een parameter.", "A parameter.", of(KindLiteral)), "Andere waarden van parameters.", "Other values of parameters."),
		must("people", byName("people", nameOf(RefPersona, anyName), "De korte naam van iemand in dit verhaal.", "The short name of somebody in this story.", mappingOf(personaShape)), "De mensen.", "The people."),
		must("start", mappingOf(scenarioStartShape), "Hoe het traject begint.", "How the trajectory begins."),
		may("events", listOf(oneOfShapes(eventShapes...)).items(0, MaxEvents).called("events"), "Wat er daarna gebeurt, in volgorde van tijd.", "What happens then, in the order of time."),
	},
}

var personaShape = &Shape{
	Name: "person", Title: both("Iemand in een scenario", "Person of a scenario"),
	About: both("Wie iets doet, in welke rol en voor welke organisatie.", "Who acts, in which role and for which organisation."),
	Keys: []*ShapeKey{
		may("person", of(KindPlain), "De persoon. Anders is dat de korte naam.", "The person. Otherwise the short name."),
		may("role", oneOrList(refTo(RefRole)), "De rol.", "The role."),
		may("roles", oneOrList(refTo(RefRole)), "De rollen van wie er meer heeft.", "The roles of who has several."),
		must("organisation", of(KindPlain), "De organisatie.", "The organisation."),
	},
	OneOf: [][]string{{"role", "roles"}},
}

// whenKeys say when something happens.
func atKey() *ShapeKey {
	return may("at", of(KindTime), "Wanneer, in de tijd van de definitie: `\"2026-01-12 09:00\"`.", "When, in the time of the definition: `\"2026-01-12 09:00\"`.")
}

// actorKeys say who acts.
func actorKeys() []*ShapeKey {
	return []*ShapeKey{
		must("by", refTo(RefPersona), "Wie het doet.", "Who does it."),
		may("as", refTo(RefRole), "In welke rol, voor wie er meer heeft.", "In which role, for who has several."),
		idKey(),
	}
}

func idKey() *ShapeKey {
	return may("id", &ShapeValue{Kind: KindPlain, Ref: RefEvent}, "Een eigen kenmerk, om er later naar te verwijzen.", "An id of its own, to refer to it later.")
}

func filledKey() *ShapeKey {
	return may("with", byName("filled form", refTo(RefField), "Een veld van het formulier.", "A field of the form.", of(KindLiteral)),
		"Wat er is ingevuld.", "What was filled in.")
}

func occurredKey() *ShapeKey {
	return may("occurred", of(KindTime), "Wanneer het echt gebeurde.", "When it really happened.")
}

func runKey() *ShapeKey {
	return may("key", refTo(RefKeyValue), "Het onderdeel, als de flow per sleutel is.", "The part, when the flow is per key.")
}

func runKeys() []*ShapeKey {
	return []*ShapeKey{
		runKey(),
		may("run", numberIn(1, 1_000_000), "De hoeveelste run van de flow. Anders de open run.", "Which run of the flow. Otherwise the open one."),
		may("visit", numberIn(1, 1_000_000), "Het hoeveelste bezoek aan de stap. Anders het huidige.", "Which visit of the step. Otherwise the present one."),
	}
}

func thenKey() *ShapeKey {
	return may("then", mappingOf(expectationShape), "Wat er daarna waar is.", "What is then true.")
}

var scenarioStartShape = &Shape{
	Name: "start of a scenario", Title: both("Begin van een scenario", "Start of a scenario"),
	About: both("Iemand begint het traject.", "Somebody begins the trajectory."),
	Keys:  slices.Concat([]*ShapeKey{required(atKey()), occurredKey()}, actorKeys(), []*ShapeKey{filledKey(), thenKey()}),
}

// eventShapes are the kinds of event, by the key that makes each.
var eventShapes = []*Shape{
	eventShape(ScenarioTake, "Een beslissing", "A decision", "Iemand neemt een beslissing.", "Somebody takes a decision.",
		of(KindDecision), "De beslissing: FLOW.STEP.DECISION, of FLOW.DECISION.", "The decision: FLOW.STEP.DECISION, or FLOW.DECISION.",
		append([]*ShapeKey{occurredKey()}, actorKeys()...), append(runKeys(), filledKey())...),
	eventShape(ScenarioBegin, "Een flow beginnen", "Begin of a flow", "Iemand begint een flow, of begint hem nog eens.", "Somebody begins a flow, or begins it again.",
		refTo(RefFlow), "De flow.", "The flow.",
		append([]*ShapeKey{occurredKey()}, actorKeys()...), append(runKeys(), filledKey())...),
	eventShape(ScenarioWait, "Wachten", "Waiting", "Er gaat alleen tijd voorbij.", "Only time passes.",
		yesOnly(), "Er gaat alleen tijd voorbij.", "Only time passes.", nil),
	eventShape(ScenarioMessage, "Een bericht van buiten", "A message from outside", "Er komt een bericht van buiten binnen.", "A message comes in from outside.",
		refTo(RefNotice), "Het bericht. Het heeft `arrives: yes`.", "The message. It has `arrives: yes`.",
		[]*ShapeKey{idKey()}, must("kind", refTo(RefArrival), "Het soort, een van `is`.", "The kind, one of `is`."),
		must("from", of(KindPlain), "De organisatie die het stuurt.", "The organisation that sends it."),
		runKey(), filledKey()),
	eventShape(ScenarioAnswer, "Antwoord van een dienst", "Answer of a service", "Een dienst geeft antwoord.", "An outside service answers.",
		refTo(RefService), "De dienst.", "The service.", []*ShapeKey{idKey()}, filledKey()),
	eventShape(ScenarioFail, "Een dienst faalt", "A service fails", "Een dienst geeft voorgoed geen antwoord.", "An outside service fails for good.",
		refTo(RefService), "De dienst.", "The service.", []*ShapeKey{idKey()}),
	eventShape(ScenarioWithdraw, "Terugnemen", "Taking back", "Iemand neemt een beslissing terug binnen haar tijd.", "Somebody takes a decision back within its time.",
		refTo(RefEvent), "Het `id` van die gebeurtenis.", "The `id` of that event.", actorKeys()),
	eventShape(ScenarioMigrate, "Overgang", "Migration", "Het traject gaat verder onder een andere versie.", "The trajectory goes on under another version.",
		of(KindFile), "Het bestand van die versie.", "The file of that version.", actorKeys()),
}

// eventShape is a kind of event, with the keys before and behind the one that makes it.
func eventShape(kind ScenarioKind, titleNL, titleEN, nl, en string, made *ShapeValue, madeNL, madeEN string, before []*ShapeKey, keys ...*ShapeKey) *Shape {
	return &Shape{
		Name: "event " + string(kind), Title: both(titleNL, titleEN), About: both(nl, en), Made: string(kind),
		Keys: slices.Concat([]*ShapeKey{
			atKey(),
			may("after", of(KindLength), "Hoe lang na de gebeurtenis ervoor: `10 working days`.", "How long after the event before: `10 working days`."),
		}, before, []*ShapeKey{must(string(kind), made, madeNL, madeEN)}, keys, []*ShapeKey{thenKey()}),
		OneOf: [][]string{{"at", "after"}},
	}
}

// runsOf is a mapping of runs, FLOW or "FLOW[KEY]", to what is expected of them.
func runsOf(shape string, value *ShapeValue) *ShapeValue {
	return byName(shape, of(KindRun), "Een flow, of `\"flow[sleutel]\"`: de open run, of de laatste.", "A flow, or `\"flow[key]\"`: the open run, or the last one.", value)
}

var expectationShape = &Shape{
	Name: "expectation", Title: both("Verwachting", "Expectation"),
	About: both("Wat er waar moet zijn na een gebeurtenis, nadat alles is afgehandeld wat op dat moment moest gebeuren.", "What must be true after an event, once everything is settled that was due then."),
	Keys: []*ShapeKey{
		may("refused", eitherOf(nameOf("", codeName), mappingOf(refusedShape)), "De gebeurtenis wordt geweigerd, met deze code.", "The event is refused, with this code."),
		may("ended", refTo(RefOutcome), "Hoe het traject is geëindigd.", "How the trajectory ended."),
		may("at", runsOf("where runs stand", oneOrList(eitherOf(oneOfWords(word("none", "Er loopt er geen.", "None is open.")), refTo(RefStep), mappingOf(standsShape)))), "Waar runs staan. Een lijst noemt alle open runs van de flow.", "Where runs stand. A list names every open run of the flow."),
		may("outcome", runsOf("expected outcomes", refTo(RefOutcome)), "Hoe runs zijn geëindigd.", "How runs ended."),
		may("who", runsOf("who may act", oneOrList(refTo(RefRole))), "Welke rollen bij de stap mogen handelen.", "Which roles may act at the step."),
		may("due", runsOf("due moments", of(KindDue)), "De laatste dag van de termijn, of het precieze moment; `none` als er geen is.", "The last day of the term, or the exact moment; `none` if there is none."),
		may("facts", byName("expected facts", of(KindFactPart), "Een feit, of een deel: `\"place[a].level\"`.", "A fact, or a part: `\"place[a].level\"`.", of(KindLiteral)), "Waarden van feiten; `unset` is onbekend.", "Values of facts; `unset` is unset."),
		may("party", byName("expected parties", of(KindParty), "Een rol, of `\"rol[sleutel]\"`.", "A role, or `\"role[key]\"`.", of(KindPlain)), "Welke organisatie partij is; `none` als er geen is.", "Which organisation is the party; `none` if there is none."),
		may("notices", oneOrList(mappingOf(expectedNoticeShape)), "Berichten die sinds de vorige gebeurtenis zijn verstuurd, in elk geval.", "Notices sent since the event before, at least these."),
		may("no_notices", oneOrList(refTo(RefNotice)), "Berichten die sinds de vorige gebeurtenis niet zijn verstuurd.", "Notices not sent since the event before."),
		may("measures", byName("expected measures", refTo(RefMeasure), "Een maat.", "A measure.", expectedSum), "Waarden van maten.", "Values of measures."),
		may("open", oneOrList(of(KindDecision)), "Wat deze persoon nu mag beslissen.", "What this person may decide now."),
		may("not_open", oneOrList(of(KindDecision)), "Wat deze persoon nu niet mag beslissen.", "What this person may not decide now."),
		may("incidents", numberIn(0, 1000), "Hoeveel voorvallen er zijn.", "How many incidents there are."),
	},
}

// expectedSum is a number, or numbers by the values of what a measure is told apart by.
var expectedSum = eitherOf(numberIn(math.MinInt, math.MaxInt), mappingOf(sumsShape)).called("measured")

var sumsShape = &Shape{
	Name: "sums", Title: both("Waarden naast elkaar", "Values side by side"),
	About: both("Een getal voor elke waarde waarnaar de maat wordt verdeeld.", "A number for each value by which the measure is told apart."),
	Names: &ShapeNames{
		Key: of(KindLiteral), About: both("Een waarde van de parameter of bijzonderheid.", "A value of the parameter or particular."), Value: numberIn(math.MinInt, math.MaxInt),
	},
}

func init() { sumsShape.Names.Value = expectedSum }

var refusedShape = &Shape{
	Name: "expected refusal", Title: both("Verwachte weigering", "Expected refusal"),
	About: both("Met welke code, door welke regel en met welke tekst.", "With which code, by which rule and with which text."),
	Keys: []*ShapeKey{
		must("code", nameOf("", codeName), "De code.", "The code."),
		may("rule", refTo(RefRule), "De regel.", "The rule."),
		may("nl", of(KindText), "De hele Nederlandse tekst.", "The whole Dutch text."),
	},
}

var standsShape = &Shape{
	Name: "where a run stands", Title: both("Waar een run staat", "Where a run stands"),
	About: both("De stap, en of de run stilligt of wacht.", "The step, and whether the run is suspended or waits."),
	Keys: []*ShapeKey{
		must("step", eitherOf(oneOfWords(word("none", "Er loopt er geen.", "None is open.")), refTo(RefStep)), "De stap.", "The step."),
		may("suspended", of(KindBool), "Of de run stilligt.", "Whether the run is suspended."),
		may("waiting", of(KindBool), "Of de run voor de stap wacht, omdat `one_at_a_time` hem nog niet toelaat.", "Whether the run waits before the step, because `one_at_a_time` does not let it in yet."),
	},
}

var expectedNoticeShape = &Shape{
	Name: "expected notice", Title: both("Verwacht bericht", "Expected notice"),
	About: both("Een bericht, en aan wie.", "A notice, and to whom."),
	Keys: []*ShapeKey{
		must("notice", refTo(RefNotice), "Het bericht.", "The notice."),
		may("to", refTo(RefRole), "De rol die het kreeg.", "The role that got it."),
	},
}
