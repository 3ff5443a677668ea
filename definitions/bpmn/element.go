package bpmn

import (
	"bytes"
	"encoding/xml"
	"strings"
)

// element is one element of an XML document, with its prefix: "bpmn:userTask". Attributes and children keep their order.
type element struct {
	name  string
	attrs []attr
	text  string // letters inside; only where there are no kids
	kids  []*element
}

type attr struct{ name, value string }

// el makes an element with attributes, given as name and value by turns. An attribute without a value is left out.
func el(name string, attrs ...string) *element {
	e := &element{name: name}
	for i := 0; i+1 < len(attrs); i += 2 {
		e.set(attrs[i], attrs[i+1])
	}
	return e
}

// letters makes an element that holds text.
func letters(name, text string, attrs ...string) *element {
	e := el(name, attrs...)
	e.text = text
	return e
}

// set adds an attribute unless its value is empty.
func (e *element) set(name, value string) {
	if value != "" {
		e.attrs = append(e.attrs, attr{name, value})
	}
}

// add appends children; nil ones are left out.
func (e *element) add(kids ...*element) *element {
	for _, kid := range kids {
		if kid != nil {
			e.kids = append(e.kids, kid)
		}
	}
	return e
}

// document writes an element as a whole XML document, indented by two.
func (e *element) document() []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	e.write(&b, 0)
	return b.Bytes()
}

func (e *element) write(b *bytes.Buffer, depth int) {
	indent := strings.Repeat("  ", depth)
	b.WriteString(indent + "<" + e.name)
	for _, a := range e.attrs {
		b.WriteString(" " + a.name + `="`)
		escape(b, a.value)
		b.WriteByte('"')
	}
	switch {
	case len(e.kids) > 0:
		b.WriteString(">\n")
		for _, kid := range e.kids {
			kid.write(b, depth+1)
		}
		b.WriteString(indent + "</" + e.name + ">\n")
	case e.text != "":
		b.WriteByte('>')
		escape(b, e.text)
		b.WriteString("</" + e.name + ">\n")
	default:
		b.WriteString("/>\n")
	}
}

// escape writes text with what XML reads otherwise replaced; a letter that XML cannot hold becomes U+FFFD.
func escape(b *bytes.Buffer, text string) {
	if err := xml.EscapeText(b, []byte(text)); err != nil {
		panic("bpmn: a buffer refused text: " + err.Error()) // bytes.Buffer never does
	}
}
