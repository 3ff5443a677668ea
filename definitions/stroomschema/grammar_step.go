package stroomschema

import "slices"

// The kinds of step, by the key that makes each, and what belongs to a step of people.

func goalKey() *ShapeKey {
	return may("goal", textValue(), "Waartoe, zoals mensen het lezen.", "To what end, as people read it.")
}

func onEntryKey() *ShapeKey {
	return may("on_entry", actionsValue, "Wat er gebeurt bij binnenkomst, elke keer.", "What happens on entry, each time.")
}

func whenKey() *ShapeKey {
	return may("when", triggersValue("a step", stepTriggers), "Wat de wereld doet: een moment, een bericht, het einde van een flow, een voorwaarde.", "What the world does: a moment, a message, the end of a flow, a condition.")
}

func inputsKey() *ShapeKey {
	return may("with", withValue(), "Wat de flow of dienst meekrijgt.", "What the flow or service is given.")
}

var peopleShape = &Shape{
	Name: "people step", Title: both("Stap waar mensen beslissen", "Step where people decide"), Made: "who",
	About: both("Hier is iemand aan zet. De stap zegt wie, wat er gedaan wordt en met welk doel, en binnen welke tijd.", "Somebody has to act here. The step says who, what is done and to what end, and within which time."),
	Keys: slices.Concat([]*ShapeKey{
		must("who", peopleValue(), "Wie verantwoordelijk is en hier mag beslissen.", "Who is responsible, and may decide here."),
	}, notKeys(), []*ShapeKey{
		required(whatKey()),
		required(goalKey()),
		must("term", eitherOf(oneOfWords(word("none", "Geen termijn.", "No term.")), refTo(RefTerm), oneOfShapes(keptTermShape, termUseShape)),
			"De termijn. Schrijf `none` als er geen is.", "The term. Write `none` if there is none."),
		may("remind", oneOrList(mappingOf(reminderShape)), "Herinneringen op een moment dat uit feiten volgt.", "Reminders at a moment that follows from facts."),
		may("paused", mappingOf(pausedShape), "Een herinnering die terugkomt zolang de termijn stilstaat.", "A reminder that comes back while the term is paused."),
		onEntryKey(),
		may("decide", byName("decisions", nameOf(RefDecision, plainName), "De naam van de beslissing. Het label staat onder `words`.", "The name of the decision. Its label stands under `words`.", mappingOf(stepDecisionShape)),
			"Wat mensen hier kunnen besluiten.", "What people can decide here."),
		may("checklist", mappingOf(checklistShape), "Beslissingen die elk een keer genomen worden, in willekeurige volgorde.", "Decisions that are each taken once, in any order."),
		whenKey(),
		may("overdue", eitherOf(goValue(), mappingOf(overdueShape)), "Wat er aan het einde van de termijn gebeurt als niemand besliste. `stay`: niets.", "What happens at the end of the term when nobody decided. `stay`: nothing.").beside("term"),
		may("tacit", mappingOf(tacitShape), "Wat zwijgen hier beslist, met de grond. Dit is de enige manier waarop stilte iets beslist.", "What silence decides here, with its ground. It is the only way in which silence decides.").beside("term"),
	}),
	NotBoth: [][]string{{"overdue", "tacit"}},
	Rules: []ShapeRule{
		{
			About: both("Een termijn zegt wat er aan haar einde gebeurt, ook als dat niets is.", "A term says what happens at its end, also when that is nothing."),
			Key:   "term", Value: "none", Not: true, AnyOf: []string{"overdue", "tacit"},
		},
		{
			About: both("Zonder termijn is er geen einde waarop iets gebeurt.", "Without a term there is no end at which something happens."),
			Key:   "term", Value: "none", Never: []string{"overdue", "tacit"},
		},
	},
}

