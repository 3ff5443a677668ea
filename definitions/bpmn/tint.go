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

var roleTints = [diagram.Tints]string{
	"#2563b0", "#0f8a6d", "#b4531a", "#7b3fa0", "#a8872a", "#b22a5b", "#3b7f95", "#5d7f1f", "#8a5a44", "#50548c",
}

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
				return roleTints[r.Tint-1]
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
