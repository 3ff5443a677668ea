package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"stroom/cmd/stroom/demo"
	"stroom/server/browsertest"
)

// A journey is what somebody comes for, done in a real browser on the pages of `stroom dev`, from the sign-in on. It is done in
// four manners, so that everything is done with and without scripts, by pointer and by keyboard alone, on a phone and on a
// desk. What is counted is activations: a click, a tap or a key on a control; typing counts as one for each field.

// manner is how a journey is done.
type manner struct {
	name string
	look browsertest.Look
	keys bool // by keyboard alone
	axe  bool // every step is judged by axe-core; for the others the manners differ in nothing that it sees
}

func manners() []manner {
	desk, phone := browsertest.Wide, browsertest.Phone
	deskOff, phoneOff := desk, phone
	deskOff.NoScript, phoneOff.NoScript, phoneOff.Dark = true, true, true
	return []manner{
		{"desk-pointer-script", desk, false, true},
		{"phone-pointer-noscript", phoneOff, false, true},
		{"desk-keyboard-noscript", deskOff, true, false},
		{"phone-keyboard-script", phone, true, false},
	}
}

// journey is one of them, under way.
type journey struct {
	*browsertest.Page
	t           *testing.T
	site        string
	manner      manner
	activations int
	steps       []string
}

// travel opens a browser and signs somebody in, as he would.
func travel(t *testing.T, m manner, site, name string) *journey {
	t.Helper()
	j := &journey{Page: browsertest.Open(t, m.look), t: t, site: site, manner: m}
	j.Go(site + "/")
	j.follow("Inloggen")
	j.follow(name)
	j.activations, j.steps = 0, nil
	t.Cleanup(func() { t.Logf("%d activations\n%s", j.activations, strings.Join(j.steps, "\n")) })
	return j
}

// follow activates what is called so, and comes to the page to which it leads.
func (j *journey) follow(name string) {
	j.t.Helper()
	j.came(name, j.Leads(j.act(func() { j.Find(name) }, func() { j.Click(name) })))
}

// followAt is follow, for what is told by a selector.
func (j *journey) followAt(selector string) {
	j.t.Helper()
	j.came(selector, j.Leads(j.act(func() { j.FindAt(selector) }, func() { j.ClickAt(selector) })))
}

// refusedAt is followAt, for what is refused: the browser says so in its log, and nothing else.
func (j *journey) refusedAt(selector string, status int) {
	j.t.Helper()
	took := j.Leads(j.act(func() { j.FindAt(selector) }, func() { j.ClickAt(selector) }))
	if said := j.Problems(); len(said) != 1 || !strings.Contains(said[0], fmt.Sprintf("status of %d", status)) {
		j.t.Errorf("the browser says %q", said)
	}
	j.Forget()
	j.came(selector, took)
}

// act is one activation: what has been found is pressed, or what is pointed at is clicked. The way to it is not counted.
func (j *journey) act(find, click func()) func() {
	j.t.Helper()
	j.activations++
	if !j.manner.keys {
		return click
	}
	find()
	j.visible()
	return func() { j.Press("Enter") }
}

// visible checks that the keyboard shows where it is.
func (j *journey) visible() {
	j.t.Helper()
	if f := j.Focused(); !f.Seen {
		j.t.Errorf("the focus cannot be seen on %+v", f)
	}
}

// came judges the page to which an activation led.
func (j *journey) came(by string, took time.Duration) {
	j.t.Helper()
	j.steps = append(j.steps, fmt.Sprintf("%2d  %6d ms  %s", j.activations, took.Milliseconds(), by))
	if more := j.Wide(); more > 0 {
		j.t.Errorf("after %s the page is %d pixels wider than its window", by, more)
	}
	if j.manner.axe {
		for _, f := range j.Axe() {
			j.t.Errorf("after %s: axe-core: %s", by, f)
		}
	}
	j.Clean()
	j.Keep(fmt.Sprintf("step-%02d", len(j.steps)))
}

