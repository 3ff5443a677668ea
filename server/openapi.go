package server

import (
	"cmp"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"stroom/server/strict"
)

// tree is a piece of the OpenAPI document. encoding/json sorts its names, so the document is always the same.
type tree = map[string]any

// openAPI writes the document from the table of routes. Source: OpenAPI 3.0.3 and the NL GOV API Design Rules.
func openAPI(routes []route, config Config) tree {
	w := writer{schemas: tree{}}
	paths := tree{}
	for _, r := range routes {
		path, outside := documentPath(r.path)
		item, _ := paths[path].(tree)
		if item == nil {
			item = tree{}
			if parts := pathParams(r.path); parts != nil {
				item["parameters"] = parts
			}
			if outside {
				item["servers"] = []any{tree{"url": config.PublicURL, "description": "Zonder versie"}}
			}
			paths[path] = item
		}
		item[strings.ToLower(r.method)] = w.operation(r)
	}
	w.schema(reflect.TypeFor[Problem]())
	return tree{
		"openapi": "3.0.3",
		"info": tree{
			"title": "stroom", "version": Version,
			"description": "De API van stroom: trajecten tussen organisaties, volgens een stroomschema.\n\n" +
				"De namen zijn Engels, net als in de code en in de stroomschema's. Alle uitleg is in het Nederlands. " +
				"Teksten en fouten komen in het Nederlands of, met Accept-Language: en, in het Engels.\n\n" +
				"Elk moment is in UTC. U mag een moment met elke tijdzone sturen.",
			"contact": tree{"name": config.Contact.Name, "email": config.Contact.Email, "url": config.Contact.URL},
		},
		"servers":  []any{tree{"url": config.PublicURL + "/v1", "description": "Versie 1"}},
		"tags":     tags(routes),
		"security": []any{tree{"token": []any{}}},
		"paths":    paths,
		"components": tree{
			"schemas": w.schemas,
			"headers": headers(),
			"securitySchemes": tree{"token": tree{
				"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "Het token dat uw organisatie u geeft.",
			}},
		},
	}
}

// documentPath takes the version away, which stands in the address of the server. Outside says that there was none.
func documentPath(path string) (rest string, outside bool) {
	rest, versioned := strings.CutPrefix(path, "/v1")
	return rest, !versioned
}

func tags(routes []route) []any {
	var names []string
	var out []any
	for _, r := range routes {
		if !slices.Contains(names, r.tag) {
			names = append(names, r.tag)
			out = append(out, tree{"name": r.tag})
		}
	}
	return out
}

// headers are those that answers share, by the name of their component.
func headers() tree {
	header := func(doc, kind string) tree { return tree{"description": doc, "schema": tree{"type": kind}} }
	return tree{
		"API-Version":      header("De volledige versie van de API.", "string"),
		"Content-Language": header("De taal van het antwoord: nl of en.", "string"),
		"Traceparent":      header("Het kenmerk van dit verzoek, volgens W3C Trace Context.", "string"),
		"Location":         header("Waar u kunt lezen wat ervan werd.", "string"),
		"Retry-After":      header("Na zoveel seconden kunt u het weer proberen.", "integer"),
		"Allow":            header("De methoden die dit adres kent.", "string"),
		"WWW-Authenticate": header("Hoe u zich bekend maakt.", "string"),
		// In lower case, as the design rules look for it.
		"access-control-allow-origin": header("Elke website mag dit lezen: *.", "string"),
	}
}

func headerRefs(names ...string) tree {
	out := tree{}
	for _, n := range append([]string{"API-Version", "Content-Language", "Traceparent"}, names...) {
		out[n] = tree{"$ref": "#/components/headers/" + n}
	}
	return out
}

var pathPart = regexp.MustCompile(`\{([A-Za-z]+)\}`)

// partDocs describes the parts of paths.
var partDocs = map[string]string{
	"id": "Het id van het traject.", "decisionId": "Het id waaronder iets is ingestuurd.",
	"name": "De naam van het stroomschema.", "version": "De versie van het stroomschema.",
}

func pathParams(path string) []any {
	var out []any
	for _, m := range pathPart.FindAllStringSubmatch(path, -1) {
		out = append(out, tree{
			"name": m[1], "in": "path", "required": true, "description": partDocs[m[1]],
			"schema": tree{"type": "string", "pattern": strict.Patterns["id"].String()},
		})
	}
	return out
}

// writer collects the schemas that the routes use.
type writer struct{ schemas tree }

func (w *writer) operation(r route) tree {
	op := tree{
		"operationId": r.name, "summary": r.summary, "description": r.doc, "tags": []any{r.tag}, "responses": w.responses(r),
	}
	if parameters := queryParams(r); parameters != nil {
		op["parameters"] = parameters
	}
	if r.open {
		op["security"] = []any{}
	}
	if r.body != nil {
		op["requestBody"] = tree{"required": true, "content": tree{"application/json": tree{"schema": w.schema(reflect.TypeOf(r.body))}}}
	}
	return op
}

