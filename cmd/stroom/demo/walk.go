package demo

import (
	"encoding/json"
	"fmt"
	"time"
)

// Scene is one request of the walk: what somebody does over the API, and the status of the answer.
type Scene struct {
	About  string
	By     string // short name
	Method string
	Path   string // below the address of the API
	Body   string // JSON; "" for none
	Status int
}

// Walk is a trajectory from its start to a step down, as item by item somebody would try it: begun, registered, indicated,
// placed; a step refused for want of a risk assessment; the assessment, the step again, the consent; and then what
// everybody reads. start is the client's own id of the start, trajectory the id that follows from it.
func Walk(start, trajectory string, now time.Time) []Scene {
	w := &walker{at: now, trajectory: "/v1/trajectories/" + trajectory, prefix: start}
	w.scene("Anna begins a trajectory", "anna", "POST", "/v1/trajectories", form{
		"id": start, "as": w.as("anna"), "definition": Definition, "form": form{"region": "oost", "conference": zvh},
	}, 201)
	w.decide("She registers the case", "anna", "main.intake.register", "", form{"in_detention": false, "offence": "other_offence"}, 201)
	w.decide("She asks for an indication", "anna", "main.request.submit", "", form{
		"pace": "regular", "clinical": true, "after_clinic": false, "file": "dossier-1",
	}, 201)
	w.decide("Nora of the NIFP draws it up: from a clinic (K2H) down to ambulatory care (A1)", "nora", "indicate.draw_up.deliver", "",
		form{"new_indication": bandwidth("K2H", "A1", "conditional_sentence", "care")}, 201)
	w.decide("Anna records the title", "anna", "main.title_settled.settle_title", "",
		form{"new_title": title("conditional_sentence", -10, 700), "differs": false}, 201)
	w.decide("Daan of DIZ applies for a place in a clinic of De Linde", "daan", "placing.begin", "care",
		form{"to": form{"level": "K2L"}, "candidate": linde}, 201)
	w.decide("Kees of De Linde accepts", "kees", "placing.offered.accept", "care", form{"room": true}, 201)
	w.decide("Daan takes the placement decision", "daan", "placing.placement.decide_placement", "care", form{
		"decision": form{"number": "P-1", "date": day(0), "level": "K2L", "provider": linde, "location": "Deventer", "conditions": "Geen."},
		"bridge":   false,
	}, 201)
	w.decide("The care starts", "kees", "placing.admit.start_care", "care", form{"started_on": day(0)}, 201)
	step := form{"to": form{"level": "V1"}, "reason": "Het gaat goed.", "room": true, "patient_agrees": true, "urgent": false}
	w.decide("Kees proposes a step down, and is refused: the answer names the rule, the values and what is missing", "kees",
		"step_change.begin", "care", step, 409)
	w.decide("He supplies what is missing: a risk assessment", "kees", "main.record_risk", "",
		form{"new_risk": form{"instrument": "HKT_R", "date": day(0), "outcome": "laag"}}, 201)
	w.decide("He proposes again", "kees", "step_change.begin", "care", step, 201)
	w.decide("Anna consents", "anna", "step_change.consent.agree", "care", nil, 201)
	w.scene("The new level, as Kees sees it", "kees", "GET", w.trajectory, nil, 200)
	w.scene("The journal", "anna", "GET", w.trajectory+"/events?limit=100", nil, 200)
	w.scene("What Anna has to do, due first", "anna", "GET", "/v1/worklist", nil, 200)
	w.scene("What Kees has to do, due first", "kees", "GET", "/v1/worklist", nil, 200)
	w.scene("What Anna may do now, and why not the rest", "anna", "GET", w.trajectory+"/options", nil, 200)
	w.scene("What Kees may do now, and why not the rest", "kees", "GET", w.trajectory+"/options", nil, 200)
	w.scene("What was refused to Kees", "kees", "GET", w.trajectory+"/refusals", nil, 200)
	return w.scenes
}

type walker struct {
	at         time.Time
	trajectory string
	prefix     string
	scenes     []Scene
}

// as is the first role of a person.
func (w *walker) as(by string) form {
	p, _ := Named(by)
	return form{"role": p.Memberships[0].Role, "organisation": p.Memberships[0].Organisation}
}

func (w *walker) decide(about, by, decision, key string, f form, status int) {
	body := form{"id": fmt.Sprintf("%s-%02d", w.prefix, len(w.scenes)+1), "as": w.as(by), "decision": decision}
	if key != "" {
		body["key"] = key
	}
	if f != nil {
		body["form"] = f
	}
	w.scene(about, by, "POST", w.trajectory+"/decisions", body, status)
}

func (w *walker) scene(about, by, method, path string, body form, status int) {
	s := Scene{About: about, By: by, Method: method, Path: path, Status: status}
	if body != nil {
		text, err := json.Marshal(dated(body, w.at))
		if err != nil {
			panic(fmt.Sprintf("demo: walk: %v", err)) // it is all plain data
		}
		s.Body = string(text)
	}
	w.scenes = append(w.scenes, s)
}
