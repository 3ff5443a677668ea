package server

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// proof is what the proofs must know of a page beside its route: the matrix, the browser and the links are made from both.
// A new page gets its line in proofs below, or TestEveryPageIsProved fails.
type proof struct {
	path  string                                      // "" is that of the route, with what {parts} stand for in a stage
	query string                                      // with which it is asked, "?op=2026-03-02"; AS is the first role of who asks
	form  func(s *stage, who string, o object) string // what its form sends; the token comes with it
	may   func(who string) bool                       // who may, of those who see what it is about; nil: all of them
	no    int                                         // what the others get; 0: 404
	want  []int                                       // the good statuses; nil: 200, and for a form 303 alone
	loose bool                                        // who sees it, may be refused by the engine: 400, 403 or 409 too
	every bool                                        // it needs no role: who has none may ask for it too

	as   string // who looks at it in a browser; "": nobody has signed in
	look string // why nobody looks at it; "" for a page that is looked at
}

// noLook is of what answers with a redirect.
const noLook = "it leads elsewhere"

// proofs are all pages, by the names of their routes.
func proofs() map[string]proof {
	return map[string]proof{
		"landingPage":  {},
		"languagePage": {form: typed("lang", "en", "back", "/"), look: noLook},
		"asset":        {path: "/assets/stroom.css", want: []int{http.StatusNotFound}, look: "it is no page"}, // its name without its mark
		"chartsPage":   {},
		"chartPage":    {},
		"helpPage":     {},
		"accessPage":   {},
		"leavePage":    {want: []int{http.StatusSeeOther}, look: noLook},
		"comeBackPage": {want: []int{http.StatusUnauthorized}, look: "without its cookie it is a refusal"},
		"signOutPage":  {form: typed(), every: true, look: noLook},

		"rolesPage":      {every: true, as: "eve"},
		"chooseRolePage": {form: typed("as", "", "back", "/"), every: true, look: noLook},

		"todayPage":       {as: "bob"},
		"standInPage":     {as: "bob"},
		"makeStandInPage": {form: typed("wie", "", "vanaf", "", "tot", ""), want: []int{http.StatusBadRequest}, look: "it answers a form"},
		"endStandInPage":  {form: typed("id", "none"), want: []int{http.StatusNotFound}, look: noLook},
		"actForPage":      {form: typed("id", ""), look: noLook},
		"overviewPage":    {query: "?deel=lending", as: "ann"},
		"overviewSheet":   {look: "it is a file"},
		"overviewSearch":  {form: typed("zoek", "t-n"), want: []int{http.StatusOK}, look: "it answers a form"},
		"resultsPage":     {as: "ivy"},
		"trajectoryPage":  {as: "bob"},
		"timePage":        {query: "?op=2026-03-02", as: "bob"},
		"insightPage":     {query: "?van=2026-03-02", may: is("ivy", "lou"), as: "ivy"},
		"insightFile":     {path: "/trajecten/{id}/inzage.csv", may: is("ivy", "lou"), look: "it is a file"},
		"decidePage":      {query: "?besluit=main.block&als=AS", as: "bob"},
		"recordPage":      {form: blocking, loose: true, look: noLook},
		"receiptPage":     {as: "bob"},
		"withdrawPage":    {form: withdrawing, loose: true, look: noLook},

		"reassignPage":       {query: "?rol=keeper", may: is("sam"), no: http.StatusForbidden, as: "sam"},
		"recordReassignPage": {form: reassigned, may: is("sam"), no: http.StatusForbidden, loose: true, look: noLook},
		// Of the start, which sets facts.
		"correctPage": {path: "/trajecten/{id}/besluiten/own/verbeteren", as: "sam", may: is("sam")},
		"recordCorrectionPage": {path: "/trajecten/{id}/besluiten/own/verbeteren", form: rightening, may: is("sam"), look: noLook,
			want: []int{http.StatusSeeOther, http.StatusNotFound}},
	}
}

// is makes the rule that these people may.
func is(names ...string) func(string) bool {
	return func(who string) bool { return slices.Contains(names, who) }
}

// typed is a form that is the same for everybody.
func typed(pairs ...string) func(*stage, string, object) string {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return func(*stage, string, object) string { return v.Encode() }
}

// blocking hands in a decision as the first role of a person: blocking, which is the keeper's.
func blocking(s *stage, who string, _ object) string {
	s.number++
	return url.Values{
		"id": {"n" + strconv.Itoa(s.number)}, "besluit": {"main.block"}, "als": {s.firstRole(who)}, "voor": {""}, "deel": {"0"}, "stap": {"0"},
		"gelezen": {"0"}, "do": {"record"},
	}.Encode()
}

// rightening hands in that the keeper's block was there from the start.
func rightening(s *stage, _ string, _ object) string {
	s.number++
	return url.Values{"id": {"n" + strconv.Itoa(s.number)}, "reden": {"verkeerd"}, "f.0": {"true"}, "f.1": {"0"}}.Encode()
}

// reassigned gives the reader's work to the east.
func reassigned(s *stage, who string, _ object) string {
	s.number++
	return url.Values{
		"id": {"n" + strconv.Itoa(s.number)}, "partij": {"reader@"}, "als": {s.firstRole(who)}, "naar": {"east"}, "reden": {"verhuisd"}, "do": {"record"},
	}.Encode()
}

func withdrawing(s *stage, who string, _ object) string {
	s.number++
	return url.Values{"id": {"n" + strconv.Itoa(s.number)}, "as": {s.firstRole(who)}}.Encode()
}

// firstRole is as whom somebody acts here: his first role, or one that he has not.
func (s *stage) firstRole(who string) string {
	if p := people[who]; len(p.Memberships) > 0 {
		return p.Memberships[0].Role + "@" + p.Memberships[0].Organisation
	}
	return "reader@north"
}

// pathOf is the address of a page about an object.
func (s *stage) pathOf(r route, p proof, who string, o object) string {
	name := "loan"
	if o != own {
		name = "nothing"
	}
	path := p.path
	if path == "" {
		path = r.path
	}
	return strings.NewReplacer("{id}", s.ids[o], "{decisionId}", "d2", "{name}", name).Replace(path) +
		strings.ReplaceAll(p.query, "AS", url.QueryEscape(s.firstRole(who)))
}

// Every page has its proof, and every proof its page.
func TestEveryPageIsProved(t *testing.T) {
	t.Parallel()
	left := proofs()
	for _, r := range pageRoutes() {
		p, known := left[r.name]
		if !known {
			t.Errorf("%s (%s %s) is a page without a line in proofs(): who may, what does its form send, as whom is it looked at?", r.name, r.method, r.path)
		}
		if (p.form != nil) != (r.method == http.MethodPost) {
			t.Errorf("%s: a form belongs to POST, and to every POST", r.name)
		}
		delete(left, r.name)
	}
	for name := range left {
		t.Errorf("%s is proved, and there is no such page", name)
	}
}