func queryParams(r route) []any {
	var out []any
	for _, p := range r.query {
		out = append(out, tree{"name": p.name, "in": "query", "required": false, "description": p.doc, "schema": paramSchema(p)})
	}
	if !r.open {
		out = append(out, tree{
			"name": "X-Purpose", "in": "header", "required": false, "description": "Waarom u dit vraagt, in een woord. Dit komt in het logboek.",
			"schema": tree{"type": "string", "pattern": strict.Patterns["code"].String()},
		})
	}
	return out
}

func paramSchema(p param) tree {
	switch p.kind {
	case textParam:
		return tree{"type": "string", "pattern": strict.Patterns[p.pattern].String()}
	case choiceParam:
		return tree{"type": "string", "enum": p.choices}
	case boolParam:
		return tree{"type": "boolean"}
	case numberParam:
		least := 0
		if p.name == "limit" {
			least = 1
		}
		return tree{"type": "integer", "format": "int64", "minimum": least, "maximum": p.most}
	case momentParam:
		return tree{"type": "string", "format": "date-time"}
	case cursorParam:
		return tree{"type": "string", "maxLength": maxCursor}
	}
	panic("server: unknown kind of parameter")
}

// responses are the good answers, and every refusal by status, with its codes.
func (w *writer) responses(r route) tree {
	out := tree{}
	statuses := r.replies
	if statuses == nil {
		statuses = []int{http.StatusOK}
	}
	for _, status := range statuses {
		good := tree{"description": goodDocs[status], "headers": headerRefs(), "content": tree{r.media(): tree{"schema": w.replySchema(r)}}}
		switch {
		case status != http.StatusOK:
			good["headers"] = headerRefs("Location")
		case r.anyOrigin:
			good["headers"] = headerRefs("access-control-allow-origin")
		}
		out[strconv.Itoa(status)] = good
	}
	byStatus := map[int][]string{}
	for _, c := range r.allCodes() {
		m, _ := meaningOf(c, false)
		byStatus[m.status] = append(byStatus[m.status], string(c))
	}
	for status, codes := range byStatus {
		slices.Sort(codes)
		out[strconv.Itoa(status)] = tree{
			"description": badDocs[status] + " Code: " + strings.Join(slices.Compact(codes), ", ") + ".",
			"headers":     headerRefs(extraHeaders[status]...),
			"content":     tree{"application/problem+json": tree{"schema": w.schema(reflect.TypeFor[Problem]())}},
		}
	}
	return out
}

func (w *writer) replySchema(r route) tree {
	switch {
	case r.reply != nil:
		return w.schema(reflect.TypeOf(r.reply))
	case r.media() == "application/json":
		return tree{"type": "object", "description": "Een OpenAPI-document."}
	default:
		return tree{"type": "string"}
	}
}

// allCodes are the refusals that a client of this route can meet.
func (r *route) allCodes() []code {
	codes := append([]code{badQuery, notAcceptable, methodNotAllowed, internalError, unavailable}, r.codes...)
	if !r.open {
		codes = append(codes, badHeader, noToken, badToken, signInUnavailable, auditUnavailable)
	}
	if r.body != nil {
		codes = append(codes, badSyntax, badBody, tooLarge, unsupportedMedia)
	}
	if strings.Contains(r.path, "{") {
		codes = append(codes, notFound)
	}
	return codes
}

var goodDocs = map[int]string{
	http.StatusOK: "Gelukt.", http.StatusCreated: "Genomen en vastgelegd.", http.StatusAccepted: "Ontvangen en veilig, maar nog niet beoordeeld.",
}

var badDocs = map[int]string{
	http.StatusBadRequest: "Het verzoek klopt niet. Alle fouten staan in faults.", http.StatusUnauthorized: "U bent niet ingelogd.",
	http.StatusForbidden: "U mag dit niet, in deze rol of voor deze organisatie.", http.StatusNotFound: "Dit bestaat niet, of u mag het niet zien.",
	http.StatusMethodNotAllowed: "Dit adres kent deze methode niet.", http.StatusNotAcceptable: "Deze vorm van antwoord is er niet.",
	http.StatusConflict:              "Het mag nu niet: door een regel, door de stand van het traject, of omdat er iets veranderd is.",
	http.StatusRequestEntityTooLarge: "Het bericht is te groot.", http.StatusUnsupportedMediaType: "Het bericht is geen JSON.",
	http.StatusTooManyRequests: "Het is te druk bij dit traject.", http.StatusInternalServerError: "Er ging bij ons iets mis.",
	http.StatusServiceUnavailable: "Dit kan nu even niet.",
}

var extraHeaders = map[int][]string{
	http.StatusUnauthorized: {"WWW-Authenticate"}, http.StatusMethodNotAllowed: {"Allow"},
	http.StatusTooManyRequests: {"Retry-After"}, http.StatusServiceUnavailable: {"Retry-After"},
}

// schemaName is the name of a type in the document: a generic one is called by what it is of.
func schemaName(t reflect.Type) string {
	name := t.Name()
	if base, of, generic := strings.Cut(strings.TrimSuffix(name, "]"), "["); generic {
		name = cmp.Or(of[strings.LastIndex(of, ".")+1:], of) + base
	}
	return strings.TrimSuffix(name, "Out")
}
