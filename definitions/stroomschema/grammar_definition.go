package stroomschema

import "slices"

// The file itself, and the sections about who and what: words, keys, roles, sees, types, facts, parameters.

var definitionShape = &Shape{
	Name: "definition", Title: both("Definitie", "Definition"),
	About: both("Het bestand zelf: een stroomschema met zijn rollen, feiten, regels en flows.",
		"The file itself: a stroomschema with its roles, facts, rules and flows."),
	Outside: "parts",
	Keys: []*ShapeKey{
		must("stroomschema", nameOf(RefDefinition, plainName), "De naam van de definitie. De map waarin zij staat heet ook zo.", "The name of the definition. Its folder has the same name."),
		must("version", numberIn(1, 100_000), "Het nummer van deze versie. Een versie die is uitgegeven verandert nooit meer.", "The number of this version. A version that was published never changes."),
		must("title", textValue(), "Hoe mensen dit stroomschema noemen.", "What people call this stroomschema."),
		must("zone", of(KindZone), "De tijdzone waarin dagen beginnen en eindigen.", "The time zone in which days begin and end."),
		must("calendar", of(KindCalendar), "De kalender die zegt wat werkdagen en feestdagen zijn.", "The calendar that says which days are working days and holidays."),
		may("parts", listOf(of(KindFile)).items(0, MaxParts), "Bestanden naast dit bestand met meer van dezelfde woorden. Ze worden samen uitgegeven.", "Files beside this one with more of the same keys. They are published together."),
		may("words", wordsValue(), "Labels: hoe een naam op het scherm heet. Een label geldt overal waar die naam staat.", "Labels: what a name is called on the screen. A label holds wherever that name stands."),
		may("keys", keysValue(), "Sleutels: waar iets per onderdeel bestaat, zoals per filiaal. Een flow, feit of partij kan per sleutel zijn.", "Keys: where something exists once for each part, such as for each branch. A flow, fact or party can be per key."),
		must("roles", rolesValue(), "De rollen waarin mensen handelen of bericht krijgen.", "The roles in which people act or are told something."),
		must("sees", seesValue(), "Wie wat mag zien, en wanneer. Elke rol die iets doet of iets hoort, staat hier.", "Who may see what, and when. Every role that acts or is told something stands here."),
		may("types", typesValue(), "Eigen soorten waarden: keuzelijsten, schalen en groepen van velden.", "Kinds of values of your own: enumerations, scales and records."),
		may("facts", factsValue(), "Wat er over dit traject bekend is. Regels lezen het en stappen zetten het.", "What is known about this trajectory. Rules read it and steps set it."),
		may("parameters", parametersValue(), "Keuzes die bij het uitgeven worden gemaakt, met elke mogelijke waarde en waarom.", "Choices made when a version is published, with every possible value and why."),
		may("terms", termsValue(), "Termijnen met een naam: hoe lang, en hoe het einde wordt berekend.", "Terms with a name: how long, and how the end is computed."),
		may("ladders", laddersValue(), "Ladders van herinneringen: wie hoort wat, op welk deel van een termijn.", "Ladders of reminders: who is told what, at which part of a term."),
		may("rules", rulesValue(), "Regels met een naam: een voorwaarde, en de tekst voor wie wordt geweigerd.", "Rules with a name: a condition, and the text for whoever is refused."),
		may("notices", noticesValue(), "Berichten aan mensen of aan andere systemen, en berichten die binnenkomen.", "Notices to people or other systems, and messages that arrive."),
		may("messages", messagesValue(), "Berichten tussen de flows van een traject.", "Messages between the flows of one trajectory."),
		may("services", servicesValue(), "Systemen buiten dit product die een stap iets kan vragen.", "Systems outside this product that a step can ask something."),
		may("forms", formsValue(), "Formulieren met een naam, voor wie dezelfde velden op meer plaatsen vraagt.", "Forms with a name, for fields that are asked for at several places."),
		must("flows", mappingOf(flowsShape), "De flows. `main` staat eerst: dat is het traject zelf.", "The flows. `main` stands first: it is the trajectory itself."),
		may("one_at_a_time", exclusionsValue(), "Stappen van verschillende flows waarvan er hooguit een tegelijk bezet is.", "Steps of several flows of which at most one is occupied at a time."),
		may("counts", countsValue(), "Wat er geteld wordt, met de bijzonderheden.", "What is counted, with its particulars."),
		may("measures", measuresValue(), "Wat de tellingen samen zeggen: een som, of de tijd tussen twee stappen.", "What the counts say together: a sum, or the time between two steps."),
		may("invariants", invariantsValue(), "Wat altijd, nooit of ooit moet gelden. Het wordt vooraf gecontroleerd en tijdens het lopen bewaakt.", "What must hold always, never or in the end. It is verified before, and guarded while running."),
		may("migration", mappingOf(migrationShape), "Hoe lopende trajecten van de vorige versie onder deze versie verder gaan.", "How running trajectories of the version before go on under this one."),
	},
}

