package server

import (
	"net/http"
	"strings"

	"stroom/workflows/engine"
)

// code is the stable name of a reason why a request is not done. The engine's codes and the authors' are codes too.
type code = engine.Code

// The server's own codes.
const (
	badSyntax         code = "BAD_SYNTAX"
	badBody           code = "BAD_BODY"
	badQuery          code = "BAD_QUERY"
	badHeader         code = "BAD_HEADER"
	noToken           code = "NO_TOKEN"
	badToken          code = "BAD_TOKEN"
	noMembership      code = "NO_MEMBERSHIP"
	notYourMembership code = "NOT_YOUR_MEMBERSHIP"
	notPermitted      code = "NOT_PERMITTED"
	notFound          code = "NOT_FOUND"
	methodNotAllowed  code = "METHOD_NOT_ALLOWED"
	notAcceptable     code = "NOT_ACCEPTABLE"
	tooLarge          code = "TOO_LARGE"
	unsupportedMedia  code = "UNSUPPORTED_MEDIA_TYPE"
	busy              code = "BUSY"
	internalError     code = "INTERNAL"
	unavailable       code = "UNAVAILABLE"
	notYet            code = "NOT_YET"
	ledgerUnavailable code = "LEDGER_UNAVAILABLE"
	auditUnavailable  code = "AUDIT_UNAVAILABLE"
	noSession         code = "NO_SESSION"
	signInFailed      code = "SIGN_IN_FAILED"
	issuerAway        code = "ISSUER_UNAVAILABLE"
	otherSite         code = "OTHER_SITE"
	badForm           code = "BAD_FORM_POST"
	otherStand        code = "OTHER_PLACE"
	signInUnavailable code = "SIGN_IN_UNAVAILABLE"
)

// meaning is what a code says when nobody said more.
type meaning struct {
	status int
	title  engine.Said
	detail engine.Said
}

