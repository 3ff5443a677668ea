package bpmn

import (
	"strings"
	"testing"

	"stroom/definitions/diagram"
)

// Each property finds the fault that it is there for: a check that finds nothing might not look.
func TestPropertiesFindFaults(t *testing.T) {
	t.Parallel()
	def := every(t)["trajectindicatie"]
	faults := map[string]func(p *pool){
		"ids are names of XML, and unique": func(p *pool) { p.scope.nodes[0].id = "1 x" },
		"everything of the definition is there": func(p *pool) {
			p.scope.edges[len(p.scope.edges)-1].id, p.scope.nodes[0].id = "lost", "lost-too"
		},
		"sequence flows stay in their scope, and end where BPMN lets them": func(p *pool) {
			p.scope.edges[0].to = p.scope.nodes[0]
		},
		"boxes do not cover each other":               func(p *pool) { p.scope.nodes[1].box = p.scope.nodes[0].box },
		"everything lies within what holds it":        func(p *pool) { p.box.h -= 60 },
		"lines run straight, from outline to outline": func(p *pool) { p.scope.edges[0].line[0].x += 3 },
		"no line runs through a box": func(p *pool) {
			p.scope.nodes[len(p.scope.nodes)-1].box = box{p.box.x, p.box.y, p.box.w, p.box.h}
		},
		"names lie on nothing": func(p *pool) { p.scope.nodes[0].label = p.scope.nodes[1].box },
	}
	for _, property := range properties {
		x, err := model(def, "nl")
		if err != nil {
			t.Fatal(err)
		}
		if found := property.breaks(x); len(found) > 0 {
			t.Fatalf("%s: %v", property.name, found)
		}
		faults[property.name](x.pools[0])
		if len(property.breaks(x)) == 0 {
			t.Errorf("%q finds nothing wrong", property.name)
		}
	}
}

// The colours of events are those of the drawings.
func TestColoursAreThoseOfTheDrawings(t *testing.T) {
	t.Parallel()
	css := string(diagram.CSS())
	for name, tint := range map[string]string{"person": tintPerson, "world": tintWorld, "silence": tintSilence, "flow": tintFlow, "ink": ink} {
		if !strings.Contains(css, "--sd-"+name+":"+tint+";") {
			t.Errorf("%s is another colour than %s in the drawings", name, tint)
		}
	}
}
