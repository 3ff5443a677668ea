package main

import (
	"context"
	"flag"

	"stroom/definitions/schema"
	"stroom/definitions/stroomschema"
)

func schemaCommand() *command {
	var lang string
	return &command{
		name: "schema", args: "[definition|words|scenario]", summary: "write the JSON Schema of a kind of file, for editors",
		about: `Writes the JSON Schema (draft 2020-12) of the files of designers, with which ordinary editors complete and check:
of a definition (which is meant when nothing is named), of a part of one, such as its words, or of a scenario.
What a schema refuses, ` + "`stroom check`" + ` refuses too; it sees less, for it looks up no names and reads no conditions.`,
		flags: func(f *flag.FlagSet) {
			f.StringVar(&lang, "lang", "both", "language of titles and descriptions: nl, en or both")
		},
		exits: []exit{
			{exitOK, "the schema is written"},
			{exitUsage, "there is no such kind of file, or the call is wrong"},
		},
		example: "stroom schema > stroom.schema.json\nstroom schema --lang nl scenario > scenario.schema.json",
		run: func(_ context.Context, c *call) int {
			switch {
			case lang != string(schema.Dutch) && lang != string(schema.English) && lang != string(schema.Both):
				return c.misuse("--lang is nl, en or both, not %q", lang)
			case len(c.args) > 1:
				return c.misuse("it writes one schema, and was given %d kinds of file", len(c.args))
			}
			kind := "definition"
			if len(c.args) == 1 {
				kind = c.args[0]
			}
			shapes := map[string]*stroomschema.Shape{
				"definition": stroomschema.DefinitionShape(), "words": stroomschema.PartShape(), "scenario": stroomschema.ScenarioShape(),
			}
			if shapes[kind] == nil {
				return c.misuse("there is a schema for a definition, words and a scenario, and none for %q", kind)
			}
			if _, err := c.Stdout.Write(schema.Of(shapes[kind], schema.Language(lang))); err != nil {
				return c.fail(err)
			}
			return exitOK
		},
	}
}
