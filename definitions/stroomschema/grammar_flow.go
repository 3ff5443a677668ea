package stroomschema

import "slices"

// Flows, steps, decisions, and what the world and silence do.

var flowsShape = &Shape{
	Name:  "flows",
	Keys:  []*ShapeKey{must("main", mappingOf(mainShape), "Het traject zelf. Het loopt een keer, en als het eindigt, is het traject klaar.", "The trajectory itself. It runs once, and when it ends, the trajectory is over.")},
	Names: flowNames,
}

// moreFlowsShape are flows in a part: main may stand in the file of the definition.
var moreFlowsShape = &Shape{
	Name:  "more flows",
	Keys:  []*ShapeKey{may("main", flowsShape.Keys[0].Value, flowsShape.Keys[0].About.NL, flowsShape.Keys[0].About.EN)},
	Names: flowNames,
}

var flowNames = &ShapeNames{Key: nameOf(RefFlow, plainName), About: both("De naam van de flow.", "The name of the flow."), Value: mappingOf(flowShape)}

var flowAbout = both("Werk dat stap voor stap gaat: een flow staat altijd bij een stap tegelijk. Wat tegelijk gebeurt, zijn flows naast elkaar.",
	"Work that goes step by step: a flow stands at one step at a time. What happens at the same time are flows side by side.")

var mainShape = &Shape{
	Name: "main flow", Title: both("De flow main", "The flow main"), About: flowAbout,
	Keys: slices.Concat(flowHead(), flowBody(must("begin", mappingOf(beginMainShape), "Wie een traject mag beginnen.", "Who may begin a trajectory."))),
}

var flowShape = &Shape{
	Name: "flow", Title: both("Flow", "Flow"), About: flowAbout,
	Keys: slices.Concat(flowHead(), []*ShapeKey{
		may("per", refTo(RefKey), "Een flow voor elk onderdeel van deze sleutel.", "One flow for each part of this key."),
		may("several", yesOnly(), "Er kunnen er meer tegelijk lopen.", "Several can run at the same time.").beside("at_most"),
		may("at_most", numberIn(1, maxOpen), "Hoeveel er tegelijk kunnen lopen.", "How many can run at the same time.").beside("several"),
	}, flowBody(may("begin", mappingOf(beginShape), "Wie deze flow mag beginnen. Zonder `begin` starten alleen andere flows hem.", "Who may begin this flow. Without `begin` only other flows start it."))),
	Rules: []ShapeRule{
		{
			About: both("Wie een flow mag beginnen die maar een keer tegelijk loopt, zegt wat een tweede begin doet.", "A flow that may be begun, and runs once at a time, says what a second begin does."),
			Key:   "begin", But: []string{"several"}, AnyOf: []string{"again"},
		},
		{
			About: both("Lopen er meer tegelijk, dan is een tweede begin er gewoon nog een.", "Where several may run, a second begin is just another one."),
			Key:   "several", Never: []string{"again"},
		},
	},
}

func flowHead() []*ShapeKey {
	return []*ShapeKey{must("title", textValue(), "Hoe mensen deze flow noemen.", "What people call this flow.")}
}

func flowBody(begin *ShapeKey) []*ShapeKey {
	return []*ShapeKey{
		may("outcomes", byName("outcomes", nameOf(RefOutcome, plainName), "Een uitkomst, met haar label. Zonder label staat het onder `words`.", "An outcome, with its label. Without one it stands under `words`.", textValue().orEmpty()),
			"Hoe deze flow kan eindigen.", "How this flow can end."),
		may("with", formValue(), "Waarmee de flow begint. Het blijft bewaard als `with.NAAM`.", "What the flow starts with. It is kept as `with.NAME`."),
		may("own", byName("own values", nameOf(RefOwn, plainName), "Een eigen waarde, gelezen als `own.NAAM`.", "A value of its own, read as `own.NAME`.", eitherOf(of(KindOptionalType), mappingOf(ownShape))),
			"Wat een run voor zichzelf onthoudt.", "What a run keeps for itself."),
		begin,
		must("start", goValue(), "De eerste stap, of een keuze van stappen.", "The first step, or a choice of steps."),
		may("again", oneOfShapes(refuseAgainShape, againShape), "Wat een tweede begin doet terwijl de flow al loopt.", "What a second begin does while the flow is open."),
		may("when", triggersValue("a flow", flowTriggers), "Wat de wereld doet, bij elke stap of bij de stappen onder `in`.", "What the world does, at every step or at the steps under `in`."),
		may("on_end", actionsValue, "Wat er gebeurt als de flow eindigt, hoe dan ook. `outcome` is de uitkomst.", "What happens when the flow ends, in whatever way. `outcome` is its outcome."),
		may("undo", actionsValue, "Wat er teruggedraaid wordt als de flow halverwege wordt afgebroken.", "What is undone when the flow is cancelled half-way."),
		may("decide", byName("flow decisions", nameOf(RefDecision, plainName), "De naam van de beslissing.", "The name of the decision.", mappingOf(flowDecisionShape)),
			"Beslissingen die bij meer stappen openstaan: meldingen, adviezen, intrekken.", "Decisions that are open at several steps: reports, advice, taking back."),
		must("steps", byName("steps", nameOf(RefStep, plainName), "Een stap: mensen beslissen (`who`), een andere flow doet het (`call`, `fork`), een dienst antwoordt (`ask_service`), er wordt gewacht (`when`) of gekozen (`go`).",
			"A step: people decide (`who`), another flow does it (`call`, `fork`), a service answers (`ask_service`), it waits (`when`) or it chooses (`go`).",
			oneOfShapes(peopleShape, callShape, forkShape, askShape, waitShape, passShape)), "De stappen.", "The steps."),
	}
}

