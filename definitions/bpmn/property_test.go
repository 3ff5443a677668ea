package bpmn

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"stroom/definitions/diagram"
)

// properties hold for every definition in both languages; each says what breaks it.
var properties = []struct {
	name   string
	breaks func(x *exporter) []string
}{
	{"ids are names of XML, and unique", wrongIDs},
	{"everything of the definition is there", absent},
	{"sequence flows stay in their scope, and end where BPMN lets them", wrongFlows},
	{"boxes do not cover each other", covered},
	{"everything lies within what holds it", outside},
	{"lines run straight, from outline to outline", wrongLines},
	{"no line runs through a box", crossedBoxes},
	{"names lie on nothing", coveredNames},
}

func TestProperties(t *testing.T) {
	t.Parallel()
	for name, def := range every(t) {
		for _, lang := range languages {
			t.Run(name+" "+lang, func(t *testing.T) {
				t.Parallel()
				x, err := model(def, lang)
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range properties {
					for _, fault := range p.breaks(x) {
						t.Errorf("%s: %s", p.name, fault)
					}
				}
				first, again := x.write().document(), mustExport(t, def, lang)
				if !bytes.Equal(first, again) {
					t.Error("the same definition gave other bytes")
				}
				wellFormed(t, first)
			})
		}
	}
}

// wellFormed reads the whole document with a strict parser.
func wellFormed(t *testing.T, document []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(document))
	for {
		switch _, err := d.Token(); {
		case err == io.EOF:
			return
		case err != nil:
			t.Fatal(err)
		}
	}
}

var xmlName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)

func wrongIDs(x *exporter) []string {
	var faults []string
	seen := map[string]bool{}
	var look func(e *element)
	look = func(e *element) {
		for _, a := range e.attrs {
			if a.name == "id" && !strings.HasPrefix(e.name, "stroom:") {
				if seen[a.value] || !xmlName.MatchString(a.value) {
					faults = append(faults, e.name+" "+a.value)
				}
				seen[a.value] = true
			}
		}
		for _, kid := range e.kids {
			look(kid)
		}
	}
	look(x.write())
	return faults
}

// all lists the nodes of the model with their pools.
func (x *exporter) all(f func(p *pool, s *scope, n *node)) {
	for _, p := range x.pools {
		var walk func(s *scope)
		walk = func(s *scope) {
			for _, n := range s.nodes {
				f(p, s, n)
				if n.inner != nil {
					walk(n.inner)
				}
			}
		}
		walk(p.scope)
	}
}

// absent lists steps, ways and lasting possibilities of the drawing that the model lacks.
func absent(x *exporter) []string {
	there := map[string]bool{}
	x.all(func(_ *pool, s *scope, n *node) {
		there[n.id] = true
		for _, e := range s.edges {
			there[e.id] = true
		}
	})
	var faults []string
	for _, flow := range x.words.Flows {
		for _, n := range flow.Nodes {
			ids := []string{n.ID}
			switch {
			case n.Kind == diagram.Begin:
				ids = append(ids, n.ID+"-message")
			case n.Kind == diagram.Outcome:
				ids = append(ids, outcomeIDs(there, n.ID)...)
			case n.Kind == diagram.Anywhere:
				ids = append(ids, n.ID+"-link")
				if n.Origin == diagram.Another && strings.Contains(n.ID, ".Stopped.") {
					ids = []string{stoppedID(flow, n.ID)}
				}
				if strings.Contains(n.ID, ".Suspended.") {
					continue // BPMN has no word for it
				}
			}
			if !slices.ContainsFunc(ids, func(id string) bool { return there[id] }) {
				faults = append(faults, "node "+n.ID)
			}
		}
		for _, a := range flow.Arrows {
			ids := []string{a.ID, lastBefore(a.ID, "-does"), lastBefore(a.ID, "-ends-does")}
			if !a.Stay && !strings.Contains(a.ID, ".Stopped.") && !slices.ContainsFunc(ids, func(id string) bool { return there[id] }) {
				faults = append(faults, "arrow "+a.ID)
			}
		}
	}
	return faults
}

