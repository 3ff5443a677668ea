package ui

import "io"

// Roles is where somebody with several roles or organisations chooses as whom he acts.
type Roles struct {
	Frame
	Choices []RoleChoice
	Back    string
}

// RoleChoice is one of them.
type RoleChoice struct {
	Value, Text string
	Here        bool
}

var rolesTemplate = parse("roles")

// Render writes the page.
func (p Roles) Render(w io.Writer) error { return render(w, rolesTemplate, p) }

var rolesMessages = map[string]message{
	"roles.title":  {"Kies een rol", "Choose a role"},
	"roles.legend": {"Als wie wilt u werken?", "As whom do you want to work?"},
	"roles.hint":   {"U ziet en doet dan alleen wat bij die rol hoort.", "You then see and do only what belongs to that role."},
	"roles.all":    {"Al mijn rollen samen", "All my roles together"},
	"roles.choose": {"Rol kiezen", "Choose role"},
}
