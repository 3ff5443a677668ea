package server

import (
	"net/http"

	"stroom/server/auth"
)

const htmlMedia = "text/html; charset=utf-8"

// pageRoutes are the pages. They are not part of the API, and not of its document.
func pageRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/", name: "landingPage", page: true, open: true, handle: (*call).land},
		{method: http.MethodPost, path: "/taal", name: "languagePage", page: true, open: true, handle: (*call).chooseLanguage},
		{method: http.MethodGet, path: "/assets/{file}", name: "asset", page: true, open: true, handle: (*call).asset},
		{method: http.MethodGet, path: "/stroomschema", name: "chartsPage", page: true, open: true, handle: (*call).chartsPage},
		{method: http.MethodGet, path: "/stroomschema/{name}", name: "chartPage", page: true, open: true, handle: (*call).chartPage,
			query: []param{{name: "versie", kind: numberParam, most: maxVersion}}},
		{method: http.MethodGet, path: "/hulp", name: "helpPage", page: true, open: true, handle: (*call).helpPage},
		{method: http.MethodGet, path: "/toegankelijkheid", name: "accessPage", page: true, open: true, handle: (*call).accessPage},
		{method: http.MethodGet, path: "/inloggen", name: "leavePage", page: true, open: true, handle: (*call).leave,
			query: []param{{name: "terug", kind: anyParam}, {name: "opnieuw", kind: choiceParam, choices: []string{"ja"}}}},
		{method: http.MethodGet, path: "/inloggen/terug", name: "comeBackPage", page: true, open: true, handle: (*call).comeBack,
			query: []param{{name: "code", kind: anyParam}, {name: "state", kind: anyParam}, {name: "iss", kind: anyParam}, {name: "error", kind: anyParam}}},
		{method: http.MethodPost, path: "/uitloggen", name: "signOutPage", page: true, handle: (*call).signOut},
		{method: http.MethodGet, path: "/namens", name: "rolesPage", page: true, handle: (*call).roles, query: []param{{name: "terug", kind: anyParam}}},
		{method: http.MethodPost, path: "/namens", name: "chooseRolePage", page: true, handle: (*call).chooseRole},
		{method: http.MethodGet, path: "/vandaag", name: "todayPage", page: true, action: AuditRead, handle: (*call).todayPage, query: todayParams()},
		{method: http.MethodGet, path: overviewPath, name: "overviewPage", page: true, action: AuditRead, handle: (*call).overviewPage, query: overviewParams},
		{method: http.MethodGet, path: overviewPath + "/bestand", name: "overviewSheet", page: true, action: AuditRead, handle: (*call).overviewSheet, query: overviewParams},
		{method: http.MethodPost, path: overviewPath + "/zoek", name: "overviewSearch", page: true, action: AuditRead, handle: (*call).overviewSearch},
		{method: http.MethodGet, path: resultsPath, name: "resultsPage", page: true, action: AuditRead, handle: (*call).resultsPage,
			query: []param{
				{name: "stroomschema", kind: anyParam}, {name: "versie", kind: numberParam, most: maxVersion}, {name: "organisatie", kind: anyParam},
				{name: "van", kind: anyParam}, {name: "tot", kind: anyParam}, {name: "maat", kind: anyParam},
			}},
		{method: http.MethodGet, path: "/vervanging", name: "standInPage", page: true, handle: (*call).standInPage},
		{method: http.MethodPost, path: "/vervanging", name: "makeStandInPage", page: true, action: AuditCreate, handle: (*call).makeStandIn},
		{method: http.MethodPost, path: "/vervanging/einde", name: "endStandInPage", page: true, action: AuditUpdate, handle: (*call).endStandIn},
		{method: http.MethodPost, path: "/vervanging/namens", name: "actForPage", page: true, action: AuditExecute, handle: (*call).actFor},
		{method: http.MethodGet, path: "/trajecten/{id}", name: "trajectoryPage", page: true, action: AuditRead, handle: (*call).trajectoryPage},
		{method: http.MethodGet, path: "/trajecten/{id}/besluit", name: "decidePage", page: true, action: AuditRead, handle: (*call).decidePage,
			query: []param{
				{name: "besluit", kind: textParam, pattern: "place"}, {name: "als", kind: anyParam},
				{name: "voor", kind: textParam, pattern: "name"}, {name: "deel", kind: numberParam, most: 1 << 30},
				{name: "bewaard", kind: choiceParam, choices: []string{"ja"}},
			}},
		{method: http.MethodGet, path: "/trajecten/{id}/tijd", name: "timePage", page: true, action: AuditRead, handle: (*call).timePage,
			query: []param{{name: "op", kind: anyParam}, {name: "na", kind: numberParam, most: 1 << 53}}},
		{method: http.MethodGet, path: "/trajecten/{id}/overdragen", name: "reassignPage", page: true, aboutOne: true, permission: auth.Rebind, action: AuditRead,
			handle: (*call).reassignPage, query: []param{{name: "rol", kind: textParam, pattern: "name"}, {name: "deel", kind: textParam, pattern: "name"}}},
		{method: http.MethodPost, path: "/trajecten/{id}/overdragen", name: "recordReassignPage", page: true, aboutOne: true, permission: auth.Rebind, action: AuditExecute,
			handle: (*call).reassign},
		{method: http.MethodGet, path: "/trajecten/{id}/inzage", name: "insightPage", page: true, aboutOne: true, permission: auth.Audit, action: AuditRead,
			handle: (*call).insightPage, query: concat(insightParams, []param{{name: "cursor", kind: cursorParam, list: listOfInsights}})},
		{method: http.MethodGet, path: "/trajecten/{id}/inzage.csv", name: "insightFile", page: true, aboutOne: true, permission: auth.Audit, action: AuditRead,
			handle: (*call).insightFile, query: insightParams},
		{method: http.MethodPost, path: "/trajecten/{id}/besluit", name: "recordPage", page: true, action: AuditExecute, handle: (*call).recordPage},
		{method: http.MethodGet, path: "/trajecten/{id}/besluiten/{decisionId}", name: "receiptPage", page: true, action: AuditRead, handle: (*call).receiptPage},
		{method: http.MethodPost, path: "/trajecten/{id}/besluiten/{decisionId}/intrekken", name: "withdrawPage", page: true, action: AuditExecute, handle: (*call).withdrawPage},
		{method: http.MethodGet, path: "/trajecten/{id}/besluiten/{decisionId}/verbeteren", name: "correctPage", page: true, aboutOne: true, permission: auth.Correct,
			action: AuditRead, handle: (*call).correctPage},
		{method: http.MethodPost, path: "/trajecten/{id}/besluiten/{decisionId}/verbeteren", name: "recordCorrectionPage", page: true, aboutOne: true, permission: auth.Correct,
			action: AuditExecute, handle: (*call).recordCorrection},
	}
}

// insightParams choose of the list of who looked and who decided.
var insightParams = []param{
	{name: "van", kind: anyParam}, {name: "tot", kind: anyParam},
	{name: "soort", kind: choiceParam, choices: []string{"alles", "besluiten", "inzage", "geweigerd"}},
}
