package server

import (
	"net/http"
	"strings"

	"stroom/server/auth"
	"stroom/workflows/engine"
)

// route is one line of the table of routes. Echo, the OpenAPI document and the tests are made from it.
type route struct {
	method  string
	path    string // with {parts}
	name    string // operationId, and the kind in the audit
	summary string // Dutch
	doc     string // Dutch
	tag     string
	handle  func(*call) (answer, error)

	page       bool            // a page: HTML, known by a session, refused with a page
	open       bool            // no token is asked
	aboutOne   bool            // about the one trajectory of the path: permission is asked after it is seen
	permission auth.Permission // "" for none
	action     AuditAction
	query      []param
	body       any   // a value of the type of the body; nil for none
	maxBody    int64 // bytes; 0: MaxBody
	longText   bool  // the body holds a text as long as itself
	reply      any   // a value of the type of the good answer; nil when that is no JSON of ours
	replies    []int // the good statuses; empty: 200
	codes      []code
	mediaType  string // of the good answer; "": application/json
	anyOrigin  bool
}

func (r *route) media() string {
	if r.page {
		return "text/html"
	}
	if r.mediaType == "" {
		return "application/json"
	}
	media, _, _ := strings.Cut(r.mediaType, ";")
	return media
}

// contentType is media with its parameters, as it is sent.
func (r *route) contentType() string {
	if r.page {
		return htmlMedia
	}
	if r.mediaType == "" {
		return "application/json"
	}
	return r.mediaType
}

var (
	asParams = []param{
		{name: "asRole", kind: textParam, pattern: "name", doc: "De rol waarmee u kijkt. Geef ook asOrganisation. Zonder keuze: de eerste rol van uw token die het mag zien."},
		{name: "asOrganisation", kind: textParam, pattern: "code", doc: "De organisatie waarvoor u kijkt. Geef ook asRole."},
	}
	minSeqParam = param{name: "minSeq", kind: numberParam, most: 1 << 53, doc: "Wacht tot het traject dit volgnummer heeft, ten hoogste twee seconden. Zo ziet u uw eigen besluit."}
	limitParam  = param{name: "limit", kind: numberParam, most: MaxLimit, doc: "Aantal regels, van 1 tot 100. Zonder keuze: 25."}
)

func pageParams(list string) []param {
	return []param{{name: "cursor", kind: cursorParam, list: list, doc: "Cursor van de vorige bladzijde, uit next."}, limitParam}
}

func concat(lists ...[]param) []param {
	var out []param
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

// refusedByEngine are the codes of an event that the engine refuses, beside those of authors.
var refusedByEngine = []code{
	engine.BadForm, engine.UnknownDecision, engine.NotYourRole, engine.NotYourParty, engine.NotWaiting, engine.NotOffered,
	engine.Suspended, engine.Conflict, engine.OtherContent, engine.FourEyes, engine.OutOfTime, engine.TooMany, engine.Closed,
	engine.InvariantBroken, engine.DefinitionFault, engine.UnknownItem, engine.NotWithdrawable, notYourMembership, busy, ledgerUnavailable,
}

// routes is the whole API.
func routes() []route {
	return append(append(append(openRoutes(), definitionRoutes()...), trajectoryRoutes()...), eventRoutes()...)
}

func openRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/healthz", name: "healthz", tag: "Algemeen", open: true, handle: (*call).healthy, reply: Health{},
			summary: "Draait het proces?", doc: "Zegt of het proces draait."},
		{method: http.MethodGet, path: "/readyz", name: "readyz", tag: "Algemeen", open: true, handle: (*call).ready, reply: Health{}, codes: []code{unavailable},
			summary: "Kan er gewerkt worden?", doc: "Zegt of de database en de verwerking bereikbaar zijn."},
		{method: http.MethodGet, path: "/v1/openapi.json", name: "readDocument", tag: "Algemeen", open: true, anyOrigin: true, handle: (*call).readDocument,
			summary: "Deze beschrijving", doc: "Geeft de beschrijving van de API, in OpenAPI 3.0.3. Iedereen mag haar lezen."},
	}
}

func definitionRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/v1/definitions", name: "listDefinitions", tag: "Stroomschema's", action: AuditRead, handle: (*call).listDefinitions,
			reply: List[DefinitionInfoOut]{}, summary: "Alle stroomschema's", doc: "Geeft van elk stroomschema de nieuwste versie."},
		{method: http.MethodGet, path: "/v1/definitions/{name}/versions", name: "listVersions", tag: "Stroomschema's", action: AuditRead, handle: (*call).listVersions,
			reply: List[DefinitionInfoOut]{}, summary: "De versies van een stroomschema", doc: "Geeft alle versies, de nieuwste eerst."},
		{method: http.MethodGet, path: "/v1/definitions/{name}/versions/{version}", name: "readVersion", tag: "Stroomschema's", action: AuditRead, handle: (*call).readVersion,
			reply: DefinitionOut{}, summary: "Een versie van een stroomschema", doc: "Geeft de versie met haar tekst."},
		{method: http.MethodPost, path: "/v1/definitions/_validate", name: "validateDefinition", tag: "Stroomschema's", action: AuditExecute, handle: (*call).validate,
			body: ValidateIn{}, maxBody: MaxDefinition, longText: true, reply: ValidateOut{}, codes: []code{busy},
			summary: "Een stroomschema controleren",
			doc:     "Controleert de tekst van een stroomschema. Geeft alle meldingen, met regel en kolom. Er wordt niets bewaard."},
	}
}

