package server

import "net/http"

const htmlMedia = "text/html; charset=utf-8"

// pageRoutes are the pages. They are not part of the API, and not of its document.
func pageRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/", name: "landingPage", page: true, open: true, handle: (*call).land},
		{method: http.MethodPost, path: "/taal", name: "languagePage", page: true, open: true, handle: (*call).chooseLanguage},
		{method: http.MethodGet, path: "/assets/{file}", name: "asset", page: true, open: true, handle: (*call).asset},
		{method: http.MethodGet, path: "/vandaag", name: "todayPage", page: true, action: AuditRead, handle: (*call).todayPage,
			query: pageParams(listOfTasks)},
	}
}
