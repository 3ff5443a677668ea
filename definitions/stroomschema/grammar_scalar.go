package stroomschema

import (
	"fmt"
	"math"
	"strings"

	"stroom/rules/calendar"
)

// Scalar says how a value is written that is no mapping and no list.
type Scalar struct {
	Name     string // "length"; the same for whatever is written in the same way, and stable: it names definitions in the JSON Schema
	Title    Text
	About    Text
	Pattern  string   // a regular expression of the whole text (ECMA 262 and RE2); "": any text that is not empty
	Words    []string // the only texts that are possible; empty: whatever the pattern allows
	Examples []string
}

// The parts of patterns. They allow what the parser allows, and never less: what only looks wrong is the compiler's to say.
const (
	patternPlain  = `[a-z][a-z0-9_]{0,39}`
	patternType   = `[A-Z][A-Za-z0-9]{0,39}`
	patternCode   = `[A-Z][A-Z0-9_]{0,39}`
	patternAny    = `[A-Za-z][A-Za-z0-9_]{0,39}`
	patternIndex  = `(\[[\s\S]+\])?`
	patternUnits  = `(working days|calendar days|weeks|months|hours)`
	patternSpan   = `(same day|1 (working day|calendar day|week|month|hour)|[1-9][0-9]{0,4} ` + patternUnits + `)`
	patternOfType = `(optional +)*(list of +)?(` + patternPlain + `|` + patternType + `|int +-?[0-9]+\.\.-?[0-9]+)`
	patternClock  = `[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?`
)

// pattern is the regular expression of a form of name.
func (f nameForm) pattern() string {
	switch f {
	case plainName:
		return patternPlain
	case typeName:
		return patternType
	case codeName:
		return patternCode
	}
	return patternAny
}

// boundsText says which numbers may stand there.
func (v *ShapeValue) boundsText() Text {
	if v.Low == math.MinInt {
		return both("Een heel getal.", "A whole number.")
	}
	return both(fmt.Sprintf("Een heel getal van %d tot en met %d.", v.Low, v.High), fmt.Sprintf("A whole number from %d to %d.", v.Low, v.High))
}

// scalar says how a name of this form is written.
func (f nameForm) scalar() Scalar {
	return Scalar{
		Name: f.name(), Title: both("naam", "name"), Pattern: f.pattern(), Examples: f.examples(),
		About: both("Een naam: "+f.woorden()+".", "A name: "+f.words()+"."),
	}
}

func (f nameForm) examples() []string {
	switch f {
	case plainName:
		return []string{"desk", "bring_back"}
	case typeName:
		return []string{"Place", "TitleCode"}
	case codeName:
		return []string{"TOO_LATE"}
	}
	return []string{"urgent", "K2L", "MSG_821"}
}

// name tells the forms apart for tools.
func (f nameForm) name() string {
	switch f {
	case plainName:
		return "name"
	case typeName:
		return "type name"
	case codeName:
		return "code name"
	}
	return "free name"
}

// Unwritable are the names that no form allows: they could not be written in an expression.
func Unwritable() []string { return append([]string(nil), unwritable...) }

// formOf is the form of the names of a kind of thing.
func formOf(r Ref) nameForm {
	switch r {
	case RefType:
		return typeName
	case RefTypeValue:
		return valueName
	case RefCode:
		return codeName
	case RefWord, RefNotice, RefArrival, RefInvariant, RefPersona, RefInput:
		return anyName
	}
	return plainName
}

// Scalar returns how a scalar is written; ok is false for mappings, lists and choices between values.
func (v *ShapeValue) Scalar() (s Scalar, ok bool) {
	switch v.Kind {
	case KindMapping, KindList, KindEither:
		return Scalar{}, false
	case KindWord:
		s = Scalar{Name: "word", Title: both("woord", "word"), About: both("Een van enkele vaste woorden.", "One of a few fixed words.")}
		for _, w := range v.Words {
			s.Words = append(s.Words, w.Word)
		}
		return s, true
	case KindNumber:
		return Scalar{
			Name:    "number",
			Title:   both("getal", "number"),
			About:   v.boundsText(),
			Pattern: `-?[0-9]+`, Examples: []string{"1"},
		}, true
	case KindName:
		return v.Form.scalar(), true
	case KindRef:
		return formOf(v.Ref).scalar(), true
	}
	s, ok = scalars[v.Kind]
	if !ok {
		panic("stroomschema: the grammar does not say how a " + string(v.Kind) + " is written")
	}
	s.Name = string(v.Kind)
	return s, true
}

