package diagram

import (
	"fmt"
	"strconv"
	"strings"
)

// Mermaid writes the chart as a Mermaid flowchart: a subgraph for each flow, a node for each node, an arrow for each arrow
// that leads somewhere. What stays where it is stands in the text of its node. Links between flows are dotted.
func (c *Chart) Mermaid() []byte {
	m := &mermaid{c: c}
	m.put("---\ntitle: %s\n---\nflowchart TD\n", strconv.Quote(c.Title+", "+c.say(sayVersion, c.Version)))
	for _, f := range c.Flows {
		m.flow(f)
	}
	m.links()
	m.classes()
	return []byte(m.b.String())
}

type mermaid struct {
	c *Chart
	b strings.Builder
}

func (m *mermaid) put(format string, args ...any) { fmt.Fprintf(&m.b, format, args...) }

// mermaidText writes a text in quotes. Mermaid knows letters by their number between # and ; and reads no empty text.
func mermaidText(text string) string {
	if strings.TrimSpace(text) == "" {
		return `" "`
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '\n':
			b.WriteString("<br/>")
		case r < ' ', r == 0x7f:
			b.WriteByte(' ')
		case strings.ContainsRune("\"#<>&`;\\{}%", r):
			fmt.Fprintf(&b, "#%d;", r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// Ids begin with a letter and a dot, so that none is a word of Mermaid.
func mermaidNode(id string) string { return "n." + id }

func (m *mermaid) flow(f *Flow) {
	title := f.Title
	if f.Key != "" {
		title += " (" + m.c.say(sayPerKey, f.Key) + ")"
	}
	m.put("  subgraph f.%s[%s]\n", f.ID, mermaidText(title))
	for _, n := range f.Nodes {
		m.node(f, n)
	}
	for _, a := range f.Arrows {
		if !a.Stay {
			m.arrow(a)
		}
	}
	m.put("  end\n")
}

func (m *mermaid) node(f *Flow, n *Node) {
	l := &outliner{Chart: m.c}
	var lines []string
	head := ""
	if n.Number > 0 {
		head = strconv.Itoa(n.Number) + " · "
	}
	if who := listed(labels(n.Who)); who != "" || head != "" {
		lines = append(lines, strings.TrimSuffix(head+who, " · "))
	}
	lines = append(lines, n.Label)
	if n.Kind == Anywhere {
		lines = append(lines, l.where(f, n))
	}
	if n.Term != "" {
		lines = append(lines, n.Term)
	}
	for _, a := range f.Out(n.ID) {
		if a.Stay && a.Origin != Silence && n.Kind != Anywhere {
			lines = append(lines, "↻ "+a.Label)
		}
	}
	open, shut := "[", "]"
	switch n.Kind {
	case Begin, Outcome:
		open, shut = "([", "])"
	case Choice:
		open, shut = "{{", "}}"
	case Calling, Forking:
		open, shut = "[[", "]]"
	case Asking:
		open, shut = "[/", "/]"
	case Waiting:
		open, shut = "(", ")"
	case Anywhere:
		open, shut = ">", "]"
	case People, Whole:
	}
	m.put("    %s%s%s%s\n", mermaidNode(n.ID), open, mermaidText(strings.Join(lines, "\n")), shut)
}

// arrow draws what people decide as a line, and everything else dotted.
func (m *mermaid) arrow(a *Arrow) {
	line := "-->"
	if a.Origin == Silence || a.Origin == World || a.Origin == Another {
		line = "-.->"
	}
	text := strings.TrimPrefix(a.Label+"\n"+a.Condition, "\n")
	if text = strings.TrimSuffix(text, "\n"); text != "" {
		line += "|" + mermaidText(text) + "|"
	}
	m.put("    %s %s %s\n", mermaidNode(a.From), line, mermaidNode(a.To))
}

// links draws from flow to flow what happens between those that are drawn, once for each kind.
func (m *mermaid) links() {
	seen := map[string]bool{}
	for _, l := range m.c.Links {
		if l.From == l.To || m.c.Flow(l.From) == nil || m.c.Flow(l.To) == nil {
			continue
		}
		text := l.Message
		if l.Kind != Tells {
			text = m.c.say(linkPhrases[l.Kind])
		}
		line := fmt.Sprintf("  f.%s -.->|%s| f.%s\n", l.From, mermaidText(text), l.To)
		if !seen[line] {
			seen[line] = true
			m.put("%s", line)
		}
	}
}

// classes colour the nodes by the first role that does something there.
func (m *mermaid) classes() {
	for _, r := range m.c.Roles {
		var nodes []string
		for _, f := range m.c.Flows {
			for _, n := range f.Nodes {
				if len(n.Who) > 0 && n.Who[0].Role == r.Name {
					nodes = append(nodes, mermaidNode(n.ID))
				}
			}
		}
		if len(nodes) > 0 {
			m.put("  classDef r%d stroke:%s,stroke-width:2px\n  class %s r%d\n", r.Tint, tintColours[r.Tint], strings.Join(nodes, ","), r.Tint)
		}
	}
}
