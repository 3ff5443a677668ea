package ui

// Frame is what surrounds every page.
type Frame struct {
	Lang    string // "nl" or "en"
	Title   string // of the page, in that language
	Nonce   string // of this answer's Content-Security-Policy
	Path    string // of the page, with its query: where the switch of language leads back to
	Nav     []Link // empty while nobody is signed in
	Who     *Who   // nil while nobody is signed in
	Token   string // of forms; "" while nobody is signed in
	Charted bool   // a drawing stands on it
	Said    string // what has just been done, for the status line; "" for nothing
}

// Who is the person that is signed in.
type Who struct {
	Name    string
	As      string // role and organisation, in words
	For     string // "voor Y", while he acts in somebody's place; "" otherwise
	Several bool   // he can choose as whom he acts
}

// Link is a text that leads somewhere.
type Link struct {
	Href string
	Text string
	Here bool // it is the present page, or the present choice
}

// T returns a message of the catalogue in the language of the page, with its %s filled in.
func (f Frame) T(key string, args ...any) string { return Say(f.Lang, key, args...) }

// OtherLang is the language to which the page can be switched.
func (f Frame) OtherLang() string {
	if f.Lang == "en" {
		return "nl"
	}
	return "en"
}
