package stroomschema

import "stroom/definitions/diag"

// The codes of all diagnostics. A code never changes its meaning; Codes explains each.
const (
	CodeSyntax    = "SS001"
	CodeTooLarge  = "SS002"
	CodeEncoding  = "SS003"
	CodeEmpty     = "SS004"
	CodeDocuments = "SS005"
	CodeAnchor    = "SS006"
	CodeTag       = "SS007"
	CodeKey       = "SS008"
	CodeDuplicate = "SS009"

	CodeUnknownKey = "SS101"
	CodeMissingKey = "SS102"
	CodeShape      = "SS103"
	CodeLanguage   = "SS104"
	CodeName       = "SS105"
	CodeTaken      = "SS106"
	CodeLiteral    = "SS107"
	CodeTooMany    = "SS108"
	CodePart       = "SS109"
	CodeLength     = "SS110"

	CodeUnknownName = "SS201"
	CodeUnknownType = "SS202"
	CodeInputType   = "SS203"
	CodeInput       = "SS204"
	CodeCircle      = "SS205"
	CodeHelper      = "SS206"
	CodeSetPlace    = "SS207"
	CodeMaybeUnset  = "SS208"
	CodeNotHere     = "SS209"
	CodeAtStart     = "SS210"
	CodeUnsetNeeded = "SS211"

	CodeExprSyntax   = "SS301"
	CodeExprName     = "SS302"
	CodeExprField    = "SS303"
	CodeExprValue    = "SS304"
	CodeExprType     = "SS305"
	CodeExprResult   = "SS306"
	CodeExprUnset    = "SS307"
	CodeExprMap      = "SS308"
	CodeExprSize     = "SS309"
	CodeExprCost     = "SS310"
	CodeExprRange    = "SS311"
	CodeExprFunction = "SS312"
	CodeExprOther    = "SS313"
	CodeExprTotal    = "SS314"
	CodeOutcomeText  = "SS315"

	CodeUnreachable  = "SS401"
	CodeNoWayOut     = "SS402"
	CodeNeverEnds    = "SS403"
	CodeNobody       = "SS404"
	CodeSameTwice    = "SS405"
	CodeLiteralIf    = "SS406"
	CodeOtherwise    = "SS407"
	CodeCovered      = "SS408"
	CodePassingLoop  = "SS409"
	CodeZeroTimeLoop = "SS410"
	CodeNeverStarts  = "SS411"
	CodeNoAgain      = "SS412"
	CodeStepKind     = "SS413"
	CodeNotTaken     = "SS414"
	CodeIfAbsent     = "SS415"
	CodeKeep         = "SS416"
	CodeOutcome      = "SS417"
	CodeMessage      = "SS418"
	CodeFlowKey      = "SS419"
	CodeTogether     = "SS420"

	CodeWho        = "SS501"
	CodeNoSees     = "SS502"
	CodeShown      = "SS503"
	CodeShownRun   = "SS504"
	CodeNeverBound = "SS505"

	CodeCalendar     = "SS601"
	CodeBeyondEnd    = "SS602"
	CodeOverdue      = "SS603"
	CodeNeverShorter = "SS604"

	CodeGround     = "SS701"
	CodeSetByNone  = "SS702"
	CodeSetBy      = "SS703"
	CodeLowered    = "SS704"
	CodeAskedOnce  = "SS705"
	CodeSetByEmpty = "SS706"

	CodeNoWord    = "SS801"
	CodeUnused    = "SS802"
	CodeNeverRead = "SS803"
	CodeNeverSet  = "SS804"

	CodeNoExpectation = "SS901"
	CodeTimeOrder     = "SS902"
	CodeScenario      = "SS903"
)

// Explanation is one page about a code.
type Explanation struct {
	Code     string
	Severity diag.Severity
	Title    Text
	Why      Text
}

// Explain returns the page of a code. The second result is false when there is no such code.
func Explain(code string) (Explanation, bool) {
	e, ok := explained[code]
	return e, ok
}

// NearestCode returns the code that was most likely meant, or "".
func NearestCode(code string) string {
	codes := make([]string, len(explanations))
	for i, e := range explanations {
		codes[i] = e.Code
	}
	return nearest(code, codes)
}

// Codes returns the pages of all codes in order.
func Codes() []Explanation {
	return append([]Explanation(nil), explanations...)
}

var explained = func() map[string]Explanation {
	m := make(map[string]Explanation, len(explanations))
	for _, e := range explanations {
		m[e.Code] = e
	}
	return m
}()