// stoppedID is the event sub-process for what another flow stops: there is one for each outcome.
func stoppedID(flow *diagram.Flow, id string) string {
	_, outcome, _ := strings.Cut(flow.Out(id)[0].To, ".End.")
	if outcome == "" {
		return flow.ID + ".Stopped"
	}
	return flow.ID + ".Stopped-" + outcome
}

// lastBefore puts a word before the number at the end of an id.
func lastBefore(id, word string) string {
	at := strings.LastIndexByte(id, '.')
	return id[:at] + word + id[at:]
}

// outcomeIDs are the end events of an outcome in event sub-processes.
func outcomeIDs(there map[string]bool, id string) []string {
	flow, outcome, _ := strings.Cut(id, ".End.")
	var ids []string
	for name := range there {
		if strings.HasPrefix(name, flow+".") && strings.HasSuffix(name, strings.TrimSuffix("-End."+outcome, ".")) {
			ids = append(ids, name)
		}
	}
	return ids
}

func wrongFlows(x *exporter) []string {
	var faults []string
	checked := map[*scope]bool{}
	x.all(func(_ *pool, s *scope, n *node) {
		if n.host != nil && !slices.Contains(s.nodes, n.host) || n.host != nil && len(n.out) != 1 {
			faults = append(faults, "boundary event "+n.id)
		}
		if checked[s] {
			return
		}
		checked[s] = true
		for _, e := range s.edges {
			switch {
			case !slices.Contains(s.nodes, e.from) || !slices.Contains(s.nodes, e.to):
				faults = append(faults, e.id+" leaves its scope")
			case e.from.tag == "endEvent" || e.to.tag == "startEvent" || e.to.tag == "boundaryEvent" || e.from.reacts() || e.to.reacts():
				faults = append(faults, e.id+" begins or ends where nothing may")
			case e.from.tag == "eventBasedGateway" && e.to.tag != "intermediateCatchEvent":
				faults = append(faults, e.id+" leaves an event-based gateway for no event")
			case e.condition != "" && e.from.isEvent():
				faults = append(faults, e.id+" has a condition behind an event")
			}
		}
	})
	return faults
}

// solids are the boxes of a scope that may not cover each other. A boundary event lies on its host.
func solids(s *scope) []*node {
	var list []*node
	for _, n := range s.nodes {
		if n.host == nil {
			list = append(list, n)
		}
	}
	return list
}

func (b box) overlaps(o box) bool {
	return b.x < o.right() && o.x < b.right() && b.y < o.bottom() && o.y < b.bottom()
}

func (b box) holds(o box) bool {
	return b.x <= o.x && b.y <= o.y && b.right() >= o.right() && b.bottom() >= o.bottom()
}

func covered(x *exporter) []string {
	var faults []string
	x.all(func(_ *pool, s *scope, n *node) {
		for _, m := range solids(s) {
			if m != n && m != n.host && n.box.overlaps(m.box) {
				faults = append(faults, fmt.Sprintf("%s %v and %s %v", n.id, n.box, m.id, m.box))
			}
		}
	})
	for i, p := range x.pools {
		for _, q := range x.pools[i+1:] {
			if p.box.overlaps(q.box) {
				faults = append(faults, p.flow.Name+" and "+q.flow.Name)
			}
		}
	}
	return faults
}

