package ui

import "io"

// DemoSignIn is the sign-in page of a demonstration: people who do not exist, each one click away.
type DemoSignIn struct {
	Frame
	Action string        // where the choice is sent
	Hidden []HiddenField // what the browser brought along
	People []DemoPerson
}

// DemoPerson is one of them.
type DemoPerson struct {
	Value, Name string
	Roles       []string
}

// HiddenField is a field of a form that nobody sees.
type HiddenField struct{ Name, Value string }

var demoTemplate = parse("demo")

// Render writes the page.
func (p DemoSignIn) Render(w io.Writer) error { return render(w, demoTemplate, p) }

var demoMessages = map[string]message{
	"demo.title":  {"Inloggen als proefpersoon", "Sign in as a demo person"},
	"demo.warn":   {"Dit is een proef. Deze mensen bestaan niet, en iedereen kan hier inloggen.", "This is a demonstration. These people do not exist, and anybody can sign in here."},
	"demo.choose": {"Kies wie u wilt zijn:", "Choose who you want to be:"},
}