func trajectoryRoutes() []route {
	list := concat([]param{
		{name: "definition", kind: textParam, pattern: "name", doc: "Alleen van dit stroomschema."},
		{name: "version", kind: numberParam, most: maxVersion, doc: "Alleen van deze versie."},
		{name: "status", kind: choiceParam, choices: []string{"open", "ended"}, doc: "Alleen lopende, of alleen afgesloten trajecten."},
		{name: "outcome", kind: textParam, pattern: "name", doc: "Alleen met deze uitkomst."},
		{name: "party", kind: textParam, pattern: "code", doc: "Alleen waar deze organisatie nu meedoet."},
		{name: "late", kind: boolParam, doc: "Alleen te laat, of alleen op tijd."},
		{name: "dueBefore", kind: momentParam, doc: "Alleen met een termijn die voor dit moment afloopt."},
	}, asParams, pageParams(listOfTrajectories))
	return []route{
		{method: http.MethodPost, path: "/v1/trajectories", name: "startTrajectory", tag: "Trajecten", action: AuditCreate, handle: (*call).start,
			body: StartIn{}, reply: ReceiptOut{}, replies: []int{http.StatusCreated, http.StatusAccepted}, codes: refusedByEngine,
			summary: "Een traject starten", doc: "Start een traject. Hetzelfde id met dezelfde inhoud geeft hetzelfde antwoord."},
		{method: http.MethodGet, path: "/v1/trajectories", name: "listTrajectories", tag: "Trajecten", action: AuditRead, handle: (*call).listTrajectories,
			query: list, reply: Page[Summary]{}, codes: []code{noMembership, notYourMembership},
			summary: "Trajecten die u mag zien", doc: "Geeft trajecten, die met de eerste termijn eerst."},
		{method: http.MethodPost, path: "/v1/trajectories/_search", name: "searchTrajectories", tag: "Trajecten", action: AuditRead, handle: (*call).searchTrajectories,
			body: Search{}, reply: Page[Summary]{}, codes: []code{noMembership, notYourMembership},
			summary: "Trajecten zoeken", doc: "Doet hetzelfde als de lijst, met de vraag in het bericht. Zo staat er niets gevoeligs in het adres."},
		{method: http.MethodPost, path: "/v1/trajectories/_import", name: "importTrajectory", tag: "Trajecten", action: AuditCreate, handle: (*call).importTrajectory,
			permission: auth.Import, body: ImportIn{}, maxBody: MaxImport, reply: ReceiptOut{}, replies: []int{http.StatusCreated, http.StatusAccepted},
			codes:   []code{engine.ImportMismatch, engine.OtherContent, notYourMembership, notPermitted, busy, ledgerUnavailable},
			summary: "Een traject met een verleden invoeren",
			doc:     "Start een traject met wat er al gebeurd is. Elke gebeurtenis wordt getoetst op haar eigen moment. Past er een niet, dan gaat niets door."},
		{method: http.MethodGet, path: "/v1/trajectories/{id}", name: "readTrajectory", tag: "Trajecten", aboutOne: true, action: AuditRead, handle: (*call).readTrajectory,
			query: concat(asParams, []param{minSeqParam}), reply: Trajectory{}, codes: []code{noMembership, notYourMembership, notYet},
			summary: "Waar een traject staat", doc: "Geeft het beeld van een traject: waar het op wacht, wie iets moet doen, en wat bekend is."},
		{method: http.MethodGet, path: "/v1/trajectories/{id}/events", name: "listEvents", tag: "Trajecten", aboutOne: true, action: AuditRead, handle: (*call).listEvents,
			query: concat(asParams, []param{minSeqParam}, pageParams(listOfEvents)), reply: Page[Line]{}, codes: []code{noMembership, notYourMembership, notYet},
			summary: "Wat er gebeurde", doc: "Geeft het journaal van een traject, het oudste eerst."},
		{method: http.MethodGet, path: "/v1/trajectories/{id}/options", name: "listOptions", tag: "Trajecten", aboutOne: true, action: AuditRead, handle: (*call).listOptions,
			query: concat(asParams, []param{minSeqParam}), reply: Options{}, codes: []code{noMembership, notYourMembership, notYet},
			summary: "Wat u nu mag", doc: "Geeft de besluiten die u nu mag nemen, en waarom u de andere niet mag nemen."},
		{method: http.MethodGet, path: "/v1/trajectories/{id}/refusals", name: "listRefusals", tag: "Trajecten", aboutOne: true, action: AuditRead, handle: (*call).listRefusals,
			query: concat(asParams, pageParams(listOfRefusals)), reply: Page[RefusalLine]{}, codes: []code{noMembership, notYourMembership},
			summary: "Wat er is geweigerd", doc: "Geeft wat u zelf is geweigerd. Met het recht refusals ook wat anderen is geweigerd. De laatste eerst."},
		{method: http.MethodGet, path: "/v1/worklist", name: "listWork", tag: "Werk", action: AuditRead, handle: (*call).listWork,
			query: concat(asParams, pageParams(listOfTasks)), reply: Page[WorkItem]{}, codes: []code{noMembership, notYourMembership},
			summary: "Wat er op u wacht", doc: "Geeft de taken die op u wachten, de eerste termijn eerst."},
	}
}

