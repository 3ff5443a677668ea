package enginetest

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// write writes the whole text. The flows come first in time, because they decide what must be declared; they come last in
// the text.
func (a *author) write(version int) string {
	var flows lines
	flows.add(0, "flows:")
	for _, f := range a.flows {
		a.writeFlow(&flows, f)
	}
	var body lines
	a.writeRoles(&body)
	a.writeTypes(&body)
	a.writeFacts(&body)
	a.writeTerms(&body, version)
	a.writeRules(&body)
	a.writeNotices(&body)
	body.b.WriteString(flows.b.String())
	a.writeTight(&body)
	a.writeMeasures(&body)
	a.writeInvariants(&body)
	if version > 1 {
		a.writeMigration(&body)
	}
	var head lines
	head.add(0, "stroomschema: made%d", a.seed%1_000_000)
	head.add(0, "version: %d", version)
	head.key(0, "title", text("Verzonnen stroomschema", "Invented flow chart"))
	head.key(0, "zone", "Europe/Amsterdam")
	head.key(0, "calendar", "nl@1")
	head.add(0, "words:")
	for _, name := range slices.Sorted(maps.Keys(a.words)) {
		head.add(1, "%s: %s", name, text("nl "+name, "en "+name))
	}
	return head.b.String() + body.b.String()
}

func (a *author) writeRoles(l *lines) {
	if a.keyed {
		l.add(0, "keys:")
		l.add(1, "part: {nl: deel, en: part, values: {a: %s, b: %s, c: %s}, at_most: 3}", text("A", "A"), text("B", "B"), text("C", "C"))
	}
	l.add(0, "roles:")
	l.add(1, "owner: {nl: eigenaar, en: owner, party: once}")
	l.add(1, "clerk: {nl: klerk, en: clerk}")
	l.add(1, "chief: {nl: chef, en: chief, of: any role, fallback: clerk}")
	l.add(1, "judge: {nl: beoordelaar, en: judge, chosen: [{if: %s, is: owner}, {otherwise: yes, is: clerk}]}", expr(a.pick("flag", "level > 3", "param.way == Way.quick")))
	l.add(1, "auditor: {nl: controleur, en: auditor}")
	if a.keyed {
		l.add(1, "agent: {nl: uitvoerder, en: agent, party: per part, fallback: clerk}")
	}
	l.add(0, "sees:")
	l.add(1, "owner: {while: party, facts: %s}", a.seen("flag", "level", "day", "mood", "box.size", "box.kind_b"))
	l.add(1, "clerk: {while: %s, facts: %s}", a.pick("task", "told", "always"), a.seen("flag", "level", "secret"))
	l.add(1, "chief: {while: party, facts: %s}", a.seen())
	l.add(1, "auditor: {while: always, facts: [all]}")
	if a.keyed {
		after := a.pick("", ", after: own period")
		l.add(1, "agent: {while: party, facts: %s%s}", a.seen("flag", "mark[own]", "weight[own]", "all[own]"), after)
	}
}

// seen writes which facts a role sees: everything, or some of those named.
func (a *author) seen(names ...string) string {
	if !a.restricted {
		return "[all]"
	}
	var some []string
	for _, n := range names {
		if a.chance(70) {
			some = append(some, quote(n))
		}
	}
	return list(some)
}

func (a *author) writeTypes(l *lines) {
	for _, name := range []string{"soft", "hard", "wild", "calm", "still", "quick", "slow", "size", "kind_b", "note", "flag", "level", "day", "secret", "box", "mood", "mark", "weight", "grade"} {
		a.word(name)
	}
	l.add(0, "types:")
	l.add(1, "Kind: {one of: [soft, hard]}")
	l.add(1, "Mood: {one of: [wild, calm, still], ordered: yes}")
	l.add(1, "Way: {one of: [quick, slow]}")
	l.add(1, "Box: {record: {size: int 0..9, kind_b: Kind, note: optional text}}")
	if a.graded {
		l.add(1, "Grade: {attributes: {rank: int, kind_c: Kind}, compare: [rank], guard: rank, values: {g1: {rank: 1, kind_c: soft, nl: een, en: one}, g2: {rank: 2, kind_c: soft, nl: twee, en: two}, g3: {rank: 3, kind_c: hard, nl: drie, en: three}}}")
	}
}

