package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"stroom/definitions/stroomschema"
)

func explainCommand() *command {
	var lang string
	var asJSON bool
	return &command{
		name: "explain", args: "[CODE]", summary: "explain a code that check gives",
		about: `Tells what a code of ` + "`stroom check`" + ` means and why it matters, with examples: the lines of a file that are wrong,
what check says about them, and the same lines put right. Without a code: the list of all codes.`,
		flags: func(f *flag.FlagSet) {
			f.StringVar(&lang, "lang", "en", "language of the explanation: nl or en")
			f.BoolVar(&asJSON, "json", false, "write JSON instead of text, in both languages")
		},
		exits: []exit{
			{exitOK, "the code is explained, or the list is given"},
			{exitUsage, "there is no such code, or the call is wrong"},
		},
		example: "stroom explain SS412\nstroom explain --lang nl SS412\nstroom explain",
		run: func(_ context.Context, c *call) int {
			switch {
			case lang != "nl" && lang != "en":
				return c.misuse("--lang is nl or en, not %q", lang)
			case len(c.args) > 1:
				return c.misuse("it explains one code, and was given %d", len(c.args))
			case len(c.args) == 0:
				return c.listCodes(lang, asJSON)
			}
			return c.explain(c.args[0], lang, asJSON)
		},
	}
}

// explained is what --json writes of a code.
type explained struct {
	Code     string                 `json:"code"`
	Severity string                 `json:"severity"`
	Title    inBoth                 `json:"title"`
	Why      inBoth                 `json:"why"`
	Examples []stroomschema.Example `json:"examples,omitempty"` // not in the list of all
}

// inBoth is a text as --json writes it.
type inBoth struct {
	NL string `json:"nl"`
	EN string `json:"en"`
}

func explanationOf(e stroomschema.Explanation) explained {
	return explained{Code: e.Code, Severity: e.Severity.String(), Title: inBoth(e.Title), Why: inBoth(e.Why)}
}

func (c *call) explain(code, lang string, asJSON bool) int {
	page, ok := stroomschema.Explain(strings.ToUpper(code))
	if !ok {
		hint := "`stroom explain` lists them"
		if near := stroomschema.NearestCode(code); near != "" {
			hint = fmt.Sprintf("did you mean %s?", near)
		}
		return c.misuse("there is no code %q; %s", code, hint)
	}
	if asJSON {
		e := explanationOf(page)
		e.Examples = stroomschema.Examples(page.Code)
		return c.printJSON(e, false)
	}
	fmt.Fprint(c.Stdout, page.Page(lang))
	return exitOK
}

func (c *call) listCodes(lang string, asJSON bool) int {
	if asJSON {
		var all []explained
		for _, e := range stroomschema.Codes() {
			all = append(all, explanationOf(e))
		}
		return c.printJSON(all, false)
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, e := range stroomschema.Codes() {
		fmt.Fprintf(w, "%s\t%s\t%s\n", e.Code, e.Severity, e.Title.In(lang))
	}
	_ = w.Flush() // a strings.Builder takes everything
	if _, err := io.WriteString(c.Stdout, b.String()); err != nil {
		return c.fail(err)
	}
	return exitOK
}