var ownShape = &Shape{
	Name: "own value", Title: both("Eigen waarde", "Own value"),
	About: both("Iets wat een run voor zichzelf onthoudt, zoals een teller.", "Something that a run keeps for itself, such as a counter."),
	Keys: []*ShapeKey{
		must("type", of(KindType), "Het soort waarde.", "The kind of value."),
		may("at_start", exprOf(""), "De waarde als de run begint. Verplicht als het type niet `optional` is.", "The value when the run starts. Needed when the type is not `optional`."),
	},
	Rules: []ShapeRule{startsUnset("type", "type")},
}

// byKey, and the others below, are the keys that decisions share.
func byKey() *ShapeKey {
	return may("by", peopleValue(), "Wie dit mag. Anders is dat de `who` van de stap.", "Who may do this. Otherwise the `who` of the step.")
}

func whatKey() *ShapeKey {
	return may("what", textValue(), "Wat er gedaan wordt, zoals mensen het lezen.", "What is done, as people read it.")
}

func required(k *ShapeKey) *ShapeKey {
	k.Required = true
	return k
}

func notKeys() []*ShapeKey {
	return []*ShapeKey{
		may("not", eitherOf(oneOfWords(word("begin", "Wie deze flow begon.", "Who began this flow.")), refTo(RefDecision)),
			"Niet de persoon en niet de organisatie die deze eerdere beslissing nam: twee paar ogen.", "Neither the person nor the organisation that took this earlier decision: two pairs of eyes."),
		may("if_none", oneOfWords(word("anyone", "Dan mag iedereen.", "Then anyone may.")), "Als niemand die beslissing nam.", "When nobody took that decision.").beside("not"),
	}
}

// undone: what can be taken back is not final.
var undone = [][]string{{"withdraw", "final"}}

// judgeKeys say whether a decision is offered, what is filled in, and what must hold then. What more a decision has of the
// kind stands behind `while`.
func judgeKeys(more ...*ShapeKey) []*ShapeKey {
	return slices.Concat([]*ShapeKey{
		may("while", exprOf("bool"), "De beslissing wordt alleen aangeboden zolang dit geldt. Leest nooit het formulier.", "The decision is offered only while this holds. It never reads the form."),
	}, more, []*ShapeKey{
		may("ask", formValue(), "Het formulier. Lees een veld als `ask.NAAM`.", "The form. Read a field as `ask.NAME`."),
		may("suggest", byName("suggestions", of(KindFieldPart), "Een veld van het formulier, of een deel: `to.level`.", "A field of the form, or a part of it: `to.level`.", exprOf("")).entries(1, 0),
			"Wat al ingevuld staat als mensen het formulier openen. Zij leggen het vast; een voorstel beslist niets.",
			"What is filled in when people open the form. They record it; a suggestion decides nothing."),
		may("occurred", mappingOf(occurredShape), "Mensen mogen zeggen wanneer het echt gebeurde. Anders telt de ontvangst.", "People may say when it really happened. Otherwise the receipt counts."),
		may("if", ruleUsesValue(), "De regels die moeten gelden. De eerste die niet geldt, geeft het antwoord.", "The rules that must hold. The first that does not gives the answer."),
		may("withdraw", of(KindElapsed), "Zo lang mag de beslissing worden teruggenomen; haar berichten wachten.", "For so long the decision may be taken back; its notices wait."),
		may("urgent", yesOnly(), "Dit kan niet wachten: mensen zien het bovenaan, met het kortste formulier.", "This cannot wait: people see it on top, with the shortest form."),
		may("final", yesOnly(), "Dit is niet ongedaan te maken: wie het vastlegt, meldt zich eerst opnieuw aan.", "This cannot be undone: who records it signs in again first."),
	})
}

