package diagram

import (
	"strconv"
	"strings"
)

// item is an entry of the list that says what the drawing shows: a text, and what belongs under it.
type item struct {
	id    string // of the node it is about; "" for none
	node  *Node
	text  string
	title bool // it names what stands under it
	items []item
}

// List writes the content of the chart as plain text: a line for each entry, indented under what it belongs to.
func (c *Chart) List() []byte {
	var b strings.Builder
	b.WriteString(c.Title + ", " + c.say(sayVersion, c.Version) + "\n")
	writeText(&b, (&outliner{Chart: c}).flows(), 0)
	return []byte(b.String())
}

func writeText(b *strings.Builder, items []item, depth int) {
	for _, i := range items {
		if depth == 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strings.Repeat("  ", depth) + "- " + i.text + "\n")
		writeText(b, i.items, depth+1)
	}
}

// ListHTML writes the content of the chart as a nested <ol>, to stand beside the drawing: the same content in reading
// order, with the same links and marks. Ids are those of the drawing with "list." behind the prefix.
func (c *Chart) ListHTML(o Options) []byte {
	var b strings.Builder
	l := &outliner{Chart: c, Options: o}
	l.writeHTML(&b, l.flows(), "sd-list")
	return []byte(b.String())
}

func (l *outliner) writeHTML(b *strings.Builder, items []item, class string) {
	tag := "ul"
	if class != "" {
		tag, class = "ol", ` class="`+class+`" lang="`+l.Lang+`"`
	}
	b.WriteString("<" + tag + class + ">\n")
	for _, i := range items {
		id, text := "", esc(i.text)
		if i.id != "" {
			id = ` id="` + esc(l.Prefix+"list."+i.id) + `"`
		}
		if i.title {
			text = "<strong>" + text + "</strong>"
		}
		if i.node != nil && l.Link != nil {
			if href := l.Link(i.node); href != "" {
				text = `<a href="` + esc(href) + `">` + text + "</a>"
			}
		}
		b.WriteString("<li" + id + ">" + text)
		if len(i.items) > 0 {
			b.WriteByte('\n')
			l.writeHTML(b, i.items, "")
		}
		b.WriteString("</li>\n")
	}
	b.WriteString("</" + tag + ">\n")
}

func (c *Chart) say(p phrase, values ...any) string { return p.in(c.Lang, values...) }

// outliner makes the entries.
type outliner struct {
	*Chart
	Options
}

func (l *outliner) flows() []item {
	var list []item
	for _, f := range l.Flows {
		i := item{id: f.ID, text: f.Title, title: true}
		if f.Key != "" {
			i.items = append(i.items, item{text: sentence(l.say(sayPerKey, f.Key)) + "."})
		}
		if f.AtMost > 0 {
			i.items = append(i.items, item{text: sentence(l.say(sayAtOnce, f.AtMost)) + "."})
		}
		for _, e := range f.Effects {
			i.items = append(i.items, item{text: l.say(sayAtEnd) + ": " + l.effect(e) + "."})
		}
		for _, n := range f.Nodes {
			if n.Kind != Outcome {
				i.items = append(i.items, l.node(f, n))
			}
		}
		i.items = append(i.items, l.outcomes(f)...)
		list = append(list, i)
	}
	return list
}

// outcomes lists how a run can end.
func (l *outliner) outcomes(f *Flow) []item {
	head := item{text: l.say(sayOutcomes), title: true}
	for _, n := range f.Nodes {
		if n.Kind == Outcome {
			head.items = append(head.items, item{id: n.ID, node: n, text: l.marked(sentence(n.Label), l.Marks.Nodes[n.ID])})
		}
	}
	if len(head.items) == 0 {
		return nil
	}
	return []item{head}
}

func (l *outliner) node(f *Flow, n *Node) item {
	text := n.Label
	switch {
	case n.Number > 0:
		text = sentence(l.say(sayStep, n.Number)) + ". " + text
	case n.Kind == Begin && len(n.Who) > 0:
		text = l.say(sayBegin) + ". " + text
	}
	i := item{id: n.ID, node: n, text: l.marked(text, l.Marks.Nodes[n.ID]), title: true}
	add := func(p phrase, value string) {
		if value != "" {
			i.items = append(i.items, item{text: p.in(l.Lang, value) + "."})
		}
	}
	if n.Kind == Anywhere {
		add(phrase{"%s", "%s"}, sentence(l.where(f, n)))
	}
	add(sayWho, listed(labels(n.Who)))
	add(phrase{"%s", "%s"}, sentence(n.Not))
	add(sayGoal, strings.TrimSuffix(n.Goal, "."))
	add(sayTerm, n.Term)
	add(sayReminder, listed(n.Reminders))
	add(sayChecklist, listed(n.Items))
	add(sayService, n.Service)
	for _, id := range n.Calls {
		add(sayCalls, l.flowTitle(id))
	}
	for _, e := range n.Effects {
		i.items = append(i.items, item{text: sentence(l.effect(e)) + "."})
	}
	for _, a := range f.Out(n.ID) {
		i.items = append(i.items, item{text: l.arrow(f, a)})
	}
	return i
}

// where says at which steps something may happen.
func (l *outliner) where(f *Flow, n *Node) string {
	if len(n.At) == 0 {
		return l.say(sayAtEveryStep)
	}
	var numbers []string
	for _, id := range n.At {
		numbers = append(numbers, strconv.Itoa(f.Node(id).Number))
	}
	return l.say(sayAtStep, and(numbers, l.say(sayAnd)))
}

// arrow says who or what takes an arrow, where it leads and what it does.
func (l *outliner) arrow(f *Flow, a *Arrow) string {
	origins := map[Origin]phrase{Person: sayPersonKind, World: sayWorldKind, Silence: saySilenceKind, Another: sayAnotherKind, Itself: sayItselfKind}
	text := sentence(l.say(origins[a.Origin]))
	var words []string
	switch {
	case a.Origin == Silence: // its label says so itself
		text = sentence(a.Label)
	case a.Label != "":
		words = append(words, a.Label)
	}
	if len(a.By) > 0 {
		words = append(words, l.say(sayBy, listed(labels(a.By))))
	}
	if a.Condition != "" {
		words = append(words, a.Condition)
	}
	if len(words) > 0 {
		text += ": " + listed(words)
	}
	text += " → " + l.target(f, a) + "."
	for _, e := range a.Effects {
		text += " " + sentence(l.effect(e)) + "."
	}
	return l.marked(text, l.Marks.Arrows[a.ID])
}

func (l *outliner) target(f *Flow, a *Arrow) string {
	to := f.Node(a.To)
	switch {
	case a.Stay:
		return l.say(sayStays)
	case to.Kind == Outcome:
		return strings.ToLower(l.say(sayEnds)) + ": " + to.Label
	}
	return l.say(sayStep, to.Number)
}

// effect says what is done to another flow.
func (l *outliner) effect(e Effect) string {
	title := l.flowTitle(e.Flow)
	if e.Kind == Tells {
		return l.say(sayHears, e.Message) + " → " + title
	}
	return l.say(effectPhrases[e.Kind], title)
}

func (c *Chart) flowTitle(id string) string {
	if id == Others {
		return c.say(sayEveryOther)
	}
	for _, t := range c.Titles {
		if t.ID == id {
			return t.Title
		}
	}
	return id
}

// marked puts what a mark says behind a text.
func (l *outliner) marked(text string, m Mark) string {
	if words := m.words(l.Lang); len(words) > 0 {
		return text + " [" + listed(words) + "]"
	}
	return text
}
