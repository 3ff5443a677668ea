package ui

var frameMessages = map[string]message{
	"frame.skip":   {"Naar de inhoud", "To the content"},
	"frame.nav":    {"Hoofdmenu", "Main menu"},
	"frame.in":     {"Inloggen", "Sign in"},
	"frame.out":    {"Uitloggen", "Sign out"},
	"frame.all":    {"al uw rollen", "all your roles"},
	"frame.as":     {"Kies een andere rol", "Choose another role"},
	"frame.other":  {"English", "Nederlands"},
	"frame.charts": {"Stroomschema's", "Flow charts"},
	"frame.access": {"Toegankelijkheid", "Accessibility"},
	"frame.help":   {"Hulp", "Help"},
	"nav.today":    {"Vandaag", "Today"},
	"nav.results":  {"Resultaten", "Results"},
	"list.next":    {"Toon meer", "Show more"},
}