func doKey() *ShapeKey {
	return may("do", actionsValue, "Wat er gebeurt, in deze volgorde.", "What happens, in this order.")
}

func goKey() *ShapeKey {
	return must("go", goValue(), "Waarheen: een stap, `stay`, of `end` met een uitkomst; of een keuze daarvan.", "Where it leads: a step, `stay`, or `end` with an outcome; or a choice of these.")
}

// ruleUsesValue is the rules that must hold.
func ruleUsesValue() *ShapeValue {
	return listOf(eitherOf(refTo(RefRule), mappingOf(ruleUseShape))).items(0, MaxItems).distinct().called("rules used")
}

var ruleUseShape = &Shape{
	Name: "use of a rule", Title: both("Gebruik van een regel", "Use of a rule"),
	About: both("Een regel waarvan de invoer niet op naam wordt gevonden.", "A rule whose inputs are not found by name."),
	Keys: []*ShapeKey{
		must("rule", refTo(RefRule), "De regel.", "The rule."),
		may("with", withValue(), "Wat de regel moet weten.", "What the rule needs to know."),
	},
}

var occurredShape = &Shape{
	Name: "occurred", Title: both("Echt gebeurd", "Occurred"),
	About: both("Hoe ver het moment waarop het echt gebeurde, terug mag liggen.", "How far back the moment may lie at which it really happened."),
	Keys:  []*ShapeKey{must("at_most", of(KindLength), "Hoe ver terug.", "How far back.")},
}

var decisionAbout = both("Wat mensen kunnen besluiten: wie, als welke regels gelden, met welk formulier, en waar het heen leidt.",
	"What people can decide: who, if which rules hold, with which form, and where it leads.")

func decisionTail() []*ShapeKey {
	return append(judgeKeys(
		may("once", yesOnly(), "Hooguit een keer per bezoek aan de stap.", "At most once for each visit of the step.")),
		doKey(), goKey())
}

var stepDecisionShape = &Shape{
	Name: "decision", Title: both("Beslissing bij een stap", "Decision at a step"), About: decisionAbout,
	Keys: slices.Concat([]*ShapeKey{byKey()}, notKeys(), []*ShapeKey{whatKey()}, decisionTail()), NotBoth: undone,
}

var flowDecisionShape = &Shape{
	Name: "decision of a flow", Title: both("Beslissing van een flow", "Decision of a flow"), About: decisionAbout,
	Keys: slices.Concat([]*ShapeKey{
		must("in", listOf(refTo(RefStep)).items(1, 0).distinct(), "De stappen waarbij zij openstaat.", "The steps at which it is open."),
		required(byKey()),
	}, notKeys(), []*ShapeKey{required(whatKey())}, decisionTail()),
	NotBoth: undone,
}

var beginAbout = both("Wie de flow mag beginnen, onder welke regels. Mensen vullen `with` in (dat blijft) en `ask` (dat blijft niet).",
	"Who may begin the flow, under which rules. People fill in `with` (kept) and `ask` (not kept).")

var beginShape = &Shape{
	Name: "begin", Title: both("Begin van een flow", "Begin of a flow"), About: beginAbout,
	Keys: slices.Concat([]*ShapeKey{required(byKey())}, notKeys(), []*ShapeKey{required(whatKey())}, judgeKeys(), []*ShapeKey{doKey()}), NotBoth: undone,
}

var beginMainShape = &Shape{
	Name: "begin of main", Title: both("Begin van het traject", "Begin of the trajectory"), About: beginAbout,
	Keys: slices.Concat([]*ShapeKey{required(byKey())}, notKeys(), []*ShapeKey{whatKey()}, judgeKeys(), []*ShapeKey{doKey()}), NotBoth: undone,
}

var refuseAgainShape = &Shape{
	Name: "refusal of again", Title: both("Nog eens beginnen mag niet", "No second begin"), Made: "refusal",
	About: both("Een tweede begin wordt geweigerd.", "A second begin is refused."),
	Keys:  []*ShapeKey{must("refusal", mappingOf(refusalShape), "De weigering.", "The refusal.")},
}

var againShape = &Shape{
	Name: "again", Title: both("Nog eens beginnen", "Begin again"), Made: "go",
	About: both("Een tweede begin is een beslissing in de flow die al loopt. Zijn velden zijn `again.NAAM`; `{adopt: again}` neemt ze over.",
		"A second begin is a decision in the flow that is open. Its fields are `again.NAME`; `{adopt: again}` takes them over."),
	Keys: slices.Concat([]*ShapeKey{
		may("by", peopleValue(), "Wie dit mag. Anders is dat wie mag beginnen.", "Who may do this. Otherwise whoever may begin."),
	}, notKeys(), []*ShapeKey{whatKey()}, judgeKeys(), []*ShapeKey{doKey(), goKey()}),
	NotBoth: undone,
}