func (a *author) writeFacts(l *lines) {
	l.add(0, "facts:")
	l.add(1, "flag: {type: bool, at_start: %s}", a.pick("false", "false", "true"))
	l.add(1, "level: {type: int 0..9, at_start: 2}")
	l.add(1, "day: {type: optional date}")
	l.add(1, "secret: {type: optional text, personal: yes}")
	l.add(1, "box: {type: optional Box}")
	l.add(1, "mood: {type: optional Mood}")
	if a.keyed {
		l.add(1, "mark: {type: bool, per: part, at_start: false}")
		l.add(1, "weight: {type: optional int 0..9, per: part}")
	}
	if a.graded {
		slices.Sort(a.setters)
		setters := slices.Compact(a.setters)
		if len(setters) == 0 {
			setters = []string{"main.s0"}
		}
		l.add(1, "grade: {type: optional Grade, set_by: %s}", list(setters))
	}
	l.add(0, "parameters:")
	why := text("Zo is het bedoeld.", "That is what is meant.")
	l.add(1, "way: {type: Way, value: %s, %s, choices: [{value: quick, why: %s}, {value: slow, why: %s}]}", a.pick("quick", "slow"), inner("De manier.", "The way."), why, why)
	l.add(1, "most: {type: int 0..9, value: %s, %s, choices: [{value: 2, why: %s}, {value: 5, why: %s}]}", a.pick("2", "5"), inner("Het meeste.", "The most."), why, why)
}

func inner(nl, en string) string { return "nl: " + quote(nl) + ", en: " + quote(en) }

func (a *author) writeTerms(l *lines, version int) {
	var terms []string
	for _, name := range slices.Sorted(maps.Keys(a.used)) {
		switch name {
		case "brief":
			terms = append(terms, fmt.Sprintf("brief: {length: %d working days, law: exact, ladder: quick_ladder, ground: eigen regel}", 2+a.r.IntN(3)+5*(version-1)))
		case "lengthy":
			terms = append(terms, fmt.Sprintf("lengthy: {length: %d calendar days, law: atw, ladder: %s}", 10+a.r.IntN(20), a.pick("quick_ladder", "early_ladder")))
		case "longest":
			terms = append(terms, "longest: {length: 90 calendar days, law: exact}")
		case "hourly":
			terms = append(terms, "hourly: {length: 30 hours, law: exact, ladder: early_ladder}")
		case "monthly":
			terms = append(terms, "monthly: {length: 1 months, law: atw, ladder: quick_ladder}")
		case "chosen":
			terms = append(terms, "chosen: {choose: [{if: "+expr(a.pick("flag", "level > 3"))+", length: 4 calendar days, law: atw}, {otherwise: yes, length: 2 weeks, law: exact}]}")
		case "counted":
			terms = append(terms, "counted: {length: \"level calendar days at most 20\", law: exact}")
		case "today_only":
			terms = append(terms, "today_only: {length: same day, law: exact}")
		case "question":
			terms = append(terms, "answering: {length: 5 working days, law: exact}")
		}
	}
	if len(terms) == 0 {
		return
	}
	l.add(0, "terms:")
	all := strings.Join(terms, "\n")
	for _, t := range terms {
		l.add(1, "%s", t)
	}
	var ladders []string
	if strings.Contains(all, "quick_ladder") {
		ladders = append(ladders, "quick_ladder: [{at: 50%, tell: clerk, notice: "+a.use("late")+"}, {at: 80%, tell: who, notice: late}, {at: 100%, tell: chief of owner, notice: late}]")
	}
	if strings.Contains(all, "early_ladder") {
		ladders = append(ladders, "early_ladder: [{at: 33%, tell: who, notice: "+a.use("late")+"}]")
	}
	if len(ladders) > 0 {
		l.add(0, "ladders:")
		for _, x := range ladders {
			l.add(1, "%s", x)
		}
	}
}

func (a *author) writeRules(l *lines) {
	if len(a.made) == 0 {
		return
	}
	l.add(0, "rules:")
	for _, r := range a.made {
		l.add(1, "%s: %s", r.name, r.text)
	}
}

