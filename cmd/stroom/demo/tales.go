package demo

// Definition is the name of the shipped definition that the demonstration follows.
const Definition = "trajectindicatie"

// Tales returns the trajectories of the demonstration, the one that began last first.
func Tales() []Tale {
	return []Tale{
		intake(), request(), drawingUp(), paused(), titleOpen(), offered(), admitting(),
		quiet(), proposed(), crisis(), stacked(), moving(), endNear(), closed(), excluded(), stepped(),
	}
}

// writer tells a tale in order.
type writer struct{ tale Tale }

func begin(id, about string, ago int, by string) *writer {
	w := &writer{Tale{ID: id, About: about}}
	return w.on(ago, "09:00", by, "main.begin", "", form{"region": "oost", "conference": zvh})
}

func (w *writer) on(ago int, clock, by, decision, key string, f form) *writer {
	w.tale.events = append(w.tale.events, told{ago: ago, clock: clock, by: by, decision: decision, key: key, form: f})
	return w
}

// conditions of a court, none of which stands in the way.
func conditions() form {
	return form{"admission": false, "timeout": true, "housing": false, "treatment": false}
}

// title of a conditional sentence that began, and ends, so many days from the event.
func title(code string, start, end day) form {
	return form{"code": code, "start": start, "end": end, "provisional": false, "conditions": conditions()}
}

// bandwidth from a heaviest to a lightest level.
func bandwidth(heaviest, lightest, title string, components ...any) form {
	forms := []any{"ambulatory", "stay"}
	if heaviest[0] == 'K' {
		forms = append(forms, "clinic")
	}
	return form{
		"heaviest": heaviest, "lightest": lightest, "forms": forms, "components": components, "titles": []any{title},
		"crisis": form{"allowed": true, "max_days": 49}, "exhausted": false, "route": "In stappen naar minder zorg.", "date": day(0),
	}
}

func (w *writer) registered(ago int, by string) *writer {
	return w.on(ago, "09:30", by, "main.intake.register", "", form{"in_detention": false, "offence": "other_offence"})
}

func (w *writer) submitted(ago int, by string, clinical bool) *writer {
	return w.on(ago, "11:00", by, "main.request.submit", "", form{"pace": "regular", "clinical": clinical, "after_clinic": false, "file": "dossier"})
}

// indicated up to and with the title. Who draws it up follows from the heaviest level.
func (w *writer) indicated(ago int, by, heaviest, lightest, code string, end day, components ...any) *writer {
	indicator := by
	if heaviest[0] == 'K' {
		indicator = "nora"
	}
	return w.on(ago, "10:00", indicator, "indicate.draw_up.deliver", "", form{"new_indication": bandwidth(heaviest, lightest, code, components...)}).
		on(ago, "14:00", by, "main.title_settled.settle_title", "", form{"new_title": title(code, -10, end), "differs": false})
}

// applied for a place with a provider.
func (w *writer) applied(ago int, by, component, level, provider string) *writer {
	return w.on(ago, "09:15", by, "placing.begin", component, form{"to": form{"level": level}, "candidate": provider})
}

// placed: the provider accepts and the placing body decides.
func (w *writer) placed(ago int, placer, asked, component, level, provider string) *writer {
	return w.on(ago, "10:00", asked, "placing.offered.accept", component, form{"room": true}).
		on(ago, "15:00", placer, "placing.placement.decide_placement", component, form{
			"decision": form{"number": "P-" + w.tale.ID, "date": day(0), "level": level, "provider": provider, "location": "Deventer", "conditions": "Geen."},
			"bridge":   false,
		})
}

// inCare: care starts, and the papers follow.
func (w *writer) inCare(ago int, by, asked, component string) *writer {
	return w.on(ago, "09:00", asked, "placing.admit.start_care", component, form{"started_on": day(0)}).
		on(ago-1, "10:00", by, "start_up.plans.record_supervision", component, form{"supervision": "toezichtplan"}).
		on(ago-2, "10:00", asked, "start_up.plans.record_plan", component, form{"plan": "behandelplan"}).
		on(ago-2, "11:00", asked, "start_up.plans.record_agreement", component, form{"signed": "afspraken"})
}