// goValue is where something leads.
func goValue() *ShapeValue {
	return eitherOf(of(KindTarget), listOf(eitherOf(mappingOf(branchShape), mappingOf(otherBranchShape))).items(1, MaxItems).ending("otherwise")).called("go")
}

var branchShape = &Shape{
	Name: "branch", Title: both("Tak", "Branch"), Made: "if",
	About: both("De eerste tak waarvan de voorwaarde geldt, wordt genomen.", "The first branch of which the condition holds is taken."),
	Keys: []*ShapeKey{
		must("if", exprOf("bool"), "Wanneer deze tak genomen wordt.", "When this branch is taken."),
		doKey(),
		must("go", of(KindTarget), "Waarheen.", "Where it leads."),
	},
}

var otherBranchShape = &Shape{
	Name: "other branch", Title: both("Andere tak", "Other branch"), Made: "otherwise",
	About: both("De laatste tak: als geen voorwaarde geldt.", "The last branch: when no condition holds."),
	Keys: []*ShapeKey{
		must("otherwise", yesOnly(), "Als geen van de voorwaarden geldt. Dit staat als laatste.", "When none of the conditions holds. It stands last."),
		branchShape.Keys[1], branchShape.Keys[2],
	},
}

func triggersValue(at string, shapes []*Shape) *ShapeValue {
	return listOf(oneOfShapes(shapes...)).items(0, MaxItems).called("triggers of " + at)
}

// stepTriggers and flowTriggers are what the world does at a step, and at several steps of a flow.
var (
	stepTriggers = triggerShapes("", nil)
	flowTriggers = triggerShapes(" of a flow", []*ShapeKey{
		may("in", listOf(refTo(RefStep)).items(1, 0).distinct(), "Alleen bij deze stappen.", "Only at these steps."),
	})
)

func triggerShapes(at string, in []*ShapeKey) []*Shape {
	// A trigger of a flow begins with the steps at which it works.
	keys := func(own ...*ShapeKey) []*ShapeKey {
		return slices.Concat(in, own, []*ShapeKey{
			may("also", oneOfWords(word("suspended", "Ook als de flow stilligt.", "Also while the flow is suspended.")), "Waar dit nog meer werkt.", "Where else this acts."),
			doKey(), goKey(),
		})
	}
	return []*Shape{
		{
			Name: "moment" + at, Title: both("Een moment", "A moment"), Made: "moment",
			About: both("Op een moment dat uit feiten volgt. Verandert het feit, dan verandert het moment; ligt het al in het verleden, dan gebeurt het meteen.",
				"At a moment that follows from facts. When the fact changes, the moment does; when it has passed already, it happens at once."),
			Keys: keys(must("moment", of(KindMoment), "Het moment: `2 weeks before title.end`.", "The moment: `2 weeks before title.end`.")),
		},
		{
			Name: "message heard" + at, Title: both("Een bericht", "A message"), Made: "hears",
			About: both("Een bericht van een andere flow. Lees zijn velden als `message.NAAM`. Een lijst: zodra ze er alle zijn, elk zo vaak als het er staat; tot dan worden zij bewaard.",
				"A message of another flow. Read its fields as `message.NAME`. A list: as soon as all are there, each as often as it is named; until then they are kept."),
			Keys: keys(
				must("hears", eitherOf(refTo(RefMessage), listOf(refTo(RefMessage)).items(2, MaxHeard)), "Het bericht, of de berichten.", "The message, or the messages."),
				may("need", eitherOf(oneOfWords(word("first", "Het eerste.", "The first.")), numberIn(1, MaxHeard-1)),
					"Zoveel verschillende zijn genoeg. Zij blijven bewaard: een latere stap kan ze nog horen.", "So many different ones are enough. They stay kept: a later step can still hear them."),
				may("if", exprOf("bool"), "Alleen als dit geldt.", "Only when this holds."),
			),
		},
		{
			Name: "end of another flow" + at, Title: both("Het einde van een andere flow", "The end of another flow"), Made: "ended",
			About: both("De flow die deze stap heeft aangeroepen, eindigt.", "The flow that this step called ends."),
			Keys: keys(
				must("ended", refTo(RefFlow), "De flow.", "The flow."),
				may("as", oneOrList(refTo(RefOutcome)), "Alleen met deze uitkomsten.", "Only with these outcomes."),
			),
		},
		{
			Name: "condition" + at, Title: both("Een voorwaarde", "A condition"), Made: "if",
			About: both("Zodra de voorwaarde waar wordt. Zij leest feiten en flows, nooit de klok.", "As soon as the condition turns true. It reads facts and flows, never the clock."),
			Keys:  keys(must("if", exprOf("bool"), "De voorwaarde.", "The condition.")),
		},
	}
}
