package bpmn

import (
	"fmt"
	"strings"

	"stroom/definitions/stroomschema"
)

// phrase is a text of this package in both languages; %s stands for a value.
type phrase struct{ nl, en string }

// What the export says of its own accord. All else are the words of the author, or of the diagram.
var (
	sayStart      = phrase{"Begin: %s", "Begin: %s"}
	sayCancel     = phrase{"Stop: %s", "Stop: %s"}
	sayCancelAs   = phrase{"Stop: %s (%s)", "Stop: %s (%s)"}
	saySuspend    = phrase{"Leg stil: %s", "Suspend: %s"}
	sayResume     = phrase{"Hervat: %s", "Resume: %s"}
	sayEnded      = phrase{"Klaar: %s", "Ended: %s"}
	sayFailed     = phrase{"Geen antwoord: %s", "No answer: %s"}
	sayEveryOther = phrase{"alle andere stromen", "every other flow"}
	sayCancelled  = phrase{"gestopt", "stopped"}
	sayItself     = phrase{"Vanzelf", "By itself"}
	sayUndo       = phrase{"Ongedaan maken", "Undo"}
	sayStopped    = phrase{"Gestopt door een andere stroom", "Stopped by another flow"}
	sayOtherwise  = phrase{"anders", "otherwise"}
	sayAllowed    = phrase{"het mag", "it may"}
	sayMore       = phrase{"%s en meer", "%s and more"}
	sayOf         = phrase{"%s van %s", "%s of %s"}
	sayWho        = phrase{"Wie: %s", "Who: %s"}
	sayGoal       = phrase{"Doel: %s", "Goal: %s"}
	sayTerm       = phrase{"Termijn: %s", "Term: %s"}
	sayGround     = phrase{"Grond: %s", "Ground: %s"}
	sayAt         = phrase{"Bij: %s", "At: %s"}
	sayCan        = phrase{"Kan: %s", "Can: %s"}
	sayAgain      = phrase{"Nog een keer", "Once more"}
	sayAnytime    = phrase{"op elk moment", "at any time"}
	sayPer        = phrase{"%s (per %s)", "%s (per %s)"}
	sayRefused    = phrase{"Anders: %s", "Otherwise: %s"}
	sayTold       = phrase{"%s aan %s", "%s to %s"}
	sayStepWho    = phrase{"wie aan zet is", "whoever the step is for"}
	sayStarter    = phrase{"wie begon", "whoever began"}
	sayFirst      = phrase{"De eerste is klaar", "The first has ended"}
	saySome       = phrase{"%s zijn klaar", "%s have ended"}
	sayEach       = phrase{"Voor elke %s: %s", "For each %s: %s"}
)

// text is the phrase as a text.
func (p phrase) text() stroomschema.Text { return stroomschema.Text{NL: p.nl, EN: p.en} }

// of fills in texts.
func (p phrase) of(values ...stroomschema.Text) stroomschema.Text {
	nl, en := make([]any, len(values)), make([]any, len(values))
	for i, v := range values {
		nl[i], en[i] = v.NL, v.EN
	}
	return stroomschema.Text{NL: fmt.Sprintf(p.nl, nl...), EN: fmt.Sprintf(p.en, en...)}
}

// same is a text that is the same in both languages.
func same(s string) stroomschema.Text { return stroomschema.Text{NL: s, EN: s} }

// lines puts texts below each other; empty ones are left out.
func lines(texts ...stroomschema.Text) stroomschema.Text {
	var out stroomschema.Text
	for _, t := range texts {
		out.NL, out.EN = below(out.NL, t.NL), below(out.EN, t.EN)
	}
	return out
}

func below(above, text string) string {
	if above == "" || text == "" {
		return above + text
	}
	return above + "\n" + text
}

// listed joins texts with commas.
func listed(texts []stroomschema.Text) stroomschema.Text {
	nl, en := make([]string, len(texts)), make([]string, len(texts))
	for i, t := range texts {
		nl[i], en[i] = t.NL, t.EN
	}
	return stroomschema.Text{NL: strings.Join(nl, ", "), EN: strings.Join(en, ", ")}
}

// outcomeText is the label of an outcome of a flow; "" is a run that was cancelled without one.
func outcomeText(def *stroomschema.Definition, flow *stroomschema.Flow, name string) stroomschema.Text {
	if name == "" || name == "cancelled" {
		return sayCancelled.text()
	}
	for _, o := range flow.Outcomes {
		if o.Name == name && o.Label != (stroomschema.Text{}) {
			return o.Label
		}
	}
	return def.Label(name)
}

// contactText says what a throw event does.
func contactText(def *stroomschema.Definition, c contact) stroomschema.Text {
	title := sayEveryOther.text()
	if c.flow != nil {
		title = c.flow.Title
	}
	switch c.verb {
	case stroomschema.DoSend:
		return def.Label(c.message.Name)
	case stroomschema.DoStart:
		return sayStart.of(title)
	case stroomschema.DoCancel:
		return sayCancel.of(title)
	case stroomschema.DoSuspend:
		return saySuspend.of(title)
	case stroomschema.DoResume:
		return sayResume.of(title)
	}
	panic("bpmn: " + string(c.verb) + " says nothing to another flow")
}
