package demo

import "time"

// ladder is where somebody may be, from heavy to light.
var ladder = []string{"K3", "K2H", "K2L", "K1", "V1", "A3", "A2", "A1"}

// lightest place of a clinic on the ladder; what follows is a stay, and then care at home.
const (
	lastClinic = 3
	lastStay   = 4
)

// forgotten is in how many of a thousand nobody looks at it any more, at each turn.
const forgotten = 12

func (l *life) probation() string  { return "reclassering-" + l.region }
func (l *life) conference() string { return "zvh-" + l.region }

// live tells the whole story: up to care, the care, and the end.
func (l *life) live() {
	l.goTo(l.at)
	l.begun = l.at
	l.level = l.r.IntN(len(ladder) - 1)
	switch {
	case l.level <= lastClinic:
		l.title = l.pick("conditional_sentence", "conditional_release", "tbs_conditions")
	case l.level == lastStay:
		l.title = l.pick("tbs_conditions", "suspended_detention", "conditional_sentence")
	default:
		l.title = l.pick("penal_order", "dismissal", "suspended_detention", "conditional_sentence")
	}
	if l.prepare() && l.place() {
		l.care()
	}
}

// lost reports whether this one is forgotten from here on.
func (l *life) lost() bool { return l.r.IntN(1000) < forgotten }

func (l *life) begin() bool {
	return l.do("probation", l.probation(), "main.begin", "", form{"region": l.region, "conference": l.conference()})
}

// prepare tells how it came to an indication and a title.
func (l *life) prepare() bool {
	clinical := l.level <= lastClinic
	if !l.begin() || l.lost() {
		return false
	}
	l.wait(1.5)
	offence, detained := "other_offence", false
	if l.chance(4) {
		offence, detained = "serious_violence", true
	}
	if !l.do("probation", l.probation(), "main.intake.register", "", form{"in_detention": detained, "offence": offence}) || l.lost() {
		return false
	}
	if detained {
		l.wait(10)
		l.do("probation", l.probation(), "main.classic.handed_over", "", nil)
		return false
	}
	l.wait(3)
	if !l.do("probation", l.probation(), "main.request.submit", "", form{
		"pace": l.pick("regular", "regular", "regular", "urgent"), "clinical": clinical, "after_clinic": false, "file": "dossier",
	}) || l.lost() {
		return false
	}
	l.factor()
	return l.indicate(clinical) && l.settleTitle()
}

func (l *life) indicate(clinical bool) bool {
	role, organisation := "probation", l.probation()
	if clinical {
		role, organisation = "nifp", nifp
		if l.chance(12) {
			l.wait(4)
			l.do(role, organisation, "indicate.draw_up.ask_more", "", form{"missing": "Het laatste rapport"})
			if l.lost() {
				return false
			}
			l.wait(8)
			l.do("probation", l.probation(), "indicate.draw_up.supply", "", form{"file": "dossier"})
		}
	}
	l.wait(12)
	heaviest := ladder[max(0, l.level-1)]
	components := []any{"care"}
	if l.chance(15) {
		components = append(components, "day")
	}
	return l.do(role, organisation, "indicate.draw_up.deliver", "", form{"new_indication": bandwidth(heaviest, "A1", l.title, components...)}) && !l.lost()
}

func (l *life) settleTitle() bool {
	l.wait(2)
	length := 150 + l.r.IntN(600)
	l.titleEnd = l.at.AddDate(0, 0, length)
	return l.do("probation", l.probation(), "main.title_settled.settle_title", "", form{"new_title": title(l.title, -10, day(length)), "differs": false}) && !l.lost()
}

// place tells how a provider was found.
func (l *life) place() bool {
	placer, of := l.placer()
	level := ladder[l.level]
	l.wait(4)
	if !l.do(placer, of, "placing.begin", "care", form{"to": form{"level": level}, "candidate": l.provider}) || l.lost() {
		return false
	}
	l.wait(5)
	if l.chance(10) && l.do("provider", l.provider, "placing.offered.reject", "care", form{"reason": "Er is geen plek."}) {
		l.provider = crowdProviders[l.r.IntN(len(crowdProviders))]
		l.wait(3)
		if !l.do(placer, of, "placing.consult.next_provider", "care", form{"next_candidate": l.provider, "bridge": false}) || l.lost() {
			return false
		}
		l.wait(5)
	}
	if !l.do("provider", l.provider, "placing.offered.accept", "care", form{"room": true}) || l.lost() {
		return false
	}
	l.wait(3)
	if !l.do(placer, of, "placing.placement.decide_placement", "care", form{"decision": l.decided(level), "bridge": false}) || l.lost() {
		return false
	}
	l.wait(10)
	return l.do("provider", l.provider, "placing.admit.start_care", "care", form{"started_on": day(0)}) && !l.lost()
}

func (l *life) placer() (role, organisation string) {
	if l.level <= lastClinic {
		return "diz", dji
	}
	return "probation", l.probation()
}

func (l *life) decided(level string) form {
	return form{"number": l.id, "date": day(0), "level": level, "provider": l.provider, "location": "Gebouw 1", "conditions": "Geen."}
}

// factor notes what helps or hinders, now and then: later mostly what helps.
func (l *life) factor() {
	if !l.chance(20) {
		return
	}
	kind := "hinders"
	if l.chance(40 + int(l.at.Sub(l.begun)/(24*time.Hour))/20) {
		kind = "helps"
	}
	if l.chance(50) {
		l.do("probation", l.probation(), "main.note_factor", "", form{"kind": kind, "about": "Samenwerken met de partners."})
		return
	}
	l.do("provider", l.provider, "main.note_factor", "", form{"kind": kind, "about": "Een plek op tijd."})
}