var partShape = &Shape{
	Name: "part", Title: both("Deel", "Part"),
	About: both("Een bestand naast de definitie met meer van dezelfde woorden. De definitie noemt het onder `parts`.",
		"A file beside the definition with more of the same keys. The definition names it under `parts`."),
	Keys: partKeys(definitionShape.Keys),
}

// partKeys are the keys of a definition; all of them may be in the main file, so none is required here.
func partKeys(keys []*ShapeKey) []*ShapeKey {
	var list []*ShapeKey
	for _, k := range keys {
		value := k.Value
		switch k.Name {
		case "parts":
			continue
		case "flows":
			value = mappingOf(moreFlowsShape)
		}
		list = append(list, may(k.Name, value, k.About.NL, k.About.EN))
	}
	return list
}

func wordsValue() *ShapeValue {
	return byName("words", nameOf(RefWord, anyName),
		"Een naam uit deze definitie: een feit, veld, beslissing of waarde.", "A name of this definition: a fact, field, decision or value.", textValue())
}

func keysValue() *ShapeValue {
	return byName("keys", nameOf(RefKey, plainName), "De naam van de sleutel. Binnen een flow per sleutel is dit ook de naam van zijn waarde.",
		"The name of the key. Inside a flow that is per key it is also the name of its value.", mappingOf(keyShape))
}

var keyShape = &Shape{
	Name: "key", Title: both("Sleutel", "Key"),
	About: both("Een vaste lijst van onderdelen, zoals filialen. Van een flow, feit of partij `per` deze sleutel is er een voor elk onderdeel.",
		"A fixed list of parts, such as branches. A flow, fact or party `per` this key exists once for each part."),
	Keys: append(label(),
		must("values", byName("key values", nameOf(RefKeyValue, plainName), "Een onderdeel, met zijn label.", "A part, with its label.", textValue()),
			"De onderdelen, in de volgorde waarin ze altijd staan.", "The parts, in the order in which they always stand."),
		may("at_most", numberIn(1, MaxItems*maxOpen), "Hoeveel onderdelen tegelijk in gebruik kunnen zijn.", "How many parts can be in use at once."),
	),
}

func rolesValue() *ShapeValue {
	return byName("roles", nameOf(RefRole, plainName), "De naam van de rol in dit bestand.", "The name of the role in this file.", mappingOf(roleShape))
}

var roleShape = &Shape{
	Name: "role", Title: both("Rol", "Role"),
	About: both("Wie iets mag doen of iets hoort. Zonder `party`, `of` of `chosen` mag iedereen met deze rol handelen, van welke organisatie ook.",
		"Who may act or is told something. Without `party`, `of` or `chosen` anyone with this role may act, of whatever organisation."),
	Keys: append(label(),
		may("party", of(KindBinding), "De rol is gebonden aan een organisatie: een keer voor het hele traject (`once`) of per sleutel (`per KEY`). Alleen mensen van die organisatie handelen dan.",
			"The role is bound to one organisation: once for the whole trajectory (`once`) or for each key (`per KEY`). Only people of that organisation act then."),
		may("of", eitherOf(oneOfWords(word("any role", "Hoort bij welke rol ook; schrijf dan `lead of desk`.", "Belongs to whatever role; then write `lead of desk`.")), refTo(RefRole)),
			"De rol hoort bij de organisatie van een andere rol, zoals een teamleider.", "The role belongs to the organisation of another role, as a team lead does."),
		may("fallback", refTo(RefRole), "Wie de berichten krijgt zolang er nog geen organisatie gebonden is.", "Who gets the notices while no organisation is bound yet."),
		may("given", givenValue(), "Wat er nodig is om te kiezen. Alleen naast `chosen`.", "What is needed to choose. Only beside `chosen`.").beside("chosen"),
		may("chosen", oneOrList(oneOfShapes(roleIfShape, roleElseShape)).ending("otherwise"), "De rol is een van andere rollen. Dat wordt gekozen als een stap begint, en blijft zo voor dat bezoek.",
			"The role is one of other roles. It is chosen when a step opens, and kept for that visit."),
	),
	NotBoth: [][]string{{"party", "of", "chosen"}},
}

var roleIfShape = &Shape{
	Name: "choice of a role", Title: both("Keuze van een rol", "Choice of a role"), Made: "if",
	About: both("De eerste keuze waarvan de voorwaarde geldt, telt. De laatste is `otherwise: yes`.", "The first choice of which the condition holds, counts. The last one is `otherwise: yes`."),
	Keys: []*ShapeKey{
		must("if", exprOf("bool"), "Wanneer het deze rol is.", "When it is this role."),
		must("is", refTo(RefRole), "De rol die het dan is.", "The role that it is then."),
	},
}

