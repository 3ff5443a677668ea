package server

import (
	"html/template"
	"net/http"
	"strings"
)

// Health is the answer of the two probes.
type Health struct {
	Status string `json:"status" doc:"ok."`
}

// healthy says that the process runs.
func (c *call) healthy() (answer, error) { return ok(Health{Status: "ok"}), nil }

// ready says that the server can be given requests.
func (c *call) ready() (answer, error) {
	if err := c.s.Ready(c.ctx()); err != nil {
		c.s.Log.Warn("not ready", "trace", c.trace, "error", err.Error())
		return answer{}, refuse(unavailable)
	}
	return ok(Health{Status: "ok"}), nil
}

func (c *call) readDocument() (answer, error) {
	data, err := c.s.document()
	return answer{status: http.StatusOK, raw: data}, err
}

// landing says where the API is. It is the only page of this package, and needs no style: it must be readable anywhere.
var landing = template.Must(template.New("landing").Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}">
<head><meta charset="utf-8"><title>stroom</title><meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body>
<main>
<h1>stroom</h1>
{{if eq .Lang "nl" -}}
<p>Hier draait stroom: trajecten tussen organisaties, volgens een stroomschema.</p>
<ul>
<li>De API staat op <a href="/v1/openapi.json">/v1</a>. De beschrijving staat in <a href="/v1/openapi.json">/v1/openapi.json</a>.</li>
<li>Voor de API heeft u een token nodig van uw organisatie.</li>
<li>Draait alles? Kijk op <a href="/healthz">/healthz</a> en <a href="/readyz">/readyz</a>.</li>
</ul>
<p>Vragen? Neem contact op met {{.Contact.Name}}: <a href="mailto:{{.Contact.Email}}">{{.Contact.Email}}</a>.</p>
{{- else -}}
<p>This is stroom: trajectories between organisations, along a stroomschema.</p>
<ul>
<li>The API is at <a href="/v1/openapi.json">/v1</a>. Its description is <a href="/v1/openapi.json">/v1/openapi.json</a>.</li>
<li>You need a token of your organisation for the API.</li>
<li>Is everything running? See <a href="/healthz">/healthz</a> and <a href="/readyz">/readyz</a>.</li>
</ul>
<p>Questions? Contact {{.Contact.Name}}: <a href="mailto:{{.Contact.Email}}">{{.Contact.Email}}</a>.</p>
{{- end}}
</main>
</body>
</html>
`))

func (c *call) land() (answer, error) {
	var page strings.Builder
	data := struct {
		Lang    string
		Contact Contact
	}{c.lang, c.s.Contact}
	if err := landing.Execute(&page, data); err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusOK, raw: []byte(page.String())}, nil
}
