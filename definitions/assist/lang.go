package assist

import "stroom/definitions/stroomschema"

// Lang is the language in which people are answered: NL or EN.
type Lang string

// The languages.
const (
	NL Lang = "nl"
	EN Lang = "en"
)

// say returns the text in the language.
func (l Lang) say(nl, en string) string {
	if l == EN {
		return en
	}
	return nl
}

func (l Lang) text(t stroomschema.Text) string { return l.say(t.NL, t.EN) }