func (a *author) writeNotices(l *lines) {
	var notices []string
	for _, name := range slices.Sorted(maps.Keys(a.used)) {
		switch name {
		case "plain":
			notices = append(notices, "plain: "+text("Er is iets gebeurd.", "Something happened."))
		case "about":
			notices = append(notices, "about: {given: {n: int 0..9}, "+inner("Het gaat om iets.", "It is about something.")+"}")
		case "late":
			notices = append(notices, "late: {given: {percent: int}, "+inner("De termijn is op {percent}%.", "The term is at {percent}%.")+"}")
		case "question":
			notices = append(notices, "question: {"+inner("Graag antwoord.", "Please answer.")+", reply: {notice: reply_in, within: answering, late: [{tell: clerk, notice: "+a.use("plain")+"}]}}",
				"reply_in: {"+inner("Antwoord.", "Answer.")+", arrives: yes, is: {ok: reply, fault: reply}}")
			if !strings.Contains(strings.Join(notices, ""), "plain: ") {
				notices = append(notices, "plain: "+text("Er is iets gebeurd.", "Something happened."))
			}
		}
	}
	if len(a.arrivals) > 0 {
		notices = append(notices, "letter: {standard: L1, "+inner("Brief.", "Letter.")+", arrives: yes, is: {"+a.word("accepted")+": "+a.arrivals[0]+"}}")
	}
	section(l, "notices", notices)
	var messages []string
	for _, f := range a.flows {
		if f.hears != "" {
			keep := a.pick("", "yes")
			if f.partner != "" {
				keep = "yes"
				messages = append(messages, f.partner+": "+mapping("of: "+a.flows[f.parent].name, pair("keep", keep), "with: {n: int 0..9}"))
			}
			messages = append(messages, f.hears+": "+mapping("of: "+a.flows[f.parent].name, pair("keep", keep), "with: {n: int 0..9}"))
		}
	}
	section(l, "messages", messages)
	if a.used["desk"] {
		l.add(0, "services:")
		l.add(1, "desk: {nl: balie, en: desk, ask: {n: int 0..9}, answer: {n: int 0..9}, tries: 3, backoff: 5 minutes, timeout: 10 seconds}")
	}
}

func section(l *lines, name string, items []string) {
	if len(items) == 0 {
		return
	}
	l.add(0, "%s:", name)
	for _, item := range items {
		l.add(1, "%s", item)
	}
}

func (a *author) writeTight(l *lines) {
	if !a.tight {
		return
	}
	var steps []string
	for _, f := range a.flows {
		for _, s := range f.steps {
			if s.tight {
				steps = append(steps, f.name+"."+s.name)
			}
		}
	}
	l.add(0, "one_at_a_time:")
	l.add(1, "desk_space: %s", list(steps))
}

func (a *author) writeMeasures(l *lines) {
	if a.used["acts"] {
		l.add(0, "counts:")
		l.add(1, "acts: {size: int 0..9, kind_a: Kind}")
	}
	var measures []string
	if a.used["acts"] {
		measures = append(measures, "acts_done: {"+inner("Handelingen", "Acts")+", of: acts, add: \"size + param.most\", side_by_side: [most], split: kind_a}",
			"acts_hard: {"+inner("Zware handelingen", "Hard acts")+", of: acts, add: \"kind_a == Kind.hard ? 1 : 0\"}")
	}
	measures = append(measures, "pace: {"+inner("Doorlooptijd", "Pace")+", from: main.s0, to: main.s1, in: working days}")
	section(l, "measures", measures)
}

func (a *author) writeInvariants(l *lines) {
	var items []string
	if a.chance(50) {
		items = append(items, "steady: {"+inner("Altijd zo", "Always so")+", always: "+expr(a.pick("level <= 9", "level != 7 || !flag", "!has(secret) || size(secret) < 2000", "!flag || level < 9"))+"}")
	}
	if a.chance(40) {
		items = append(items, "rising: {"+inner("Niet door stilte", "Not by silence")+", on_change: level, never: "+expr(a.pick("has(old) && has(new) && new > 8 && cause == Cause.silence", "has(new) && new == 7"))+"}")
	}
	if a.chance(30) {
		items = append(items, "apart: {"+inner("Niet iedereen", "Not everyone")+", on_decision: [main.s0.accept], never: "+expr("actor.role == Role.clerk && flag")+"}")
	}
	section(l, "invariants", items)
}

// writeMigration says for each flow what becomes of its open runs.
func (a *author) writeMigration(l *lines) {
	l.add(0, "migration:")
	l.add(1, "from: 1")
	l.add(1, "flows:")
	for _, f := range a.flows {
		switch a.next.IntN(3) {
		case 0:
			l.add(2, "%s: {runs: finish}", f.name)
		case 1:
			l.add(2, "%s: {runs: move, terms: keep}", f.name)
		default:
			var steps []string
			for i, s := range f.steps {
				steps = append(steps, s.name+": s"+strconv.Itoa(i))
			}
			l.add(2, "%s: {runs: move, steps: {%s}, terms: restart}", f.name, strings.Join(steps, ", "))
		}
	}
}
