package server

import (
	"net/http"
	"regexp"
	"strings"

	"stroom/server/ui"
)

// land says what this is, and where the API is.
func (c *call) land() (answer, error) {
	charts, err := c.chartLinks()
	if err != nil {
		return answer{}, err
	}
	return c.page(ui.Landing{
		Frame: c.frame(ui.Say(c.lang, "landing.title")), Charts: charts, Contact: ui.Contact{Name: c.s.Contact.Name, Email: c.s.Contact.Email},
	})
}

// chooseLanguage keeps the choice in the browser and goes back.
func (c *call) chooseLanguage() (answer, error) {
	values, err := c.form()
	if err != nil {
		return answer{}, err
	}
	lang := values.Get("lang")
	if lang != "nl" && lang != "en" {
		return answer{}, refuse(badForm)
	}
	http.SetCookie(c.c.Response().Writer, &http.Cookie{
		Name: langCookie, Value: lang, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	return goTo(within(values.Get("back")))
}

// asset serves a static file. Its name changes with its content.
func (c *call) asset() (answer, error) {
	media, text, known := ui.Asset(c.c.Param("file"))
	if !known {
		return answer{}, refuse(notFound)
	}
	h := c.c.Response().Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	if takesGzip(c.c.Request().Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		text = ui.AssetZipped(c.c.Param("file"))
	}
	return answer{status: http.StatusOK, raw: text, media: media}, nil
}

// takesGzip reports whether a browser says that it takes what gzip made.
func takesGzip(accepted string) bool {
	for part := range strings.SplitSeq(accepted, ",") {
		name, weight, _ := strings.Cut(part, ";")
		if strings.TrimSpace(name) == "gzip" {
			return !noWeight.MatchString(weight)
		}
	}
	return false
}

var noWeight = regexp.MustCompile(`^\s*q=0(\.0*)?\s*$`)

// helpPage says how the pages work, and accessPage how accessible they are.
func (c *call) helpPage() (answer, error) {
	return c.page(ui.Help{Frame: c.frame(ui.Say(c.lang, "help.title")), Contact: ui.Contact{Name: c.s.Contact.Name, Email: c.s.Contact.Email}})
}

func (c *call) accessPage() (answer, error) {
	return c.page(ui.Access{Frame: c.frame(ui.Say(c.lang, "access.title")), Contact: ui.Contact{Name: c.s.Contact.Name, Email: c.s.Contact.Email}})
}