// care tells what happened while the care went on.
func (l *life) care() {
	for _, paper := range []struct {
		role, decision, field string
	}{
		{"probation", "start_up.plans.record_supervision", "supervision"}, {"provider", "start_up.plans.record_plan", "plan"},
		{"provider", "start_up.plans.record_agreement", "signed"},
	} {
		l.wait(2)
		l.do(paper.role, l.organisation(paper.role), paper.decision, "care", form{paper.field: "document"})
	}
	step := l.at.AddDate(0, 0, 60+l.r.IntN(200))
	for !l.over() && !l.stands("main", "prepare_end") && !l.stands("main", "exit_overdue") && !l.stands("main", "closing") {
		l.wait(38)
		l.settle()
		l.turn()
		if l.lost() {
			return
		}
		if l.at.After(step) {
			l.propose()
			step = l.at.AddDate(0, 0, 90+l.r.IntN(240))
		}
	}
	l.finish()
}

func (l *life) organisation(role string) string {
	if role == "probation" {
		return l.probation()
	}
	return l.provider
}

// turn is one talk, and what else there is to do then.
func (l *life) turn() {
	if l.chance(85) {
		role := l.pick("probation", "provider")
		l.do(role, l.organisation(role), "contact.talk.held", "", form{"held_on": day(0)})
	}
	if l.chance(15) {
		l.do("probation", l.probation(), "review.evaluate.reviewed", "", form{"conclusion": "Het niveau past nog."})
	}
	if l.chance(3) {
		l.crisis()
	}
	if l.chance(2) && l.do("provider", l.provider, "main.report_breach", "", form{"details": "Een afspraak niet nagekomen."}) {
		l.wait(1)
		l.do("probation", l.probation(), "breach.inform.inform_both", "", form{"advice": "Waarschuwen."})
	}
	l.factor()
}

// propose tells of a step to lighter care.
func (l *life) propose() {
	if l.level == len(ladder)-1 || !l.do("provider", l.provider, "main.record_risk", "", form{
		"new_risk": form{"instrument": "HKT_R", "date": day(-1), "outcome": "laag"},
	}) {
		return
	}
	l.wait(5)
	to := ladder[l.level+1]
	if !l.do("provider", l.provider, "step_change.begin", "care", form{
		"to": form{"level": to}, "reason": "Het gaat goed.", "room": true, "patient_agrees": true, "urgent": false,
	}) || l.lost() {
		return
	}
	l.wait(5)
	l.settle()
	for _, at := range []string{"objection", "consent"} {
		switch {
		case !l.stands("step_change", at):
		case l.chance(12):
			l.do("probation", l.probation(), "step_change."+at+".object", "care", form{"reason": "Te vroeg."})
		case at == "consent" || l.chance(50): // else silence answers
			l.do("probation", l.probation(), "step_change."+at+".agree", "care", nil)
		}
	}
	l.wait(6)
	l.settle()
	if l.stands("step_change", "conference") {
		if l.chance(60) {
			l.do("zvh", l.conference(), "step_change.conference.adopt_first", "care", form{"provider_agrees": true, "probation_agrees": true, "reason": "Samen besloten."})
		} else {
			l.do("zvh", l.conference(), "step_change.conference.keep", "care", form{"reason": "Nog niet."})
		}
	}
	l.wait(4)
	if l.stands("step_change", "room_decision") {
		placer, of := l.placer()
		if l.level+1 > lastClinic {
			placer, of = "probation", l.probation()
		}
		l.do(placer, of, "step_change.room_decision.decide_placement", "care", form{"decision": l.decided(to)})
	}
	l.settle()
	for _, run := range l.st.Runs {
		if run.Flow == "step_change" {
			return
		}
	}
	if l.st.Finished["step_change[care]"].Outcome == "done" {
		l.level++
	}
}

// crisis tells of a placement that could not wait.
func (l *life) crisis() {
	if l.level == 0 || !l.do("provider", l.provider, "crisis.begin", "care", form{
		"to": form{"level": ladder[l.level-1]}, "reason": "Het ging niet meer.", "patient_agrees": true, "condition_breached": false,
	}) {
		return
	}
	l.wait(1)
	l.do("probation", l.probation(), "crisis.confirm.confirm", "care", nil)
	l.wait(14)
	l.do("provider", l.provider, "crisis.temporary.plan_place", "care", form{"to": form{"level": ladder[l.level]}})
	l.wait(2)
	l.do("probation", l.probation(), "crisis.agree_place.agree", "care", nil)
	l.settle()
}

// finish tells how the title came to its end.
func (l *life) finish() {
	l.wait(10)
	if l.chance(88) {
		l.do("provider", l.provider, "main.prepare_end.none_needed", "", form{"reason": "De behandeling is klaar."})
	}
	l.goTo(later(l.at, l.titleEnd.AddDate(0, 0, 1)))
	l.settle()
	l.wait(2)
	l.do("provider", l.provider, "main.exit_overdue.no_care_needed", "", form{"reason": "Er is geen zorg meer nodig."})
	l.do("provider", l.provider, "main.closing.end_care", "", form{"component": "care", "real_end": day(-1)})
	if l.lost() {
		return
	}
	l.wait(2)
	l.do("provider", l.provider, "main.closing.send_advice", "", form{"advice_letter": "advies"})
	l.wait(2)
	l.do("probation", l.probation(), "main.closing.send_report", "", form{"report_letter": "afloopbericht"})
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
