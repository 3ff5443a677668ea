package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// Every format, of the definition of the book; twice the same.
func TestDiagram(t *testing.T) {
	t.Parallel()
	for _, d := range drawings {
		args := []string{"diagram", "--format", d.name, "--lang", "en", "testdata/street_party/v1.yaml"}
		code, stdout, stderr := run(t, nil, args...)
		if code != exitOK || stderr != "" || d.name == "json" && !json.Valid([]byte(stdout)) {
			t.Errorf("%s: exit %d, %s", d.name, code, stderr)
		}
		golden(t, "diagram/street_party."+d.name, stdout)
		if _, again, _ := run(t, nil, args...); again != stdout {
			t.Errorf("%s: the second drawing differs", d.name)
		}
	}
}

func TestDiagramToAFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "chart.txt")
	code, stdout, stderr := run(t, nil, "diagram", "--format", "list", "--flow", "main", "--output", file, "testdata/street_party/v1.yaml")
	if code != exitOK || stdout != "" || stderr != "" {
		t.Fatalf("exit %d, %s%s", code, stdout, stderr)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "diagram/street_party.nl.list", string(text))
}

func TestDiagramOfWhatCannotBeDrawn(t *testing.T) {
	t.Parallel()
	const help = "See `stroom diagram --help`.\n"
	for _, test := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"diagram"}, exitUsage, "stroom diagram: name one file\n" + help},
		{[]string{"diagram", "a.yaml", "b.yaml"}, exitUsage, "stroom diagram: name one file\n" + help},
		{[]string{"diagram", "no-such-file.yaml"}, exitUsage, "stroom diagram: read no-such-file.yaml: no such file or directory\n" + help},
		{[]string{"diagram", "--lang", "fr", "testdata/street_party/v1.yaml"}, exitUsage, "stroom diagram: --lang is nl or en, not \"fr\"\n" + help},
		{[]string{"diagram", "--format", "png", "testdata/street_party/v1.yaml"}, exitUsage, "stroom diagram: --format is " + drawingNames() + ", not \"png\"\n" + help},
		{[]string{"diagram", "--flow", "mian", "testdata/street_party/v1.yaml"}, exitUsage, "stroom diagram: there is no flow \"mian\"; the flows are main\n" + help},
		{[]string{"diagram", "--output", "no-such-folder/x.svg", "testdata/street_party/v1.yaml"}, exitFound, "stroom diagram: write no-such-folder/x.svg: no such file or directory\n"},
	} {
		code, stdout, stderr := run(t, nil, test.args...)
		if code != test.code || stdout != "" || stderr != test.says {
			t.Errorf("%v: exit %d, stdout %q, stderr %q", test.args, code, stdout, stderr)
		}
	}
	code, stdout, stderr := run(t, nil, "diagram", "testdata/faulty.yaml")
	if code != exitFound || stdout != "" {
		t.Errorf("a faulty definition: exit %d, stdout %q", code, stdout)
	}
	golden(t, "diagram/faulty.txt", stderr)
}
