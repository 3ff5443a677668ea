package browsertest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Finding is what axe-core says about one element.
type Finding struct {
	Rule    string // "color-contrast"
	Impact  string // "minor", "moderate", "serious", "critical"
	Certain bool   // false: axe could not decide, a person must
	Target  string // selector of the element
	Text    string // what is wrong
}

func (f Finding) String() string {
	kind := "violation"
	if !f.Certain {
		kind = "incomplete"
	}
	return fmt.Sprintf("%s %s (%s) at %s: %s", kind, f.Rule, f.Impact, f.Target, f.Text)
}

// Reviewed is an undecided finding that a person has looked at.
type Reviewed struct {
	Rule, Target string
	Why          string // what he saw
}

// Axe judges the page with axe-core, which lets decideDrawn say what it cannot see itself, and returns what it finds, in the order of the rules' names and of the page.
func (p *Page) Axe() []Finding {
	p.t.Helper()
	source := Install(p.t, SetAxe).File(p.t, "axe-core/axe.min.js")
	p.Eval("window.axe ? true : ("+asFunction(source)+", true)", nil)
	var text string
	p.Eval(axeRun, &text)
	var found []Finding
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		p.t.Fatal(err)
	}
	found = p.decideDrawn(found)
	slices.SortStableFunc(found, func(a, b Finding) int { return strings.Compare(a.Rule, b.Rule) })
	return found
}

// asFunction makes a script an expression that evaluates it in the page, whatever its security policy says: the browser's own
// door is not bound by that.
func asFunction(script []byte) string {
	return "(function () {\n" + string(script) + "\n}).call(window)"
}

const axeRun = `axe.run(document, {resultTypes: ["violations", "incomplete"]}).then(r => {
	const list = (results, certain) => results.flatMap(v => v.nodes.map(n => ({
		Rule: v.id, Impact: n.impact || v.impact || "", Certain: certain, Target: n.target.flat().join(" "),
		Text: [...n.any, ...n.all, ...n.none].map(c => c.message).join("; ") || v.help,
	})));
	return JSON.stringify([...list(r.violations, true), ...list(r.incomplete, false)]);
})`

// Accessible fails the test for everything that axe-core finds, but for what has been reviewed. A review of what is no longer
// found fails too.
func (p *Page) Accessible(reviewed ...Reviewed) {
	p.t.Helper()
	judge(p.t, p.Axe(), reviewed)
}

func judge(t testing.TB, found []Finding, reviewed []Reviewed) {
	t.Helper()
	left := slices.Clone(reviewed)
	for _, f := range found {
		at := slices.IndexFunc(reviewed, func(r Reviewed) bool { return !f.Certain && r.Rule == f.Rule && r.Target == f.Target })
		if at < 0 {
			t.Error(f)
			continue
		}
		left = slices.DeleteFunc(left, func(r Reviewed) bool { return r == reviewed[at] })
	}
	for _, r := range left {
		t.Errorf("%s at %s was reviewed (%s), and is not found any more: remove the review", r.Rule, r.Target, r.Why)
	}
}

// asJSON writes what a script is given.
func asJSON(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic("browsertest: " + err.Error()) // strings only
	}
	return text
}