var callShape = &Shape{
	Name: "calling step", Title: both("Stap die een andere flow doet", "Step done by another flow"), Made: "call",
	About: both("Een andere flow doet het werk; `when: [{ended: FLOW, go: ...}]` gaat verder met zijn uitkomst.", "Another flow does the work; `when: [{ended: FLOW, go: ...}]` goes on with its outcome."),
	Keys: []*ShapeKey{
		whatKey(), goalKey(), onEntryKey(),
		must("call", of(KindRun), "De flow.", "The flow."),
		inputsKey(), required(whenKey()),
	},
}

var forkShape = &Shape{
	Name: "forking step", Title: both("Stap die meer flows doen", "Step done by several flows"), Made: "fork",
	About: both("Start meer flows naast elkaar en gaat verder als er genoeg klaar zijn.", "Starts several flows side by side and goes on when enough of them have ended."),
	Keys: []*ShapeKey{
		whatKey(), goalKey(), onEntryKey(),
		must("fork", mappingOf(forkPartsShape), "Welke flows, en hoeveel er moeten eindigen.", "Which flows, and how many must end."),
		whenKey(), goKey(),
	},
}

var askShape = &Shape{
	Name: "asking step", Title: both("Stap die een dienst doet", "Step done by an outside service"), Made: "ask_service",
	About: both("Een systeem buiten dit product geeft antwoord.", "A system outside this product answers."),
	Keys: []*ShapeKey{
		whatKey(), goalKey(), onEntryKey(),
		must("ask_service", refTo(RefService), "De dienst.", "The service."),
		inputsKey(), whenKey(),
		must("answered", goValue(), "Waarheen met het antwoord. Lees het als `answer.NAAM`.", "Where the answer leads. Read it as `answer.NAME`."),
		must("failed", goValue(), "Waarheen als het niet lukt.", "Where it leads when it fails for good."),
	},
}

var waitShape = &Shape{
	Name: "waiting step", Title: both("Stap die wacht", "Step that waits"), Made: "when",
	About: both("Hier beslist niemand: eerst moet er in de wereld iets gebeuren.", "Nobody decides here: the world must move first."),
	Keys:  []*ShapeKey{whatKey(), goalKey(), onEntryKey(), required(whenKey())},
}

var passShape = &Shape{
	Name: "passing step", Title: both("Stap waar je langskomt", "Step that is passed"), Made: "go",
	About: both("Een keuze waar niemand stilstaat.", "A choice at which nobody stands still."),
	Keys:  []*ShapeKey{onEntryKey(), goKey()},
}

var forkPartsShape = &Shape{
	Name: "fork", Title: both("Splitsing", "Fork"),
	About: both("Flows die naast elkaar beginnen, en hoeveel ervan moeten eindigen.", "Flows that start side by side, and how many of them must end."),
	Keys: []*ShapeKey{
		must("start", oneOrList(eitherOf(of(KindRun), mappingOf(forkStartShape))), "De flows.", "The flows."),
		must("need", eitherOf(oneOfWords(
			word("all", "Alle.", "All of them."),
			word("first", "De eerste.", "The first.")), numberIn(1, maxOpen)), "Hoeveel er moeten eindigen.", "How many must end."),
		must("rest", oneOfWords(
			word("cancel", "De andere worden afgebroken.", "The others are cancelled."),
			word("leave", "De andere lopen door.", "The others go on.")), "Wat er met de andere gebeurt.", "What becomes of the others."),
	},
}

var forkStartShape = &Shape{
	Name: "start of a fork", Title: both("Start in een splitsing", "Start of a fork"),
	About: both("Een flow, of een flow voor elk element van een lijst; met `if` alleen als dat nodig is.",
		"A flow, or a flow for each element of a list; with `if` only when it is needed."),
	Keys: []*ShapeKey{
		may("for each", nameOf(RefElement, plainName), "De naam van het element.", "The name of the element.").beside("in"),
		may("in", exprOf("list"), "De lijst.", "The list.").beside("for each"),
		may("if", exprOf("bool"), "Alleen als dit geldt. Alles wordt gevraagd voordat de eerste flow begint.",
			"Only when this holds. All of it is asked before the first flow begins."),
		must("flow", of(KindRun), "De flow.", "The flow."),
		may("key", exprOf(""), "Het onderdeel, als de flow per sleutel is.", "The part, when the flow is per key."),
		inputsKey(),
	},
}

