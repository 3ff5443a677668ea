package ui

import "strconv"

// Figure writes a whole number with its thousands apart: "12.345" in Dutch, "12,345" in English.
func Figure(lang string, n int) string {
	text, between := strconv.Itoa(n), "."
	if lang == "en" {
		between = ","
	}
	out := ""
	for len(text) > 3 && text[len(text)-4] != '-' {
		out = between + text[len(text)-3:] + out
		text = text[:len(text)-3]
	}
	return text + out
}

// Days writes how many days something has taken.
func Days(lang string, n int) string {
	return Count(lang, "days", max(n, 0))
}

var figureMessages = map[string]message{
	"days.none": {"sinds vandaag", "since today"},
	"days.one":  {"1 dag", "1 day"},
	"days.many": {"%s dagen", "%s days"},
}