// talked at each of these days.
func (w *writer) talked(by string, ago ...int) *writer {
	for _, n := range ago {
		w.on(n, "16:00", by, "contact.talk.held", "", form{"held_on": day(0)})
	}
	return w
}

// clinic begins a tale that has got as far as care in a clinic of De Linde, so many days ago.
func clinic(id, about string, ago int, end day) *writer {
	return begin(id, about, ago+40, "anna").registered(ago+40, "anna").submitted(ago+39, "anna", true).
		indicated(ago+30, "anna", "K2H", "A1", "conditional_sentence", end, "care", "day").
		applied(ago+28, "daan", "care", "K2L", linde).
		placed(ago+24, "daan", "kees", "care", "K2L", linde).
		inCare(ago+15, "anna", "kees", "care")
}

func intake() Tale {
	return begin("demo-01", "Net begonnen: de intake van Anna wacht", 1, "anna").tale
}

func request() Tale {
	return begin("demo-02", "Geregistreerd: de aanvraag moet nog worden ingediend", 6, "bram").registered(6, "bram").tale
}

func drawingUp() Tale {
	return begin("demo-03", "Het NIFP stelt de indicatie op", 6, "anna").registered(6, "anna").submitted(5, "anna", true).tale
}

func paused() Tale {
	return begin("demo-04", "De termijn van het NIFP staat stil: het dossier is niet compleet", 12, "bram").registered(12, "bram").
		submitted(11, "bram", true).
		on(4, "10:30", "nora", "indicate.draw_up.ask_more", "", form{"missing": "Het laatste psychologisch rapport"}).tale
}

func titleOpen() Tale {
	return begin("demo-05", "De indicatie is klaar; de titel moet nog worden vastgelegd", 25, "wim").registered(25, "wim").
		submitted(24, "wim", false).
		on(7, "10:00", "wim", "indicate.draw_up.deliver", "", form{"new_indication": bandwidth("V1", "A1", "tbs_conditions", "care", "living")}).tale
}

func offered() Tale {
	return begin("demo-06", "Aangemeld bij De Linde, die nog moet antwoorden", 30, "anna").registered(30, "anna").submitted(29, "anna", true).
		indicated(10, "anna", "K2H", "A1", "conditional_sentence", 700, "care").
		applied(3, "daan", "care", "K2L", linde).tale
}

func admitting() Tale {
	return begin("demo-07", "Geplaatst bij De Brug; de zorg moet nog starten", 35, "bram").registered(35, "bram").submitted(34, "bram", false).
		indicated(21, "bram", "V1", "A1", "suspended_detention", 400, "care").
		applied(14, "bram", "care", "V1", brug).
		placed(5, "bram", "mo", "care", "V1", brug).tale
}

func quiet() Tale {
	return clinic("demo-08", "In een kliniek van De Linde, alles op tijd", 150, 700).
		talked("kees", 130, 90, 50, 20).
		on(40, "13:00", "anna", "review.evaluate.reviewed", "", form{"conclusion": "Het niveau past nog."}).tale
}

func proposed() Tale {
	return clinic("demo-09", "De Linde stelt een stap omlaag voor; de reclassering moet antwoorden", 120, 650).
		talked("kees", 100, 60, 25).
		on(30, "10:00", "kees", "main.record_risk", "", form{"new_risk": form{"instrument": "HKT_R", "date": day(-2), "outcome": "laag"}}).
		on(3, "11:00", "kees", "step_change.begin", "care", form{
			"to": form{"level": "V1"}, "reason": "Het gaat goed op de afdeling.", "room": true, "patient_agrees": true, "urgent": false,
		}).tale
}

func crisis() Tale {
	return clinic("demo-10", "Crisis: tijdelijk hoger geplaatst, het voorstel omlaag ligt stil", 120, 650).
		talked("lotte", 100, 60, 25).
		on(30, "10:00", "lotte", "main.record_risk", "", form{"new_risk": form{"instrument": "HCR_20", "date": day(-3), "outcome": "gemiddeld"}}).
		on(6, "11:00", "lotte", "step_change.begin", "care", form{
			"to": form{"level": "V1"}, "reason": "Toe aan beschermd wonen.", "room": true, "patient_agrees": true, "urgent": false,
		}).
		on(4, "22:10", "lotte", "crisis.begin", "care", form{
			"to": form{"level": "K2H"}, "reason": "Agressie op de afdeling.", "patient_agrees": true, "condition_breached": false,
		}).
		on(3, "09:00", "anna", "crisis.confirm.confirm", "care", nil).tale
}