var termUseShape = &Shape{
	Name: "use of a term", Title: both("Termijn met een ander begin", "Term with another start"), Made: "is",
	About: both("Een termijn die elders begint te tellen, of die meer moet weten.", "A term that counts from elsewhere, or that needs to know more."),
	Keys: []*ShapeKey{
		must("is", refTo(RefTerm), "De termijn.", "The term."),
		may("from", of(KindMoment), "Het moment vanaf wanneer.", "The moment from which."),
		may("with", withValue(), "Wat de termijn moet weten.", "What the term needs to know."),
	},
}

var keptTermShape = &Shape{
	Name: "kept term", Title: both("Termijn die doorloopt", "Term that runs on"), Made: "keep",
	About: both("De klok van een eerdere stap loopt hier door.", "The clock of an earlier step runs on here."),
	Keys:  []*ShapeKey{must("keep", refTo(RefStep), "De eerdere stap.", "The earlier step.")},
}

var overdueShape = &Shape{
	Name: "overdue", Title: both("Einde van de termijn", "End of the term"),
	About: both("Wat er gebeurt als de termijn om is.", "What happens when the term is over."),
	Keys:  []*ShapeKey{doKey(), goKey()},
}

var tacitShape = &Shape{
	Name: "tacit", Title: both("Stilzwijgend besluit", "Tacit decision"),
	About: both("Als niemand binnen de termijn iets zegt, is dat een besluit. Het steunt op een grond, heeft een tekst, en verlaagt nooit iets bewaakts.",
		"When nobody says anything within the term, that is a decision. It rests on a ground, has a text, and never lowers what is guarded."),
	Keys: slices.Concat([]*ShapeKey{
		must("ground", textValue(), "De wet of afspraak die zwijgen deze betekenis geeft.", "The law or agreement that gives silence this meaning."),
	}, inBothLanguages(KindTemplate, "wat mensen lezen als dit gebeurt. Waarden staan tussen accolades.", "what people read when this happens. Values stand in braces."), []*ShapeKey{
		may("if", ruleUsesValue(), "Regels die dan moeten gelden.", "Rules that must hold then.").beside("else"),
		may("else", of(KindTarget), "Waarheen als een regel niet geldt.", "Where it leads when a rule does not hold.").beside("if"),
		doKey(), goKey(),
	}),
}

var reminderShape = &Shape{
	Name: "reminder", Title: both("Herinnering", "Reminder"),
	About: both("Een bericht op een moment dat uit feiten volgt. Het beslist niets.", "A notice at a moment that follows from facts. It decides nothing."),
	Keys: slices.Concat([]*ShapeKey{
		must("moment", of(KindMoment), "Wanneer: `14 calendar days before contract_end`.", "When: `14 calendar days before contract_end`."),
		tellKey(),
	}, noticeKeys()),
}

var pausedShape = &Shape{
	Name: "reminder while paused", Title: both("Herinnering bij stilstand", "Reminder while paused"),
	About: both("Een bericht dat terugkomt zolang de termijn stilstaat.", "A notice that comes back while the term is paused."),
	Keys: slices.Concat([]*ShapeKey{
		must("every", of(KindLength), "Om de hoeveel tijd.", "How often."),
		tellKey(),
	}, noticeKeys()),
}

var checklistShape = &Shape{
	Name: "checklist", Title: both("Checklist", "Checklist"),
	About: both("Beslissingen die elk een keer genomen worden, in willekeurige volgorde. Na de laatste gaat de flow verder.",
		"Decisions that are each taken once, in any order. After the last one the flow goes on."),
	Keys: []*ShapeKey{
		must("items", oneOrList(refTo(RefDecision)), "De beslissingen van deze stap.", "The decisions of this step."),
		doKey(), goKey(),
	},
}
