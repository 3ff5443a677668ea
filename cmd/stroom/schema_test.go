package main

import (
	"encoding/json"
	"testing"

	"stroom/definitions/schema"
	"stroom/definitions/stroomschema"
)

// TestSchema writes each schema and holds it against the package that makes it.
func TestSchema(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		args  []string
		shape *stroomschema.Shape
		lang  schema.Language
	}{
		{[]string{"schema"}, stroomschema.DefinitionShape(), schema.Both},
		{[]string{"schema", "definition"}, stroomschema.DefinitionShape(), schema.Both},
		{[]string{"schema", "--lang", "nl", "words"}, stroomschema.PartShape(), schema.Dutch},
		{[]string{"schema", "--lang", "en", "scenario"}, stroomschema.ScenarioShape(), schema.English},
	} {
		code, stdout, stderr := run(t, nil, test.args...)
		if code != exitOK || stderr != "" || stdout != string(schema.Of(test.shape, test.lang)) || !json.Valid([]byte(stdout)) {
			t.Errorf("%v: exit %d, %s", test.args, code, stderr)
		}
	}
	for _, test := range []struct {
		args []string
		says string
	}{
		{[]string{"schema", "loan"}, "stroom schema: there is a schema for a definition, words and a scenario, and none for \"loan\"\nSee `stroom schema --help`.\n"},
		{[]string{"schema", "words", "scenario"}, "stroom schema: it writes one schema, and was given 2 kinds of file\nSee `stroom schema --help`.\n"},
		{[]string{"schema", "--lang", "fr"}, "stroom schema: --lang is nl, en or both, not \"fr\"\nSee `stroom schema --help`.\n"},
	} {
		code, stdout, stderr := run(t, nil, test.args...)
		if code != exitUsage || stdout != "" || stderr != test.says {
			t.Errorf("%v: exit %d, stdout %q, stderr %q", test.args, code, stdout, stderr)
		}
	}
}