// woorden is words in Dutch.
func (f nameForm) woorden() string {
	switch f {
	case plainName:
		return "kleine letters, cijfers en _, beginnend met een letter, hooguit 40"
	case typeName:
		return "letters en cijfers, beginnend met een hoofdletter, hooguit 40"
	case codeName:
		return "hoofdletters, cijfers en _, beginnend met een hoofdletter, hooguit 40"
	}
	return "letters, cijfers en _, beginnend met een letter, hooguit 40"
}

// scalars are the kinds of scalar that are always written in the same way.
var scalars = map[ValueKind]Scalar{
	KindText: {
		Title:    both("tekst", "text"),
		About:    both("Een zin die mensen lezen, tussen aanhalingstekens.", "A sentence that people read, between quotes."),
		Examples: []string{`"Bel terug."`},
	},
	KindTemplate: {
		Title: both("tekst met waarden", "text with values"),
		About: both("Een zin die waarden kan noemen: `{price}`, of `{end | onbekend}` als de waarde kan ontbreken. `{{` is een accolade.",
			"A sentence that can quote values: `{price}`, or `{end | unknown}` where the value may be unset. `{{` is a brace."),
		Pattern: `([^{]|\{\{|\{[^}]*\})*`, Examples: []string{`"{price} is te duur."`},
	},
	KindPlain: {
		Title:    both("gewone tekst", "plain text"),
		About:    both("Gewone tekst.", "Plain text."),
		Examples: []string{`"Awb 4:13"`},
	},
	KindExpr: {
		Title:    both("uitdrukking", "expression"),
		About:    both("Een voorwaarde of andere uitdrukking in CEL. Zet haar tussen aanhalingstekens.", "A condition or another expression in CEL. Put it between quotes."),
		Examples: []string{`"price <= param.limit"`, `"has(budget) && budget > 10"`},
	},
	KindType: {
		Title: both("type", "type"),
		About: both("Een type: bool, int, int 0..2, decimal, text, date, instant, duration, document, organisation, person, een sleutel of een eigen type; met `optional` mag het onbekend zijn, met `list of` zijn het er meer.",
			"A type: bool, int, int 0..2, decimal, text, date, instant, duration, document, organisation, person, a key or a type of your own; with `optional` it may be unset, with `list of` there are several."),
		Pattern:  patternOfType,
		Examples: []string{"text", "optional date", "list of Level", "int 0..2"},
	},
	KindOptionalType: {
		Title:   both("type dat onbekend mag zijn", "optional type"),
		About:   both("Een type dat onbekend mag zijn: `optional` met een type.", "A type that may be unset: `optional` with a type."),
		Pattern: `optional +` + patternOfType, Examples: []string{"optional date"},
	},
	KindLiteral: {
		Title:    both("waarde", "value"),
		About:    both("Een waarde zoals zij is: een getal, tekst, datum, true, false, of de naam van een keuze.", "A value as it is: a number, text, date, true, false, or the name of a value."),
		Examples: []string{"500", "urgent", `"2026-01-12"`},
	},
	KindBool: {
		Title: both("waar of niet waar", "true or false"),
		About: both("Waar of niet waar.", "True or false."), Words: []string{"true", "false"},
	},
	KindWho: {
		Title: both("wie", "who"),
		About: both("Wie: een rol, `ROLE of any KEY`, `ROLE of EXPRESSION`, `lead of who`, `who` (voor wie de stap is), of `starter` (wie begon).",
			"Who: a role, `ROLE of any KEY`, `ROLE of EXPRESSION`, `lead of who`, `who` (whoever the step is for), or `starter` (who began)."),
		Pattern: patternPlain + `( of [\s\S]+)?`, Examples: []string{"desk", "lead of who", "desk of any branch"},
	},
	KindTarget: {
		Title:   both("doel", "target"),
		About:   both("Waarheen: de naam van een stap, `stay`, of `end` met een uitkomst.", "Where it leads: the name of a step, `stay`, or `end` with an outcome."),
		Pattern: `(end +)?` + patternPlain, Examples: []string{"judge", "stay", "end done"},
	},
	KindMoment: {
		Title:    both("moment", "moment"),
		About:    both("Een moment: een datum of tijdstip, `end of` een datum, of een lengte ervoor of erna.", "A moment: a date or instant, `end of` a date, or a length before or after it."),
		Examples: []string{"2 weeks before title.end", "end of contract_end", "3 months after start of step"},
	},
	KindLength: {
		Title:   both("lengte", "length"),
		About:   both("Een lengte van tijd: werkdagen, kalenderdagen, weken, maanden, uren, of `same day`.", "A length of time: working days, calendar days, weeks, months, hours, or `same day`."),
		Pattern: patternSpan, Examples: []string{"10 working days", "6 weeks", "1 month", "24 hours"},
	},
	KindTermLength: {
		Title: both("lengte van een termijn", "length of a term"),
		About: both("Een lengte van tijd, of een berekend aantal met een hoogste waarde: `days calendar days at most 98`.",
			"A length of time, or a computed number with its highest value: `days calendar days at most 98`."),
		Pattern: `(` + patternSpan + `|[\s\S]+ ` + patternUnits + ` at most +[0-9]+ *)`, Examples: []string{"10 working days", "days calendar days at most 98"},
	},
	KindElapsed: {
		Title:   both("verstreken tijd", "elapsed time"),
		About:   both("Verstreken tijd, zonder kalender: seconden, minuten, uren of dagen.", "Elapsed time, without a calendar: seconds, minutes, hours or days."),
		Pattern: `[0-9]+ (second|minute|hour|day)s?`, Examples: []string{"15 minutes", "10 seconds"},
	},
	KindPercent: {
		Title:   both("percentage", "percentage"),
		About:   both("Een percentage van een termijn, van 1% tot 1000%.", "A percentage of a term, from 1% to 1000%."),
		Pattern: `[0-9]{1,4}%`, Examples: []string{"80%", "120%"},
	},
	KindBinding: {
		Title:   both("binding", "binding"),
		About:   both("`once`, of `per` met een sleutel.", "`once`, or `per` with a key."),
		Pattern: `(once|per +` + patternPlain + ` *)`, Examples: []string{"once", "per branch"},
	},
	KindWithin: {
		Title:   both("binnen", "within"),
		About:   both("`within` met een andere eigenschap.", "`within` with another attribute."),
		Pattern: `within ` + patternPlain, Examples: []string{"within form"},
	},
	KindRun: {
		Title:   both("flow", "flow"),
		About:   both("Een flow: FLOW, FLOW[SLEUTEL], FLOW[all], of `every other flow`.", "A flow: FLOW, FLOW[KEY], FLOW[all], or `every other flow`."),
		Pattern: `(every other flow|` + patternPlain + patternIndex + `)`, Examples: []string{"delivery", `"delivery[branch]"`, "every other flow"},
	},
	KindFactPlace: {
		Title:   both("plaats van een feit", "place of a fact"),
		About:   both("Een feit, FEIT[SLEUTEL], of `own.NAAM`.", "A fact, FACT[KEY], or `own.NAME`."),
		Pattern: `(own\.)?` + patternPlain + patternIndex, Examples: []string{"blocked", `"vehicle[branch]"`, "own.missed"},
	},
	KindParty: {
		Title:   both("partij", "party"),
		About:   both("Een rol die partij is: ROL, of ROL[SLEUTEL].", "A role that is a party: ROLE, or ROLE[KEY]."),
		Pattern: patternPlain + patternIndex, Examples: []string{"member", `"desk[branch]"`},
	},
	KindStepPlace: {
		Title:   both("stap van een flow", "step of a flow"),
		About:   both("Een stap van een flow: FLOW.STEP.", "A step of a flow: FLOW.STEP."),
		Pattern: patternPlain + `\.` + patternPlain, Examples: []string{"main.judge"},
	},
	KindSetPlace: {
		Title:   both("plaats die zet", "place that sets"),
		About:   both("Een plaats die een feit zet: FLOW, FLOW.STEP, FLOW.begin of FLOW.again.", "A place that sets a fact: FLOW, FLOW.STEP, FLOW.begin or FLOW.again."),
		Pattern: patternPlain + `(\.` + patternPlain + `)?`, Examples: []string{"change.apply", "main.begin"},
	},
	KindDecision: {
		Title:   both("beslissing", "decision"),
		About:   both("Een beslissing: FLOW.STEP.DECISION, FLOW.DECISION of FLOW.begin.", "A decision: FLOW.STEP.DECISION, FLOW.DECISION or FLOW.begin."),
		Pattern: patternPlain + `(\.` + patternPlain + `){1,2}`, Examples: []string{"main.judge.agree", "main.begin"},
	},
	KindSight: {
		Title:   both("wat een rol ziet", "sight"),
		About:   both("Wat een rol ziet: `all`, een feit, FEIT.VELD; met [own] alleen van de eigen sleutels.", "What a role sees: `all`, a fact, FACT.FIELD; with [own] only of its own keys."),
		Pattern: patternPlain + `(\[own\])?(\.` + patternPlain + `)*`, Examples: []string{"all", "title.end", `"place[own]"`},
	},
	KindFactPart: {
		Title:   both("deel van een feit", "part of a fact"),
		About:   both("Een feit of een deel ervan: FEIT, FEIT[SLEUTEL], FEIT[SLEUTEL].VELD.", "A fact or a part of it: FACT, FACT[KEY], FACT[KEY].FIELD."),
		Pattern: patternPlain + `(\[` + patternPlain + `\])?(\.` + patternPlain + `)*`, Examples: []string{"blocked", `"place[north].level"`},
	},
	KindFieldPart: {
		Title:   both("deel van een formulier", "part of a form"),
		About:   both("Een veld van een formulier of een deel ervan: VELD, VELD.DEEL.", "A field of a form or a part of it: FIELD, FIELD.PART."),
		Pattern: patternPlain + `(\.` + patternPlain + `)*`, Examples: []string{"reason", "to.level"},
	},
	KindZone: {
		Title:   both("tijdzone", "time zone"),
		About:   both("Een tijdzone uit de lijst van de IANA.", "A time zone of the IANA list."),
		Pattern: `[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*`, Examples: []string{"Europe/Amsterdam"},
	},
	KindCalendar: {
		Title: both("kalender", "calendar"),
		About: both("Een kalender: "+strings.Join(calendar.Names(), ", ")+".", "A calendar: "+strings.Join(calendar.Names(), ", ")+"."),
		Words: calendar.Names(),
	},
	KindFile: {
		Title:    both("bestand", "file"),
		About:    both("De naam van een bestand naast dit bestand.", "The name of a file beside this one."),
		Examples: []string{"v1.words.yaml"},
	},
	KindVersion: {
		Title:   both("versie", "version"),
		About:   both("Een naam met een versie: NAAM@VERSIE.", "A name with a version: NAME@VERSION."),
		Pattern: patternPlain + `@[1-9][0-9]{0,5}`, Examples: []string{"loan@2"},
	},
	KindTime: {
		Title:   both("datum en tijd", "date and time"),
		About:   both("Datum en tijd in de zone van de definitie.", "Date and time in the zone of the definition."),
		Pattern: patternClock, Examples: []string{`"2026-01-12 09:00"`},
	},
	KindDue: {
		Title:   both("einde van een termijn", "due moment"),
		About:   both("Een dag, die staat voor zijn einde om 24:00 uur; datum en tijd; of `none`.", "A day, which stands for its end at 24:00; date and time; or `none`."),
		Pattern: `([0-9]{4}-[0-9]{2}-[0-9]{2}|` + patternClock + `|none|never)`, Examples: []string{`"2026-01-12"`, "none"},
	},
}
