package bpmn

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the goldens anew")

// outline writes what a model means, one line for each node with its ways on. Places are left out.
func outline(x *exporter) string {
	var b strings.Builder
	for _, e := range x.roots.list {
		fmt.Fprintf(&b, "%s %s %q\n", strings.TrimPrefix(e.name, "bpmn:"), e.attrs[0].value, e.attrs[1].value)
	}
	for _, p := range x.pools {
		fmt.Fprintf(&b, "\npool %s %q\n", p.flow.Name, p.name(x))
		for _, l := range p.lanes {
			ids := make([]string, len(l.nodes))
			for i, n := range l.nodes {
				ids[i] = n.id
			}
			fmt.Fprintf(&b, "lane %q: %s\n", l.name, strings.Join(ids, ", "))
		}
		outlineScope(&b, p.scope, "")
	}
	b.WriteByte('\n')
	for _, m := range x.mail {
		to := m.toPool.id()
		if m.to != nil {
			to = m.to.id
		}
		fmt.Fprintf(&b, "message flow from %s to %s\n", m.from.id, to)
	}
	return b.String()
}

func outlineScope(b *strings.Builder, s *scope, indent string) {
	for _, n := range s.nodes {
		fmt.Fprintf(b, "%s%s %s %q%s\n", indent, n.tag, n.id, n.name, outlineNode(n))
		for _, e := range n.out {
			line := indent + "    -> " + e.to.id
			if e.id != "" {
				line += " by " + e.id
			}
			if e.name != "" {
				line += fmt.Sprintf(" %q", e.name)
			}
			if e.condition != "" {
				line += " if " + e.condition
			}
			if e.otherwise {
				line += " otherwise"
			}
			b.WriteString(line + "\n")
		}
		if n.inner != nil {
			outlineScope(b, n.inner, indent+"  ")
		}
	}
}

// outlineNode says what else there is to a node.
func outlineNode(n *node) string {
	var parts []string
	if n.host != nil {
		parts = append(parts, "on "+n.host.id)
	}
	if n.keeps {
		parts = append(parts, "does not interrupt")
	}
	for _, a := range n.attrs {
		parts = append(parts, a.name+" "+a.value)
	}
	for _, w := range n.who {
		parts = append(parts, "by "+w.Source)
	}
	if n.loop != nil {
		parts = append(parts, strings.TrimPrefix(n.loop.name, "bpmn:"))
	}
	for _, d := range append(append([]*element(nil), n.defs...), n.last...) {
		text := strings.TrimPrefix(d.name, "bpmn:")
		for _, a := range d.attrs {
			if a.name != "xsi:type" {
				text += " " + a.value
			}
		}
		for _, kid := range append([]*element{{text: d.text}}, d.kids...) {
			if kid.text != "" {
				text += " {" + kid.text + "}"
			}
		}
		parts = append(parts, text)
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, "; ") + ")"
}

// The whole mapping, on a definition that has one of everything.
func TestOutline(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/order.yaml")
	if err != nil {
		t.Fatal(err)
	}
	x, err := model(compiled(t, "testdata/order.yaml", string(text)), "en")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/order.txt", outline(x))
}

// A whole document, as others read it.
func TestDocument(t *testing.T) {
	t.Parallel()
	golden(t, "testdata/sequence.bpmn", string(mustExport(t, every(t)["01-sequence"], "en")))
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s has changed (-update writes it anew, when it should):\n%s", file, got)
	}
}
