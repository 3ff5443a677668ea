package ui

import (
	"fmt"
	"maps"
)

// message is a sentence of the product in both languages. Each may hold %s, filled in order, the same number in both.
type message struct {
	NL, EN string
}

// catalogue holds every message by its key. Each page has its own part, beside its struct.
var catalogue = merge(
	frameMessages,
	problemMessages,
	landingMessages,
	dateMessages,
	rolesMessages,
	demoMessages,
	todayMessages,
	standInMessages,
	trajectoryMessages,
	decideMessages,
	correctMessages,
	receiptMessages,
	chartMessages,
	timelineMessages,
	helpMessages,
	insightMessages,
	lookedMessages, reassignMessages,
	overviewMessages,
	figureMessages,
	resultsMessages,
)

func merge(parts ...map[string]message) map[string]message {
	all := map[string]message{}
	for _, part := range parts {
		before := len(all)
		maps.Copy(all, part)
		if len(all) != before+len(part) {
			panic("ui: a key of the catalogue stands in two parts")
		}
	}
	return all
}

// Say returns a message in a language: "nl" or "en". It panics when there is no such message.
func Say(lang, key string, args ...any) string {
	m, ok := catalogue[key]
	if !ok {
		panic("ui: no message " + key)
	}
	text := m.NL
	if lang == "en" {
		text = m.EN
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// Known reports whether there is such a message.
func Known(key string) bool {
	_, ok := catalogue[key]
	return ok
}

// Count returns a message about a number: KEY.none for 0, KEY.one for 1, else KEY.many with the number filled in.
func Count(lang, key string, n int) string {
	switch n {
	case 0:
		return Say(lang, key+".none")
	case 1:
		return Say(lang, key+".one")
	}
	return Say(lang, key+".many", Figure(lang, n))
}