func outside(x *exporter) []string {
	var faults []string
	check := func(what string, inner, outer box) {
		if !inner.none() && !outer.holds(inner) {
			faults = append(faults, fmt.Sprintf("%s %v in %v", what, inner, outer))
		}
	}
	around := map[*scope]box{}
	x.all(func(p *pool, s *scope, n *node) {
		if n.inner != nil {
			around[n.inner] = n.box
		}
		outer, ok := around[s]
		if !ok {
			outer = p.box
		}
		check(n.id, n.box, outer)
		check("the name of "+n.id, n.label, outer)
		for _, e := range s.edges {
			check("the name of "+e.id, e.label, outer)
			for _, at := range e.line {
				check(e.id, box{at.x, at.y, 0, 0}, outer)
			}
		}
	})
	for _, p := range x.pools {
		for _, l := range p.lanes {
			check(l.id, l.box, p.box)
			for _, n := range l.nodes {
				check(n.id, n.box, l.box)
			}
		}
	}
	return faults
}

// touches reports whether a point lies on the outline of a box.
func (b box) touches(p point) bool {
	onX, onY := b.x <= p.x && p.x <= b.right(), b.y <= p.y && p.y <= b.bottom()
	return onX && onY && (p.x == b.x || p.x == b.right() || p.y == b.y || p.y == b.bottom())
}

func wrongLines(x *exporter) []string {
	var faults []string
	check := func(id string, line []point, from, to box) {
		switch {
		case len(line) < 2:
			faults = append(faults, id+" has no line")
		case !from.touches(line[0]) || !to.touches(line[len(line)-1]):
			faults = append(faults, fmt.Sprintf("%s runs %v, from %v to %v", id, line, from, to))
		}
		for i := 1; i < len(line); i++ {
			if (line[i].x == line[i-1].x) == (line[i].y == line[i-1].y) {
				faults = append(faults, fmt.Sprintf("%s is not straight at %v, %v", id, line[i-1], line[i]))
			}
		}
	}
	x.all(func(_ *pool, _ *scope, n *node) {
		for _, e := range n.out {
			check(e.id, e.line, e.from.box, e.to.box)
		}
	})
	for _, m := range x.mail {
		to := m.toPool.box
		if m.to != nil {
			to = m.to.box
		}
		check(m.id, m.line, m.from.box, to)
	}
	return faults
}

// through reports whether a part of a line runs through the inside of a box.
func through(a, b point, in box) bool {
	left, right, top, bottom := min(a.x, b.x), max(a.x, b.x), min(a.y, b.y), max(a.y, b.y)
	return left < in.right() && right > in.x && top < in.bottom() && bottom > in.y
}

func crossedBoxes(x *exporter) []string {
	var faults []string
	x.all(func(_ *pool, s *scope, n *node) {
		for _, e := range n.out {
			for _, m := range s.nodes {
				for i := 1; i < len(e.line); i++ {
					if m != e.from && m != e.to && m != e.from.host && through(e.line[i-1], e.line[i], m.box) {
						faults = append(faults, fmt.Sprintf("%s runs through %s", e.id, m.id))
					}
				}
			}
		}
	})
	return faults
}

func coveredNames(x *exporter) []string {
	var faults []string
	type name struct {
		id string
		at box
		of any
	}
	seen := map[*scope]bool{}
	x.all(func(_ *pool, s *scope, _ *node) {
		if seen[s] {
			return
		}
		seen[s] = true
		var names []name
		for _, n := range s.nodes {
			if !n.label.none() {
				names = append(names, name{n.id, n.label, n})
			}
		}
		for _, e := range s.edges {
			if !e.label.none() {
				names = append(names, name{e.id, e.label, e})
			}
		}
		for i, a := range names {
			for _, b := range names[i+1:] {
				if a.at.overlaps(b.at) {
					faults = append(faults, fmt.Sprintf("the names of %s and %s", a.id, b.id))
				}
			}
			for _, m := range s.nodes {
				if a.at.overlaps(m.box) {
					faults = append(faults, fmt.Sprintf("the name of %s lies on %s", a.id, m.id))
				}
			}
			for _, e := range s.edges {
				for k := 1; k < len(e.line); k++ {
					if through(e.line[k-1], e.line[k], a.at) {
						faults = append(faults, fmt.Sprintf("%s runs through the name of %s", e.id, a.id))
					}
				}
			}
		}
	})
	return faults
}
