package bpmn

import (
	"fmt"
	"strconv"

	"stroom/definitions/diagram"
	"stroom/definitions/stroomschema"
)

// Colours of outlines: those of the drawings (diagram.CSS) on a light page. BPMN has none of its own; "BPMN in Color" is
// what modellers agree on.
const (
	tintPerson  = "#1b4f9c"
	tintWorld   = "#0a6b56"
	tintSilence = "#9a4a00"
	tintFlow    = "#6b2f8a"
	ink         = "#16202c" // of names
)

// triggerTint is the colour of who makes something happen.
func triggerTint(t *stroomschema.Trigger) string {
	if t.Kind == stroomschema.Hears || t.Kind == stroomschema.HearsAll || t.Kind == stroomschema.Ended {
		return tintFlow
	}
	return tintWorld
}

// crewTint is the colour of the first role of some people; "" for people without a role, such as whoever began.
func (x *exporter) crewTint(who []*stroomschema.Who) string {
	for _, w := range who {
		for _, r := range x.words.Roles {
			if w.Role != nil && r.Name == w.Role.Name {
				return diagram.Colour(r.Tint)
			}
		}
	}
	return ""
}

// tinted gives a shape the colour of its node: activities a pale ground too.
func (n *node) tinted(shape *element) {
	if n.tint == "" {
		return
	}
	if !n.isEvent() && n.inner == nil {
		shape.set("color:background-color", pale(n.tint))
	}
	shape.set("color:border-color", n.tint)
}

// pale is a colour with nine tenths of white.
func pale(tint string) string {
	v, err := strconv.ParseUint(tint[1:], 16, 32)
	if err != nil {
		panic("bpmn: " + tint + " is no colour")
	}
	mix := func(c uint64) uint64 { return (c&255 + 9*255) / 10 }
	return fmt.Sprintf("#%02x%02x%02x", mix(v>>16), mix(v>>8), mix(v))
}
