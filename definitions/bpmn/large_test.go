package bpmn

import (
	"fmt"
	"strings"
	"testing"
)

// largeText is a definition with one flow of so many steps, each with three ways on and a term.
func largeText(steps int) string {
	var b strings.Builder
	b.WriteString(`stroomschema: large
version: 1
title: {nl: "Groot", en: "Large"}
zone: Europe/Amsterdam
calendar: nl@1
words:
  on: {nl: "verder", en: "on"}
  far: {nl: "vooruit", en: "far"}
  back: {nl: "terug", en: "back"}
roles:
  desk: {nl: "balie", en: "desk"}
  office: {nl: "kantoor", en: "office"}
sees:
  desk: {while: task, facts: []}
  office: {while: task, facts: []}
terms:
  week: {length: 5 working days, law: exact}
flows:
  main:
    title: {nl: "Groot", en: "Large"}
    outcomes: {done: {nl: "klaar", en: "done"}}
    with: {}
    begin: {by: desk, what: {nl: "Begin.", en: "Begin."}}
    start: s0
    steps:
`)
	for i := range steps {
		fmt.Fprintf(&b, `      s%d:
        who: %s
        what: {nl: "Doe stap %d.", en: "Do step %d."}
        goal: {nl: "Verder.", en: "On."}
        term: week
        decide:
          on: {go: %s}
          far: {go: %s}
          back: {go: s%d}
        overdue: {go: s%d}
`, i, []string{"desk", "office"}[i%2], i, i, stepOrEnd(i+1, steps), stepOrEnd(i+7, steps), max(0, i-3), (i*5+2)%steps)
	}
	return b.String()
}

func stepOrEnd(i, steps int) string {
	if i >= steps {
		return "end done"
	}
	return fmt.Sprintf("s%d", i)
}

// A flow that is far larger than one should be is still laid out, and keeps the properties.
func TestLargeFlow(t *testing.T) {
	t.Parallel()
	x, err := model(compiled(t, "large.yaml", largeText(60)), "nl")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range properties {
		if faults := p.breaks(x); len(faults) > 0 {
			t.Errorf("%s: %d faults, first %s", p.name, len(faults), faults[0])
		}
	}
}

func BenchmarkExport(b *testing.B) {
	for name, text := range map[string]string{"60": largeText(60), "200": largeText(200)} {
		def := compiled(b, "large.yaml", text)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				mustExport(b, def, "nl")
			}
		})
	}
	def := every(b)["trajectindicatie"]
	b.Run("shipped", func(b *testing.B) {
		for b.Loop() {
			mustExport(b, def, "nl")
		}
	})
}