var roleElseShape = &Shape{
	Name: "other choice of a role", Title: both("Anders", "Otherwise"), Made: "otherwise",
	About: both("De laatste keuze: als geen voorwaarde geldt.", "The last choice: when no condition holds."),
	Keys: []*ShapeKey{
		must("otherwise", yesOnly(), "Als geen van de voorwaarden geldt. Dit staat als laatste.", "When none of the conditions holds. It stands last."),
		roleIfShape.Keys[1],
	},
}

func seesValue() *ShapeValue {
	return byName("sees", refTo(RefRole), "De naam van de rol die dit ziet.", "The name of the role that sees this.", mappingOf(sightShape))
}

var sightShape = &Shape{
	Name: "sight", Title: both("Wat een rol ziet", "What a role sees"),
	About: both("Welke feiten een rol mag lezen, en wanneer. Weigeringen en berichten worden hierop gefilterd.",
		"Which facts a role may read, and when. Refusals and notices are filtered by it."),
	Keys: []*ShapeKey{
		must("while", oneOfWords(
			word(string(WhileParty), "Zolang de organisatie partij is.", "While the organisation is a party."),
			word(string(WhileTask), "Zolang er een taak voor deze rol openstaat.", "While a task for this role is open."),
			word(string(WhileTold), "Vanaf het eerste bericht aan deze rol.", "From the first notice to this role."),
			word(string(WhileAlways), "Altijd. Elke keer lezen wordt vastgelegd.", "Always. Every read is recorded."),
		), "Wanneer de rol het traject ziet.", "When the role sees the trajectory."),
		must("facts", listOf(of(KindSight)), "De feiten, of delen ervan: `title.end`; `\"all[own]\"` is alles van de eigen sleutels. `[]` is niets.", "The facts, or parts of them: `title.end`; `\"all[own]\"` is all of its own keys. `[]` is nothing."),
		may("after", oneOfWords(word("own period", "De eigen periode.", "Its own period.")), "Wat de rol na vertrek nog ziet: de periode waarin zij partij was.", "What the role still sees after leaving: the period in which it was a party."),
	},
}

func typesValue() *ShapeValue {
	return byName("types", nameOf(RefType, typeName), "Een type, met een hoofdletter: een keuzelijst (`one of`), een groep van velden (`record`) of een schaal (`attributes`, `values`).",
		"A type, with a capital: an enumeration (`one of`), a record (`record`) or a scale (`attributes`, `values`).",
		oneOfShapes(enumShape, recordShape, scaleShape))
}

var enumShape = &Shape{
	Name: "enumeration", Title: both("Keuzelijst", "Enumeration"), Made: "one of",
	About: both("Een waarde uit een vaste lijst. Schrijf een waarde met haar type: `Pace.urgent`.", "A value of a fixed list. Write a value with its type: `Pace.urgent`."),
	Keys: []*ShapeKey{
		must("one of", listOf(nameOf(RefTypeValue, valueName)).items(1, 0).distinct(), "De mogelijke waarden.", "The possible values."),
		may("ordered", yesOnly(), "De volgorde telt: dan mag een regel vergelijken met `<` en `>=`.", "The order counts: a rule may then compare with `<` and `>=`."),
	},
}

var recordShape = &Shape{
	Name: "record", Title: both("Groep van velden", "Record"), Made: "record",
	About: both("Waarden die bij elkaar horen en samen worden gezet.", "Values that belong together and are set together."),
	Keys: []*ShapeKey{
		must("record", fieldsValue("record fields", RefField, "Een veld, met zijn type.", "A field, with its type."), "De velden.", "The fields."),
	},
}

var scaleShape = &Shape{
	Name: "scale", Title: both("Schaal", "Scale"), Made: "attributes",
	About: both("Een keuzelijst waarvan elke waarde eigenschappen heeft. Met `compare` is het een schaal: dan is een waarde lichter, zwaarder, gelijk of geen van drie.",
		"An enumeration whose values have attributes. With `compare` it is a scale: then a value is lighter, heavier, the same or none of these."),
	Keys: []*ShapeKey{
		must("attributes", fieldsValue("attributes", RefAttribute, "Een eigenschap, met haar type.", "An attribute, with its type."), "De eigenschappen die elke waarde heeft.", "The attributes that every value has."),
		may("compare", oneOrList(eitherOf(refTo(RefAttribute),
			byName("comparison", refTo(RefAttribute), "Een eigenschap die alleen telt binnen een andere.", "An attribute that counts only within another.", of(KindWithin)).entries(1, 1))),
			"Waarop vergeleken wordt. `{doors: within form}` vergelijkt alleen bij dezelfde `form`.", "By what values are compared. `{doors: within form}` compares only where `form` is the same."),
		may("guard", refTo(RefAttribute), "De eigenschap die bewaakt wordt: stilte kan haar nooit lager maken.", "The attribute that is guarded: silence can never lower it."),
		must("values", byName("scale values", nameOf(RefTypeValue, valueName), "Een waarde, met haar label en eigenschappen.", "A value, with its label and attributes.", mappingOf(scaleValueShape)),
			"De waarden, elk met alle eigenschappen.", "The values, each with every attribute."),
	},
}