// fill types a text into a field: one activation.
func (j *journey) fill(selector, text string) {
	j.t.Helper()
	j.activations++
	var calendar bool
	j.Eval(fmt.Sprintf(`document.querySelector(%q)?.type === "date"`, selector), &calendar)
	switch {
	case j.manner.keys:
		j.FindAt(selector)
		j.visible()
	case calendar: // one of the browser opens over the page, and takes the next click
		j.Eval(fmt.Sprintf("document.querySelector(%q).focus()", selector), nil)
	default:
		j.ClickAt(selector)
	}
	j.Type(text)
	j.steps = append(j.steps, fmt.Sprintf("%2d             %s", j.activations, selector))
}

// choose takes one of the answers of a question: one activation.
func (j *journey) choose(field, value string) {
	j.t.Helper()
	j.activations++
	one := fmt.Sprintf("input[name=%q][value=%q]", field, value)
	j.steps = append(j.steps, fmt.Sprintf("%2d             %s = %s", j.activations, field, value))
	if !j.manner.keys {
		j.ClickAt(one)
		return
	}
	j.FindAt(fmt.Sprintf("input[name=%q]", field))
	j.visible()
	j.Press("Space")
	for range 20 { // the arrows go through the answers
		var there bool
		if j.Eval(fmt.Sprintf("document.querySelector(%q).checked", one), &there); there {
			return
		}
		j.Press("Down")
	}
	j.t.Fatalf("%s cannot be chosen with the keyboard", one)
}

// selects takes one of the lines of a list: one activation.
func (j *journey) selects(field, name string) {
	j.t.Helper()
	selector := fmt.Sprintf("select[name=%q]", field)
	if j.manner.keys {
		j.fill(selector, name)
	} else { // a list of the browser opens over the page
		j.activations++
		j.Eval("document.querySelector("+fmt.Sprintf("%q", selector)+").focus()", nil)
		j.Type(name)
		j.steps = append(j.steps, fmt.Sprintf("%2d             %s = %s", j.activations, selector, name))
	}
	var chosen string
	if j.Eval(fmt.Sprintf("document.querySelector(%q).selectedOptions[0].text", selector), &chosen); chosen != name {
		j.t.Fatalf("%q is chosen for %q", chosen, name)
	}
}

// slide moves a slider: to its beginning by keyboard, to its middle by pointer.
func (j *journey) slide(selector string) {
	j.t.Helper()
	j.activations++
	j.steps = append(j.steps, fmt.Sprintf("%2d             %s", j.activations, selector))
	if !j.manner.keys {
		j.ClickAt(selector)
		return
	}
	j.FindAt(selector)
	j.visible()
	j.Press("Home")
}

// reads checks that texts are on the page.
func (j *journey) reads(texts ...string) {
	j.t.Helper()
	page := j.Text()
	for _, text := range texts {
		if !strings.Contains(page, text) {
			j.t.Errorf("%s does not say %q, but\n%s", j.URL(), text, page)
		}
	}
}

// at checks the number of activations so far.
func (j *journey) at(want int) {
	j.t.Helper()
	if j.activations != want {
		j.t.Errorf("%d activations, want %d", j.activations, want)
	}
}

// How far clinic walks.
const (
	inCare   = 9  // in a clinic; a step is refused for want of an assessment
	assessed = 11 // with the assessment
	proposed = 12 // a step down has been proposed
)

// clinic walks a trajectory to a point in the care in a clinic, without the scene that is refused.
func (c apiClient) clinic(start string, to int) (trajectory string) {
	c.t.Helper()
	begun := demo.Walk(start, "-", time.Now())[0]
	trajectory, _ = c.ask(begun.By, begun.Method, begun.Path, begun.Body).at("trajectory").(string)
	scenes := demo.Walk(start, trajectory, time.Now())
	c.walk(scenes[1:inCare])
	c.walk(scenes[min(inCare+1, to):to])
	return trajectory
}

// decisions counts how often a decision was taken, by the journal.
func (c apiClient) decisions(by, trajectory, decision string) int {
	c.t.Helper()
	n, path := 0, "/v1/trajectories/"+trajectory+"/events?limit=100"
	for more, cursor := true, ""; more; {
		r := c.ask(by, http.MethodGet, path+cursor, "")
		n += len(r.items(func(row map[string]any) bool { return row["decision"] == decision && row["kind"] == "event_taken" }))
		var next string
		next, more = r.at("next").(string)
		cursor = "&cursor=" + next
	}
	return n
}
