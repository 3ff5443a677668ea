package diagram

import (
	"fmt"
	"strings"
)

// phrase is a text of this package in both languages; %s and %d stand for values.
type phrase struct{ nl, en string }

func (p phrase) in(lang string, values ...any) string {
	text := p.nl
	if lang == "en" {
		text = p.en
	}
	if len(values) == 0 {
		return text
	}
	return fmt.Sprintf(text, values...)
}

// What the drawing says of its own accord. All else are the words of the author.
var (
	sayAfter        = phrase{"%s na %s", "%s after %s"}
	sayAlsoTells    = phrase{"%s: %s", "%s: %s"}
	sayAnswer       = phrase{"antwoord", "answer"}
	sayAtEnd        = phrase{"Aan het eind", "At the end"}
	sayAtMost       = phrase{"hoogstens %s", "at most %s"}
	sayAtOnce       = phrase{"hoogstens %d tegelijk", "at most %d at once"}
	sayAtStep       = phrase{"bij stap %s", "at step %s"}
	sayAtEveryStep  = phrase{"bij elke stap", "at every step"}
	sayBefore       = phrase{"%s voor %s", "%s before %s"}
	sayBegin        = phrase{"Begin", "Begin"}
	sayBegunByFlow  = phrase{"begint vanuit: %s", "begun by: %s"}
	sayBeginsAgain  = phrase{"Nog een keer beginnen", "Begin once more"}
	sayCancels      = phrase{"stopt %s", "stops %s"}
	sayCancelled    = phrase{"afgebroken", "broken off"}
	sayCalls        = phrase{"Doet: %s", "Does: %s"}
	sayChoice       = phrase{"Keuze", "Choice"}
	sayDescribed    = phrase{"Stroomschema met %d stromen en %d stappen. Naast de tekening staat een lijst met dezelfde inhoud.", "Flow chart with %d flows and %d steps. A list with the same content stands beside the drawing."}
	sayDone         = phrase{"alles gedaan", "all done"}
	sayEndOf        = phrase{"einde van %s", "end of %s"}
	sayEnds         = phrase{"Einde", "End"}
	sayEveryOther   = phrase{"alle andere stromen", "every other flow"}
	sayFailed       = phrase{"geen antwoord na %d keer vragen", "no answer after asking %d times"}
	sayGoal         = phrase{"Doel: %s", "Goal: %s"}
	sayHears        = phrase{"bericht: %s", "message: %s"}
	sayHearsSome    = phrase{"%d van de berichten: %s", "%d of the messages: %s"}
	sayIf           = phrase{"als %s", "if %s"}
	sayKeepsTerm    = phrase{"termijn van stap %d loopt door", "the term of step %d runs on"}
	sayNoTerm       = phrase{"geen termijn", "no term"}
	sayNot          = phrase{"niet wie koos: %s", "not who chose: %s"}
	sayNotBeginner  = phrase{"niet wie begon", "not who began"}
	sayOtherwise    = phrase{"anders", "otherwise"}
	sayOverdue      = phrase{"termijn voorbij", "term over"}
	sayPerKey       = phrase{"per %s", "per %s"}
	saySeveral      = phrase{"Kan bij meer stappen", "Possible at several steps"}
	sayResumes      = phrase{"hervat %s", "resumes %s"}
	sayService      = phrase{"Vraagt: %s", "Asks: %s"}
	sayStarter      = phrase{"wie begon", "who began"}
	sayStarts       = phrase{"start %s", "starts %s"}
	sayStays        = phrase{"blijft hier", "stays here"}
	sayStep         = phrase{"stap %d", "step %d"}
	sayStopped      = phrase{"Gestopt door %s", "Stopped by %s"}
	sayTheStep      = phrase{"de stap", "the step"}
	sayStepStart    = phrase{"het begin van de stap", "the start of the step"}
	saySuspended    = phrase{"Stilgelegd door %s", "Suspended by %s"}
	saySuspends     = phrase{"legt %s stil", "suspends %s"}
	sayTacit        = phrase{"geen reactie: gaat door", "no reply: goes on"}
	sayTacitElse    = phrase{"geen reactie, maar het mag niet", "no reply, but it may not"}
	sayTerm         = phrase{"Termijn: %s", "Term: %s"}
	sayTermFrom     = phrase{"%s vanaf %s", "%s from %s"}
	sayTogether     = phrase{"Tegelijk: %s", "At once: %s"}
	sayWaitsFor     = phrase{"wacht op wat gebeurt", "waits for what happens"}
	sayWaits        = phrase{"Wacht.", "Waits."}
	sayWho          = phrase{"Wie: %s", "Who: %s"}
	sayFirstOf      = phrase{"de eerste is klaar", "the first has ended"}
	sayAllOf        = phrase{"alles is klaar", "all have ended"}
	sayAllNeeded    = phrase{"alles wat nodig was is klaar", "all that was needed has ended"}
	saySomeOf       = phrase{"%d zijn klaar", "%d have ended"}
	sayVersion      = phrase{"versie %d", "version %d"}
	sayManyFlows    = phrase{"%d stromen", "%d flows"}
	sayBy           = phrase{"door %s", "by %s"}
	sayPicture      = phrase{"Tekening", "Drawing"}
	sayInWords      = phrase{"In woorden", "In words"}
	sayOutcomes     = phrase{"Zo kan het eindigen", "How it can end"}
	sayReminder     = phrase{"Herinnering bij: %s", "Reminder at: %s"}
	sayChecklist    = phrase{"Alles hiervan, in welke volgorde ook: %s", "All of these, in any order: %s"}
	sayStartLink    = phrase{"begint", "starts"}
	sayCallLink     = phrase{"begint en wacht op", "starts and waits for"}
	sayTellLink     = phrase{"bericht", "message"}
	saySuspendLink  = phrase{"legt stil", "suspends"}
	sayResumeLink   = phrase{"hervat", "resumes"}
	sayCancelLink   = phrase{"stopt", "stops"}
	sayMapTitle     = phrase{"Hoe de stromen samenhangen", "How the flows touch"}
	sayPersonKind   = phrase{"iemand beslist", "somebody decides"}
	sayWorldKind    = phrase{"er gebeurt iets", "something happens"}
	saySilenceKind  = phrase{"de termijn is voorbij", "the term runs out"}
	sayAnotherKind  = phrase{"door een andere stroom", "by another flow"}
	sayItselfKind   = phrase{"vanzelf", "by itself"}
	sayStartKind    = phrase{"begint een stroom", "starts a flow"}
	sayCallKind     = phrase{"begint een stroom en wacht erop", "starts a flow and waits for it"}
	sayTellKind     = phrase{"stuurt een bericht", "sends a message"}
	saySuspendKind  = phrase{"legt een stroom stil", "suspends a flow"}
	sayCancelKind   = phrase{"stopt een stroom", "stops a flow"}
	sayMoreLines    = phrase{"en nog %d", "and %d more"}
	sayAnd          = phrase{" en ", " and "}
	sayOr           = phrase{" of ", " or "}
	sayIsNot        = phrase{" is niet ", " is not "}
	sayIs           = phrase{" is ", " is "}
	sayIn           = phrase{" is een van ", " is one of "}
	sayKnown        = phrase{"%s bekend", "%s known"}
	sayUnknown      = phrase{"%s niet bekend", "%s not known"}
	sayNotThat      = phrase{"niet %s", "not %s"}
	sayForEvery     = phrase{"voor elk %s: %s", "for every %s: %s"}
	sayForSome      = phrase{"voor een %s: %s", "for some %s: %s"}
	sayOnceMore     = phrase{"Nog een keer: %s", "Once more: %s"}
	sayBegun        = phrase{"iemand is begonnen", "somebody began it"}
	sayCovered      = phrase{"geraakt door scenario's", "touched by scenarios"}
	sayMissed       = phrase{"niet geraakt door scenario's", "not touched by scenarios"}
	sayPast         = phrase{"geweest", "past"}
	sayPresent      = phrase{"nu hier", "here now"}
	sayFuture       = phrase{"nog te komen", "still to come"}
	sayDefinitionIs = phrase{"Stroomschema: %s", "Flow chart: %s"}
)

// effectPhrases say what is done to the flow that they are given; linkPhrases say it between two flows.
var (
	effectPhrases = map[EffectKind]phrase{
		Starts: sayStarts, CallsIt: sayCalls, Tells: sayAlsoTells, Suspends: saySuspends, Resumes: sayResumes, Cancels: sayCancels,
	}
	linkPhrases = map[EffectKind]phrase{
		Starts: sayStartLink, CallsIt: sayCallLink, Tells: sayTellLink, Suspends: saySuspendLink, Resumes: sayResumeLink, Cancels: sayCancelLink,
	}
)

// sentence gives a text a capital.
func sentence(text string) string {
	for i, r := range text {
		if i == 0 {
			return strings.ToUpper(string(r)) + text[len(string(r)):]
		}
	}
	return text
}

// listed joins words with commas.
func listed(words []string) string { return strings.Join(words, ", ") }

// and joins words with commas and a last word between.
func and(words []string, last string) string {
	if len(words) < 2 {
		return listed(words)
	}
	return listed(words[:len(words)-1]) + last + words[len(words)-1]
}
