package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a text with a file under testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got\n%s", file, got)
	}
}

func TestHelpIsComplete(t *testing.T) {
	t.Parallel()
	for _, c := range commands() {
		code, text, stderr := run(t, nil, c.name, "--help")
		if code != exitOK || stderr != "" {
			t.Errorf("%s --help: exit %d, %q", c.name, code, stderr)
		}
		golden(t, "help/"+c.name+".txt", text)
		_, again, _ := run(t, nil, "help", c.name)
		if again != text {
			t.Errorf("help %s differs from %s --help", c.name, c.name)
		}
		for _, part := range []string{"Usage: stroom " + c.name, "\nFlags:\n", "\nEnvironment:\n", "\nExit codes:\n", "\nExample:\n"} {
			if !strings.Contains(text, part) {
				t.Errorf("%s --help lacks %q", c.name, part)
			}
		}
		for _, s := range c.settings {
			if !strings.Contains(text, "  "+s.env+"\n") {
				t.Errorf("%s --help lacks %s", c.name, s.env)
			}
		}
	}
}

func TestOverview(t *testing.T) {
	t.Parallel()
	_, text, _ := run(t, nil, "--help")
	golden(t, "help/stroom.txt", text)
	for _, c := range commands() {
		if !strings.Contains(text, "  "+c.name+" ") {
			t.Errorf("the overview lacks %s", c.name)
		}
	}
}

func TestWrongCalls(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		args []string
		says string
	}{
		{nil, "Stroom runs flow charts of work between organisations, written in YAML with rules.\n\nUsage: stroom COMMAND"},
		{[]string{"chekc"}, "stroom: there is no command \"chekc\"; `stroom help` lists them\n"},
		{[]string{"check"}, "stroom check: name at least one file\nSee `stroom check --help`.\n"},
		{[]string{"check", "no-such-file.yaml"}, "stroom check: read no-such-file.yaml: no such file or directory\nSee `stroom check --help`.\n"},
		{[]string{"explain", "SS413x"}, "stroom explain: there is no code \"SS413x\"; did you mean SS413?\nSee `stroom explain --help`.\n"},
		{[]string{"explain", "wrong"}, "stroom explain: there is no code \"wrong\"; `stroom explain` lists them\nSee `stroom explain --help`.\n"},
		{[]string{"explain", "SS001", "SS002"}, "stroom explain: it explains one code, and was given 2\nSee `stroom explain --help`.\n"},
		{[]string{"explain", "--lang", "fr", "SS001"}, "stroom explain: --lang is nl or en, not \"fr\"\nSee `stroom explain --help`.\n"},
		{[]string{"test"}, "stroom test: name at least one folder\nSee `stroom test --help`.\n"},
		{[]string{"serve", "now"}, "stroom serve: it takes no arguments, and was given \"now\"\nSee `stroom serve --help`.\n"},
		{[]string{"dev", "--port", "abc"}, "stroom dev: invalid value \"abc\" for --port\nSee `stroom dev --help`.\n"},
		{[]string{"dev", "--port"}, "stroom dev: a value is missing behind --port\nSee `stroom dev --help`.\n"},
		{[]string{"check", "a.yaml", "--json"}, "stroom check: flags go before the arguments, and --json stands behind one\nSee `stroom check --help`.\n"},
		{[]string{"work", "--speed", "9"}, "stroom work: there is no flag --speed\nSee `stroom work --help`.\n"},
		{[]string{"reconcile", "--since", "-1m"}, "stroom reconcile: a duration is below zero\nSee `stroom reconcile --help`.\n"},
		{[]string{"temporal"}, "stroom temporal: give --sqlite or STROOM_TEMPORAL_DATABASE, and not both\nSee `stroom temporal --help`.\n"},
		{[]string{"health", "--address", "here"}, "stroom health: --address is not HOST:PORT\nSee `stroom health --help`.\n"},
	} {
		code, stdout, stderr := run(t, nil, test.args...)
		if code != exitUsage || stdout != "" || !strings.HasPrefix(stderr, test.says) {
			t.Errorf("stroom %s: exit %d, stdout %q, stderr %q", strings.Join(test.args, " "), code, stdout, stderr)
		}
	}
}