// meanings is the one table from code to HTTP status. A code that is not here was given by the author of a rule: see
// ruleRefused.
var meanings = map[code]meaning{
	badSyntax: {http.StatusBadRequest, engine.Said{NL: "Onleesbaar bericht", EN: "Unreadable message"},
		engine.Said{NL: "De inhoud is geen geldige JSON.", EN: "The content is not valid JSON."}},
	badBody: {http.StatusBadRequest, engine.Said{NL: "Fouten in het bericht", EN: "Faults in the message"},
		engine.Said{NL: "Niet alles is goed ingevuld. Bij faults staat wat er mis is.", EN: "Not everything is filled in well. See faults for what is wrong."}},
	badQuery: {http.StatusBadRequest, engine.Said{NL: "Fouten in de vraag", EN: "Faults in the query"},
		engine.Said{NL: "De vraag in het adres klopt niet. Bij faults staat wat er mis is.", EN: "The query in the address is not right. See faults for what is wrong."}},
	badHeader: {http.StatusBadRequest, engine.Said{NL: "Fout in een header", EN: "Fault in a header"},
		engine.Said{NL: "Een header klopt niet. Bij faults staat welke.", EN: "A header is not right. See faults for which one."}},
	noToken: {http.StatusUnauthorized, engine.Said{NL: "Niet ingelogd", EN: "Not signed in"},
		engine.Said{NL: "Log in en stuur een token mee.", EN: "Sign in and send a token."}},
	badToken: {http.StatusUnauthorized, engine.Said{NL: "Token ongeldig", EN: "Token not valid"},
		engine.Said{NL: "Het token is niet goed of niet meer geldig. Log opnieuw in.", EN: "The token is wrong or no longer valid. Sign in again."}},
	noMembership: {http.StatusForbidden, engine.Said{NL: "Geen rol", EN: "No role"},
		engine.Said{NL: "U heeft nog geen rol bij een organisatie. Vraag uw beheerder om een rol.", EN: "You have no role at an organisation yet. Ask your administrator for one."}},
	notYourMembership: {http.StatusForbidden, engine.Said{NL: "Niet uw rol", EN: "Not your role"},
		engine.Said{NL: "U heeft deze rol niet bij deze organisatie.", EN: "You do not have this role at this organisation."}},
	notPermitted: {http.StatusForbidden, engine.Said{NL: "Geen recht", EN: "No permission"},
		engine.Said{NL: "U heeft niet het recht om dit te doen. Vraag uw beheerder om dit recht.", EN: "You are not permitted to do this. Ask your administrator for the permission."}},
	notFound: {http.StatusNotFound, engine.Said{NL: "Niet gevonden", EN: "Not found"},
		engine.Said{NL: "Dit bestaat niet, of u mag het niet zien.", EN: "This does not exist, or you may not see it."}},
	methodNotAllowed: {http.StatusMethodNotAllowed, engine.Said{NL: "Methode niet mogelijk", EN: "Method not allowed"},
		engine.Said{NL: "Dit adres kent deze methode niet. In de header Allow staat wat wel kan.", EN: "This address does not take this method. The header Allow says what it takes."}},
	notAcceptable: {http.StatusNotAcceptable, engine.Said{NL: "Vorm niet mogelijk", EN: "Form not available"},
		engine.Said{NL: "Dit adres antwoordt niet in de vorm die u vraagt.", EN: "This address does not answer in the form that you ask for."}},
	tooLarge: {http.StatusRequestEntityTooLarge, engine.Said{NL: "Bericht te groot", EN: "Message too large"},
		engine.Said{NL: "Het bericht is groter dan hier mag.", EN: "The message is larger than is allowed here."}},
	unsupportedMedia: {http.StatusUnsupportedMediaType, engine.Said{NL: "Soort bericht onbekend", EN: "Unsupported kind of message"},
		engine.Said{NL: "Stuur JSON, met de header Content-Type: application/json.", EN: "Send JSON, with the header Content-Type: application/json."}},
	busy: {http.StatusTooManyRequests, engine.Said{NL: "Te druk", EN: "Too busy"},
		engine.Said{NL: "Er wordt nog aan een eerder bericht gewerkt. Probeer het straks weer.", EN: "An earlier message is still being handled. Try again shortly."}},
	internalError: {http.StatusInternalServerError, engine.Said{NL: "Fout bij ons", EN: "Fault on our side"},
		engine.Said{NL: "Er ging bij ons iets mis. Noem het kenmerk bij instance als u dit meldt.", EN: "Something went wrong on our side. Give the reference under instance when you report it."}},
	unavailable: {http.StatusServiceUnavailable, engine.Said{NL: "Even niet bereikbaar", EN: "Not available now"},
		engine.Said{NL: "Dit kan nu even niet. Probeer het straks weer, met hetzelfde id.", EN: "This cannot be done now. Try again shortly, with the same id."}},
	notYet: {http.StatusServiceUnavailable, engine.Said{NL: "Nog niet zover", EN: "Not there yet"},
		engine.Said{NL: "Het traject is nog niet zo ver als u vraagt. Probeer het straks weer.", EN: "The trajectory is not yet as far as you ask for. Try again shortly."}},
	ledgerUnavailable: {http.StatusServiceUnavailable, engine.Said{NL: "Even niet bereikbaar", EN: "Not available now"},
		engine.Said{NL: "Het antwoord kon niet worden vastgelegd. Daarom geven wij het niet. Probeer het straks weer.", EN: "The answer could not be recorded. Therefore we do not give it. Try again shortly."}},
	auditUnavailable: {http.StatusServiceUnavailable, engine.Said{NL: "Even niet bereikbaar", EN: "Not available now"},
		engine.Said{NL: "Uw vraag kon niet worden vastgelegd. Daarom doen wij niets. Probeer het straks weer.", EN: "Your request could not be recorded. Therefore we do nothing. Try again shortly."}},
	signInUnavailable: {http.StatusServiceUnavailable, engine.Said{NL: "Even niet bereikbaar", EN: "Not available now"},
		engine.Said{NL: "Uw token kan nu niet worden gecontroleerd. Probeer het straks weer.", EN: "Your token cannot be checked now. Try again shortly."}},

	noSession: {http.StatusUnauthorized, engine.Said{NL: "Niet ingelogd", EN: "Not signed in"},
		engine.Said{NL: "U bent niet meer ingelogd. Log in en doe het opnieuw.", EN: "You are not signed in any more. Sign in and do it again."}},
	signInFailed: {http.StatusUnauthorized, engine.Said{NL: "Inloggen is niet gelukt", EN: "Signing in did not work"},
		engine.Said{NL: "Het inloggen is niet gelukt. Begin opnieuw.", EN: "Signing in did not work. Begin again."}},
	issuerAway: {http.StatusServiceUnavailable, engine.Said{NL: "Inloggen kan nu niet", EN: "Signing in is not possible now"},
		engine.Said{NL: "De plek waar u inlogt antwoordt niet. Probeer het straks weer.", EN: "The place where you sign in does not answer. Try again shortly."}},
	otherSite: {http.StatusForbidden, engine.Said{NL: "Niet van deze pagina", EN: "Not from this page"},
		engine.Said{NL: "Dit formulier kwam niet van deze pagina. Open de pagina opnieuw.", EN: "This form did not come from this page. Open the page again."}},
	otherStand: {http.StatusConflict, engine.Said{NL: "U werkt nu voor iemand anders", EN: "You work for somebody else now"},
		engine.Said{NL: "U werkt nu niet voor dezelfde persoon als toen u dit opende. Kijk boven aan de pagina voor wie u werkt. Klopt het? Leg het dan nog een keer vast.",
			EN: "You do not work for the same person as when you opened this. See at the top of the page for whom you work. If that is right, record it again."}},
	badForm: {http.StatusBadRequest, engine.Said{NL: "Formulier onleesbaar", EN: "Form unreadable"},
		engine.Said{NL: "Wij konden het formulier niet lezen. Probeer het opnieuw.", EN: "We could not read the form. Try again."}},

	engine.NotYourRole: {http.StatusForbidden, engine.Said{NL: "Niet uw rol", EN: "Not your role"},
		engine.Said{NL: "Een andere rol beslist hier.", EN: "Another role decides here."}},
	engine.NotYourParty: {http.StatusForbidden, engine.Said{NL: "Niet uw organisatie", EN: "Not your organisation"},
		engine.Said{NL: "Een andere organisatie beslist hier.", EN: "Another organisation decides here."}},
	engine.NotAllowed: {http.StatusForbidden, engine.Said{NL: "Geen recht", EN: "No permission"},
		engine.Said{NL: "Uw rol mag dit niet doen.", EN: "Your role may not do this."}},
	engine.BadForm: {http.StatusBadRequest, engine.Said{NL: "Formulier niet goed ingevuld", EN: "Form not filled in well"},
		engine.Said{NL: "Het formulier is niet goed ingevuld. Bij faults staat wat er mis is.", EN: "The form is not filled in well. See faults for what is wrong."}},
	engine.UnknownDecision: {http.StatusBadRequest, engine.Said{NL: "Besluit onbekend", EN: "Unknown decision"},
		engine.Said{NL: "Het stroomschema kent dit besluit niet.", EN: "The stroomschema has no such decision."}},

	engine.NotStarted:     conflict("Traject niet gestart", "Trajectory not started", "Dit traject is nog niet gestart.", "This trajectory has not been started."),
	engine.AlreadyStarted: conflict("Traject al gestart", "Trajectory already started", "Dit traject is al gestart.", "This trajectory has been started already."),
	engine.Closed:         conflict("Traject afgesloten", "Trajectory ended", "Dit traject is afgesloten.", "This trajectory has ended."),
	engine.NotWaiting:     conflict("Nu niet aan de orde", "Not at issue now", "Het traject staat niet bij deze stap.", "The trajectory does not stand at this step."),
	engine.NotOffered:     conflict("Nu niet mogelijk", "Not possible now", "Dit besluit is nu niet mogelijk, of het is al genomen.", "This decision is not possible now, or it has been taken."),
	engine.Suspended:      conflict("Stilgelegd", "Suspended", "Dit deel van het traject ligt stil.", "This part of the trajectory is suspended."),
	engine.Conflict: conflict("Intussen veranderd", "Changed meanwhile",
		"Het traject is veranderd sinds u het las. Lees het opnieuw en beslis dan.", "The trajectory has changed since you read it. Read it again and then decide."),
	engine.OtherContent: conflict("Id al gebruikt", "Id already used",
		"Dit id is al gebruikt met een andere inhoud. Gebruik een nieuw id.", "This id was used before with other content. Use a new id."),
	engine.FourEyes: conflict("Iemand anders moet dit doen", "Somebody else must do this",
		"U of uw organisatie nam het eerdere besluit. Een ander moet dit besluit nemen.", "You or your organisation took the earlier decision. Another must take this one."),
	engine.OutOfTime: conflict("Buiten de tijd", "Out of time",
		"Het moment dat u noemt mag hier niet.", "The moment that you give is not allowed here."),
	engine.TooMany: conflict("Te veel tegelijk", "Too many at once", "Hiervan lopen er al genoeg.", "There are enough of these open already."),
	engine.NotWithdrawable: conflict("Niet in te trekken", "Cannot be withdrawn",
		"Dit besluit kan niet meer worden ingetrokken, of niet door u.", "This decision can no longer be withdrawn, or not by you."),
	engine.InvariantBroken: conflict("Tegen een belofte", "Against a promise",
		"Dit besluit zou een belofte van het stroomschema breken.", "This decision would break a promise of the stroomschema."),
	engine.DefinitionFault: conflict("Fout in het stroomschema", "Fault in the stroomschema",
		"Er zit een fout in het stroomschema. De maker moet dit herstellen.", "There is a fault in the stroomschema. Its author must mend it."),
	engine.UnknownItem: conflict("Staat niet open", "Not open",
		"Dit staat niet (meer) open in het traject.", "This is not open in the trajectory, or no longer."),
	engine.ImportMismatch: conflict("Verleden past niet", "Past does not fit",
		"Een gebeurtenis uit het verleden past niet in het stroomschema. Bij faults staat welke.", "An event of the past does not fit the stroomschema. See faults for which one."),
	engine.AlwaysRefused: conflict("Dit kan hier niet", "Not possible here", "Dit kan hier niet.", "This is not possible here."),
}

func conflict(titleNL, titleEN, nl, en string) meaning {
	return meaning{http.StatusConflict, engine.Said{NL: titleNL, EN: titleEN}, engine.Said{NL: nl, EN: en}}
}

// ruleRefused is the meaning of every code that an author gave to a rule; the detail is the author's own text.
var ruleRefused = conflict("Dit mag nu niet", "This is not allowed now",
	"Een regel van het stroomschema staat dit nu niet toe.", "A rule of the stroomschema does not allow this now.")

// meaningOf returns what a code says, and the URN of its kind of problem.
func meaningOf(c code, ruled bool) (meaning, string) {
	if m, known := meanings[c]; known && !ruled {
		return m, "urn:stroom:problem:" + kebab(c)
	}
	return ruleRefused, "urn:stroom:rule:" + kebab(c)
}

func kebab(c code) string { return strings.ReplaceAll(strings.ToLower(string(c)), "_", "-") }
