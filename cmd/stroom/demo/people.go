package demo

import (
	"time"

	"stroom/definitions"
	"stroom/server/auth"
)

// Person is someone of the demonstration.
type Person struct {
	Short string // how tales and commands call him; also the subject of his tokens
	auth.DevPerson
}

// The organisations of the demonstration. None of them exists, but for the national ones that every trajectory meets.
const (
	east  = "reclassering-oost"
	west  = "reclassering-west"
	linde = "de-linde"
	brug  = "de-brug"
	haven = "de-haven"
	zvh   = "zvh-oost"
	nifp  = "nifp"
	dji   = "dji"
	om    = "om-oost"
	pi    = "pi-oost"
)

// People returns the demo people: for each role at least one, in several organisations.
func People() []Person {
	person := func(short, name string, memberships ...auth.Membership) Person {
		return Person{short, auth.DevPerson{Subject: short, Name: name, Memberships: memberships}}
	}
	at := func(organisation string, roles ...string) []auth.Membership {
		var all []auth.Membership
		for _, r := range roles {
			all = append(all, auth.Membership{Role: r, Organisation: organisation})
		}
		return all
	}
	operator := person("otto", "Otto Beheer", at(east, "supervisor")...)
	operator.Permissions = []auth.Permission{
		auth.Resolve, auth.Adjust, auth.Rebind, auth.Correct, auth.Migrate, auth.Stop, auth.Import, auth.Messages, auth.Refusals, auth.Audit,
	}
	lead := person("lena", "Lena Leiding", at(east, "lead")...)
	lead.Permissions = []auth.Permission{auth.Refusals, auth.Audit}
	overseer := person("sven", "Sven Toezicht", at(east, "supervisor")...)
	overseer.Permissions = []auth.Permission{auth.Audit}
	inspector := person("ines", "Ines Inspectie", at("inspectie", "inspector")...)
	inspector.Permissions = []auth.Permission{auth.Refusals, auth.Audit}
	return []Person{
		person("anna", "Anna Reclassering", at(east, "probation")...),
		person("bram", "Bram Reclassering", at(east, "probation")...),
		person("wim", "Wim Reclassering", at(west, "probation")...),
		person("kees", "Kees Aanbieder", at(linde, "provider")...),
		person("lotte", "Lotte Aanbieder", at(linde, "provider")...),
		person("mo", "Mo Aanbieder", at(brug, "provider")...),
		person("fleur", "Fleur Aanbieder", append(at(haven, "provider"), at(brug, "provider")...)...), // at two organisations
		person("nora", "Nora Indicatie", at(nifp, "nifp")...),
		person("daan", "Daan Plaatsing", at(dji, "diz")...),
		person("mila", "Mila Ministerie", at(dji, "minister")...),
		person("zoe", "Zoë Casusoverleg", at(zvh, "zvh")...),
		person("olga", "Olga Officier", at(om, "prosecution")...),
		person("piet", "Piet Gevangenis", at(pi, "pmo", "prison")...), // two roles at one organisation
		lead,
		overseer,
		inspector,
		operator,
	}
}

// StandIn is that one of the people stands in for another.
type StandIn struct {
	ID         string
	Person, By string // short names
	auth.Membership
	From, Until time.Time
}

// StandIns says who stands in for whom, for two weeks from a moment on: somebody at a provider is on leave.
func StandIns(now time.Time) []StandIn {
	return []StandIn{{
		ID: "demo-leave-of-kees", Person: "kees", By: "lotte", Membership: auth.Membership{Role: "provider", Organisation: linde},
		From: now, Until: now.AddDate(0, 0, 14),
	}}
}

// Named returns the person with a short name; false if there is none.
func Named(short string) (Person, bool) {
	for _, p := range People() {
		if p.Short == short {
			return p, true
		}
	}
	return Person{}, false
}

// Label puts a membership in words: the role as the shipped definition calls it, and the organisation.
func Label() func(auth.Membership) string {
	def, _, err := definitions.Compile(Definition, definitions.Newest(Definition), nil)
	return func(m auth.Membership) string {
		if err == nil && def != nil && def.Role(m.Role) != nil {
			return def.Role(m.Role).Label.NL + ", " + m.Organisation
		}
		return m.Role + ", " + m.Organisation
	}
}