func stacked() Tale {
	return begin("demo-11", "Beschermd wonen en dagbesteding bij twee aanbieders", 200, "anna").registered(200, "anna").
		submitted(199, "anna", false).
		indicated(188, "anna", "V1", "A1", "tbs_conditions", 500, "care", "day").
		applied(187, "anna", "care", "V1", brug).placed(180, "anna", "mo", "care", "V1", brug).inCare(170, "anna", "mo", "care").
		applied(165, "anna", "day", "A1", haven).placed(160, "anna", "fleur", "day", "A1", haven).inCare(155, "anna", "fleur", "day").
		talked("mo", 140, 100, 60, 21).tale
}

func moving() Tale {
	return begin("demo-12", "Op weg van De Brug naar De Haven, waar De Haven nog moet antwoorden", 160, "wim").registered(160, "wim").
		submitted(159, "wim", false).
		indicated(150, "wim", "V1", "A1", "penal_order", 420, "care").
		applied(149, "wim", "care", "A2", brug).placed(140, "wim", "mo", "care", "A2", brug).inCare(130, "wim", "mo", "care").
		talked("wim", 100, 60, 24).
		on(8, "10:00", "mo", "transfer.begin", "care", form{
			"to": form{"level": "A2"}, "candidate": haven, "reason": "Dichter bij familie.", "patient_agrees": true,
		}).
		on(6, "10:00", "wim", "transfer.weigh.go_on", "care", nil).tale
}

func endNear() Tale {
	return clinic("demo-13", "De titel eindigt over een maand: de zorg erna moet worden geregeld", 200, 260).
		talked("kees", 180, 140, 100, 60, 22).
		on(9, "14:00", "kees", "main.prepare_end.ask_aftercare", "", form{"law": "wlz"}).tale
}

func closed() Tale {
	return begin("demo-14", "Afgesloten: de titel is voorbij en er is geen zorg meer nodig", 300, "anna").registered(300, "anna").
		submitted(299, "anna", false).
		indicated(290, "anna", "A3", "A1", "dismissal", 240, "care").
		applied(289, "anna", "care", "A2", brug).placed(280, "anna", "mo", "care", "A2", brug).inCare(270, "anna", "mo", "care").
		talked("mo", 240, 200, 160, 120, 90).
		on(70, "10:00", "mo", "main.prepare_end.none_needed", "", form{"reason": "De behandeling is klaar."}).
		on(47, "10:00", "mo", "main.closing.end_care", "", form{"component": "care", "real_end": day(-1)}).
		on(46, "10:00", "mo", "main.closing.send_advice", "", form{"advice_letter": "advies"}).
		on(45, "10:00", "anna", "main.closing.send_report", "", form{"report_letter": "afloopbericht"}).tale
}

func excluded() Tale {
	return begin("demo-15", "Uitgesloten: volgt de gewone route", 9, "bram").
		on(9, "09:45", "bram", "main.intake.register", "", form{"in_detention": true, "offence": "serious_violence"}).tale
}

func stepped() Tale {
	return clinic("demo-16", "Een stap omlaag is gezet, zonder herindicatie; wat hielp en hinderde is genoteerd", 120, 650).
		talked("kees", 100, 70, 30).
		on(66, "10:00", "kees", "main.record_risk", "", form{"new_risk": form{"instrument": "HKT_R", "date": day(-2), "outcome": "laag"}}).
		on(60, "11:00", "kees", "step_change.begin", "care", form{
			"to": form{"level": "V1"}, "reason": "Het gaat goed op de afdeling.", "room": true, "patient_agrees": true, "urgent": false,
		}).
		on(58, "09:30", "anna", "main.note_factor", "", form{"kind": "hinders", "about": "De woning was pas laat vrij."}).
		on(56, "15:00", "anna", "step_change.consent.agree", "care", nil).
		on(55, "09:30", "kees", "main.note_factor", "", form{"kind": "helps", "about": "Er was geen nieuwe indicatie nodig."}).
		on(52, "10:00", "daan", "main.placement_checked", "", form{"component": "care"}).tale
}
