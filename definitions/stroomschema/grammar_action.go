package stroomschema

import (
	"slices"
	"strings"
)

// The actions of a `do`, by the verb that makes each.

// actionsValue is a `do`. Actions can hold actions, so what it may hold is set when all of them exist.
var actionsValue = oneOrList(&ShapeValue{Kind: KindEither}).items(0, MaxItems).called("actions")

func init() { actionsValue.Item.Either = oneOfShapes(actionShapes...).Either }

// actionShapes are in the order in which their verbs are looked for, and are offered to authors.
var actionShapes = []*Shape{
	action(DoSet, "Zetten", "Set", "Zet feiten of eigen waarden. Rechts staan de waarden van ervoor, ook als er meer tegelijk worden gezet.", "Sets facts or own values. The right sides read the values from before, also when several are set at once.",
		must("set", byName("assignments", of(KindFactPlace), "Een feit, `\"feit[sleutel]\"`, of `own.NAAM`.", "A fact, `\"fact[key]\"`, or `own.NAME`.", exprOf("")).entries(1, 0), "Wat gezet wordt, met de waarde.", "What is set, with its value.")),
	action(DoUnset, "Wissen", "Unset", "Wist feiten of eigen waarden: daarna zijn ze onbekend.", "Unsets facts or own values.",
		must("unset", oneOrList(of(KindFactPlace)), "Wat gewist wordt.", "What is unset.")),
	action(DoBind, "Binden", "Bind", "Maakt een organisatie partij in het traject.", "Makes an organisation a party of the trajectory.",
		must("bind", bindingsValue(), "De rol, met de organisatie.", "The role, with the organisation.")),
	action(DoLend, "Lenen", "Lend", "Maakt een organisatie partij zolang deze run duurt.", "Makes an organisation a party for as long as this run lasts.",
		must("lend", bindingsValue(), "De rol, met de organisatie.", "The role, with the organisation.")),
	action(DoGiveBack, "Teruggeven", "Give back", "Geeft een geleende rol terug voordat deze run eindigt.", "Gives a lent role back before this run ends.",
		must("give_back", oneOrList(of(KindParty)), "De rol.", "The role.")),
	action(DoTell, "Berichten", "Tell", "Stuurt een bericht aan mensen.", "Sends a notice to people.",
		append([]*ShapeKey{tellKey()}, noticeKeys()...)...),
	action(DoSend, "Sturen", "Send", "Stuurt een bericht naar een andere flow van dit traject.", "Sends a message to another flow of this trajectory.",
		must("send", refTo(RefMessage), "Het bericht.", "The message."),
		must("to", of(KindRun), "De flow.", "The flow."),
		may("with", withValue(), "Wat erin staat.", "What it says."),
		required(ifAbsentKey())),
	action(DoStart, "Starten", "Start", "Start een andere flow.", "Starts another flow.",
		must("start", of(KindRun), "De flow.", "The flow."), inputsKey()),
	action(DoCancel, "Afbreken", "Cancel", "Breekt flows af.", "Cancels flows.",
		must("cancel", runsValue(), "De flows.", "The flows."),
		may("as", refTo(RefOutcome), "Met deze uitkomst. Anders is de uitkomst `cancelled`.", "With this outcome. Otherwise the outcome is `cancelled`."),
		ifAbsentKey()),
	action(DoSuspend, "Stilleggen", "Suspend", "Legt flows stil.", "Suspends flows.",
		must("suspend", runsValue(), "De flows.", "The flows."),
		must("clocks", oneOfWords(
			word("stop", "De termijnen staan stil.", "The terms stand still."),
			word("run", "De termijnen lopen door.", "The terms run on."),
		), "Wat de klokken doen.", "What the clocks do."),
		ifAbsentKey()),
	action(DoResume, "Hervatten", "Resume", "Laat flows die stilliggen weer lopen.", "Lets suspended flows go on.",
		must("resume", runsValue(), "De flows.", "The flows."), ifAbsentKey()),
	action(DoCount, "Tellen", "Count", "Telt iets, voor de maten.", "Counts something, for the measures.",
		must("count", refTo(RefCount), "Wat er geteld wordt.", "What is counted."),
		may("with", withValue(), "De bijzonderheden.", "The particulars.")),
	action(DoPause, "Termijn stilzetten", "Pause the term", "Zet de klok van deze stap stil.", "Pauses the clock of this step.",
		must("pause", thisTerm(), "De termijn van deze stap.", "The term of this step.")),
	action(DoContinue, "Termijn laten lopen", "Continue the term", "Laat de klok van deze stap weer lopen. Het einde schuift op.", "Lets the clock of this step go on. Its end moves.",
		must("continue", thisTerm(), "De termijn van deze stap.", "The term of this step.")),
	action(DoLengthen, "Termijn verlengen", "Lengthen the term", "Verlengt de termijn van deze stap.", "Lengthens the term of this step.",
		must("lengthen", thisTerm(), "De termijn van deze stap.", "The term of this step."),
		must("to", refTo(RefTerm), "De nieuwe termijn.", "The new term.")),
	action(DoAdopt, "Overnemen", "Adopt", "Wat bij het tweede begin is ingevuld, komt in de plaats van het eerste.", "What was filled in at the second begin takes the place of the first.",
		must("adopt", oneOfWords(word("again", "Het tweede begin.", "The second begin.")), "Wat wordt overgenomen.", "What is adopted.")),
	action(DoForEach, "Voor elk", "For each", "Doet hetzelfde voor elk element van een lijst.", "Does the same for each element of a list.",
		must("for each", nameOf(RefElement, plainName), "De naam van het element.", "The name of the element."),
		must("in", exprOf("list"), "De lijst.", "The list."),
		required(doKey())),
	action(DoIf, "Als", "If", "Alleen als de voorwaarde geldt.", "Only when the condition holds.",
		must("if", exprOf("bool"), "De voorwaarde.", "The condition."), required(doKey())),
}

// verbOf is the key that makes an action of a kind, and actionKind the kind that a key makes.
func verbOf(kind ActionKind) string { return strings.ReplaceAll(string(kind), "for_each", "for each") }

func actionKind(verb string) ActionKind {
	return ActionKind(strings.ReplaceAll(verb, "for each", "for_each"))
}

func action(kind ActionKind, titleNL, titleEN, nl, en string, keys ...*ShapeKey) *Shape {
	return &Shape{Name: "action " + verbOf(kind), Title: both(titleNL, titleEN), About: both(nl, en), Made: verbOf(kind), Keys: slices.Clip(keys)}
}

func bindingsValue() *ShapeValue {
	return byName("bindings", of(KindParty), "Een rol, of `\"rol[sleutel]\"`.", "A role, or `\"role[key]\"`.", exprOf("organisation"))
}

func runsValue() *ShapeValue { return oneOrList(of(KindRun)) }

func thisTerm() *ShapeValue {
	return oneOfWords(word("term", "De termijn van deze stap.", "The term of this step."))
}

func ifAbsentKey() *ShapeKey {
	return may("if_absent", oneOfWords(
		word("fine", "Dan gebeurt er niets.", "Then nothing happens."),
		word("incident", "Dan moet iemand ernaar kijken.", "Then somebody has to look at it."),
	), "Als de flow niet openstaat.", "When the flow is not open.")
}
