package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"stroom/definitions/bpmn"
	"stroom/definitions/diag"
	"stroom/definitions/diagram"
	"stroom/definitions/stroomschema"
)

// drawing is a format of `stroom diagram` with what writes it.
type drawing struct {
	name  string
	write func(*picture) ([]byte, error)
}

// picture is what is drawn: a chart of a definition, with the flows that were asked for; none are all.
type picture struct {
	*diagram.Chart
	def  *stroomschema.Definition
	only []string
}

var drawings = []drawing{
	{"svg", func(p *picture) ([]byte, error) { return p.Layout(diagram.Sheet{}).SVG(diagram.Options{}), nil }},
	{"list", func(p *picture) ([]byte, error) { return p.List(), nil }},
	{"html", func(p *picture) ([]byte, error) { return p.Layout(diagram.Sheet{}).Page(), nil }},
	{"mermaid", func(p *picture) ([]byte, error) { return p.Mermaid(), nil }},
	{"bpmn", func(p *picture) ([]byte, error) { return bpmn.Export(p.def, p.Lang, p.only...) }},
	{"json", chartJSON},
}

func drawingNames() string {
	names := make([]string, len(drawings))
	for i, d := range drawings {
		names[i] = d.name
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

func diagramCommand() *command {
	var format, lang, flow, output string
	return &command{
		name: "diagram", args: "FILE", summary: "draw a definition",
		about: `Draws who does what in a definition, to what end, within which term, and where that leads. The same file gives the same
bytes. The formats: svg, a picture with light and dark colours; list, the same content in words; html, a page with
both; mermaid, for pages and tools that draw it themselves; bpmn, BPMN 2.0 XML with its layout, for the tools of others;
json, the model with the place of everything.`,
		flags: func(f *flag.FlagSet) {
			f.StringVar(&format, "format", "svg", "one `of` "+drawingNames())
			f.StringVar(&lang, "lang", "nl", "language of the texts: nl or en")
			f.StringVar(&flow, "flow", "", "draw these flows only: their `names`, with commas between")
			f.StringVar(&output, "output", "", "write to this `file` instead of standard output")
		},
		exits: []exit{
			{exitOK, "the drawing is written"},
			{exitFound, "the definition has errors, or the drawing cannot be written"},
			{exitUsage, "the file cannot be read, there is no such flow, or the call is wrong"},
		},
		example: "stroom diagram --output loan.svg definitions/loan/v1.yaml\nstroom diagram --format list --lang en --flow main definitions/loan/v1.yaml",
		run: func(_ context.Context, c *call) int {
			at := slices.IndexFunc(drawings, func(d drawing) bool { return d.name == format })
			switch {
			case len(c.args) != 1:
				return c.misuse("name one file")
			case lang != "nl" && lang != "en":
				return c.misuse("--lang is nl or en, not %q", lang)
			case at < 0:
				return c.misuse("--format is %s, not %q", drawingNames(), format)
			}
			return c.draw(drawings[at].write, lang, flow, output)
		},
	}
}

func (c *call) draw(write func(*picture) ([]byte, error), lang, flow, output string) int {
	sources := map[string][]byte{}
	def, found, err := compileFile(c.args[0], nil, sources)
	if err != nil {
		return c.misuse("%s", err)
	}
	if def == nil {
		fmt.Fprint(c.Stderr, diag.Text(found, sources))
		return c.fail(fmt.Errorf("%s has errors, so there is nothing to draw", filepath.ToSlash(c.args[0])))
	}
	var only []string
	if flow != "" {
		only = strings.Split(flow, ",")
	}
	chart, err := diagram.Of(def, lang, only...)
	if err != nil {
		return c.misuse("%s", err)
	}
	text, err := write(&picture{chart, def, only})
	if err != nil {
		return c.fail(err)
	}
	if output != "" {
		err = replaceFile(output, text)
	} else {
		_, err = c.Stdout.Write(text)
	}
	if err != nil {
		return c.fail(err)
	}
	return exitOK
}

// chartJSON writes the model of a chart and where everything stands.
func chartJSON(p *picture) ([]byte, error) {
	text, err := json.MarshalIndent(struct {
		Chart   *diagram.Chart   `json:"chart"`
		Drawing *diagram.Drawing `json:"drawing"`
	}{p.Chart, p.Layout(diagram.Sheet{})}, "", "  ")
	return append(text, '\n'), err
}

// replaceFile writes a file in one go: a reader sees the old text or the new one.
func replaceFile(name string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, cause(err))
	}
	_, err = f.Write(text)
	if shut := f.Close(); err == nil {
		err = shut
	}
	if err == nil {
		err = os.Chmod(f.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // it is ours, and half written
		return fmt.Errorf("write %s: %w", name, cause(err))
	}
	return nil
}
