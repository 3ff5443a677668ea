package ui

import "io"

// Landing is the page that everyone can read: what this is, where to sign in, and where the API is.
type Landing struct {
	Frame
	Charts  []Link // the published stroomschema's
	Contact Contact
}

// Contact is the team that answers questions.
type Contact struct {
	Name, Email string
}

var landingTemplate = parse("landing")

// Render writes the page.
func (p Landing) Render(w io.Writer) error { return render(w, landingTemplate, p) }

var landingMessages = map[string]message{
	"landing.title":     {"Begin", "Start"},
	"landing.what":      {"Trajecten tussen organisaties, volgens een stroomschema.", "Trajectories between organisations, along a flow chart."},
	"landing.charts":    {"Wie doet wat, en waarvoor?", "Who does what, and to what end?"},
	"landing.api":       {"Voor programma's", "For programs"},
	"landing.api.where": {"De API staat op /v1. De beschrijving staat in", "The API is at /v1. Its description is in"},
	"landing.token":     {"Voor de API heeft u een token nodig van uw organisatie.", "You need a token of your organisation for the API."},
	"landing.health":    {"Draait alles? Kijk op", "Is everything running? See"},
	"landing.contact":   {"Vragen?", "Questions?"},
}