var scaleValueShape = &Shape{
	Name: "value of a scale", Title: both("Waarde van een schaal", "Value of a scale"),
	About: both("Een waarde met haar label en al haar eigenschappen.", "A value with its label and all its attributes."),
	Keys:  label(),
	Names: &ShapeNames{Key: refTo(RefAttribute), About: both("Een eigenschap van het type.", "An attribute of the type."), Value: of(KindLiteral)},
}

func factsValue() *ShapeValue {
	return byName("facts", nameOf(RefFact, plainName), "De naam van het feit. Regels lezen het onder deze naam.", "The name of the fact. Rules read it under this name.", mappingOf(factShape))
}

var factShape = &Shape{
	Name: "fact", Title: both("Feit", "Fact"),
	About: both("Iets wat over het traject bekend is, of over een onderdeel ervan. Onbekend is iets anders dan nee.",
		"Something known about the trajectory, or about one part of it. Unset is not the same as no."),
	Keys: []*ShapeKey{
		must("type", of(KindType), "Het soort waarde. `optional date` mag onbekend zijn.", "The kind of value. `optional date` may be unset."),
		may("per", refTo(RefKey), "Een feit voor elk onderdeel van deze sleutel.", "One fact for each part of this key."),
		may("at_start", exprOf(""), "De waarde aan het begin. Verplicht als het type niet `optional` is.", "The value at the start. Needed when the type is not `optional`."),
		may("personal", yesOnly(), "Het zegt iets over een persoon, en wordt verzegeld bewaard.", "It says something about a person, and is stored sealed."),
		may("set_by", oneOrList(of(KindSetPlace)), "Elke plaats die dit feit mag zetten: FLOW, FLOW.STEP, FLOW.begin. Verplicht bij een bewaakt feit; een toezichthouder tekent voor deze lijst.",
			"Every place that may set this fact: FLOW, FLOW.STEP, FLOW.begin. Needed for a guarded fact; a supervisor signs for this list."),
	},
	Rules: []ShapeRule{startsUnset("feit", "fact")},
}

// startsUnset says that only what may be unset can do without a value at the start.
func startsUnset(nl, en string) ShapeRule {
	return ShapeRule{
		About: both("Een "+nl+" dat niet `optional` is, zegt zijn waarde aan het begin.", "A "+en+" that is not `optional` says its value at the start."),
		Key:   "type", Value: `\s*optional [\s\S]*`, Not: true, AnyOf: []string{"at_start"},
	}
}

func parametersValue() *ShapeValue {
	return byName("parameters", nameOf(RefParameter, plainName), "De naam; regels lezen de waarde als `param.NAAM`.", "The name; rules read the value as `param.NAME`.", mappingOf(parameterShape))
}

var parameterShape = &Shape{
	Name: "parameter", Title: both("Parameter", "Parameter"),
	About: both("Een keuze waarover het werkveld het niet eens is. De versie kiest een waarde, en noemt de andere met hun reden. Alle worden gecontroleerd.",
		"A choice on which the field does not agree. The version chooses one value, and lists the others with their reasons. All of them are checked."),
	Keys: slices.Concat([]*ShapeKey{
		must("type", of(KindType), "Het soort waarde.", "The kind of value."),
		must("value", of(KindLiteral), "De waarde in deze versie: een van de keuzes.", "The value in this version: one of the choices."),
	}, label(), []*ShapeKey{
		must("choices", oneOrList(mappingOf(parameterChoiceShape)), "Elke mogelijke waarde, met haar reden.", "Every possible value, with its reason."),
	}),
}

var parameterChoiceShape = &Shape{
	Name: "choice of a parameter", Title: both("Keuze van een parameter", "Choice of a parameter"),
	About: both("Een mogelijke waarde met haar reden.", "A possible value with its reason."),
	Keys: []*ShapeKey{
		must("value", of(KindLiteral), "De waarde.", "The value."),
		must("why", textValue(), "Waarom het deze kan zijn.", "Why it can be this one."),
	},
}