func eventRoutes() []route {
	receipt := func(r route) route {
		r.reply, r.replies = ReceiptOut{}, []int{http.StatusCreated, http.StatusAccepted}
		r.codes = append(r.codes, refusedByEngine...)
		return r
	}
	intervention := func(verb string, p auth.Permission, handle func(*call) (answer, error), body any, summary, doc string) route {
		return receipt(route{method: http.MethodPost, path: "/v1/trajectories/{id}/_" + verb, name: verb + "Trajectory", tag: "Ingrepen", aboutOne: true,
			permission: p, action: AuditExecute, handle: handle, body: body, summary: summary,
			doc:   doc + " Vraagt het recht " + string(p) + ".",
			codes: []code{notPermitted, engine.NotAllowed}})
	}
	return []route{
		receipt(route{method: http.MethodPost, path: "/v1/trajectories/{id}/decisions", name: "decide", tag: "Besluiten", aboutOne: true, action: AuditUpdate,
			handle: (*call).decide, body: DecisionIn{}, summary: "Een besluit nemen",
			doc: "Neemt een besluit. Hetzelfde id met dezelfde inhoud geeft hetzelfde antwoord. Een geweigerd besluit zegt welke regel nee zegt en wat er nodig is."}),
		{method: http.MethodGet, path: "/v1/trajectories/{id}/decisions/{decisionId}", name: "readDecision", tag: "Besluiten", aboutOne: true, action: AuditRead,
			handle: (*call).readDecision, query: asParams, reply: DecisionOut{}, codes: []code{noMembership, notYourMembership},
			summary: "Wat er van een besluit werd", doc: "Zegt of een besluit genomen, geweigerd of nog niet beoordeeld is."},
		receipt(route{method: http.MethodPost, path: "/v1/trajectories/{id}/decisions/{decisionId}/_withdraw", name: "withdrawDecision", tag: "Besluiten", aboutOne: true,
			action: AuditUpdate, handle: (*call).withdraw, body: WithdrawIn{}, summary: "Een besluit intrekken",
			doc: "Trekt een eigen besluit in, zolang het stroomschema dat toelaat."}),
		receipt(route{method: http.MethodPost, path: "/v1/messages", name: "receiveMessage", tag: "Berichten", permission: auth.Messages, action: AuditUpdate,
			handle: (*call).receive, body: MessageIn{}, summary: "Een standaardbericht insturen",
			doc:   "Neemt een bericht van een andere organisatie aan en toetst het als het besluit dat het is. Vraagt het recht messages.",
			codes: []code{notPermitted, notFound}}),
		intervention("resolve", auth.Resolve, (*call).resolve, ResolveIn{}, "Een storing oplossen", "Sluit een storing. Het deel dat stilstond, gaat verder."),
		intervention("adjust", auth.Adjust, (*call).adjust, AdjustIn{}, "Een termijn veranderen", "Geeft een lopende termijn een ander einde."),
		intervention("rebind", auth.Rebind, (*call).rebind, RebindIn{}, "Een andere organisatie aanwijzen", "Geeft een rol aan een andere organisatie."),
		intervention("correct", auth.Correct, (*call).correct, CorrectIn{}, "Gegevens verbeteren", "Verbetert gegevens die fout zijn vastgelegd. Wat er stond, blijft in het journaal."),
		intervention("migrate", auth.Migrate, (*call).migrate, MigrateIn{}, "Naar een andere versie", "Brengt het traject naar een andere versie van het stroomschema."),
		intervention("stop", auth.Stop, (*call).stop, StopIn{}, "Een traject stoppen", "Stopt het traject van buiten het stroomschema."),
	}
}
