package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const tutorialHead = "\n## Changing it: a tutorial\n"

var (
	tutorialFence = regexp.MustCompile("(?ms)^```(yaml|console)\n(.*?)^```$")
	tutorialFile  = regexp.MustCompile("`([a-z_/0-9]+\\.yaml)`")
)

// The tutorial of the designers' page is done as a reader does it: the two files of the page are saved, each Before is
// replaced by its After, each New file is written, and each command prints what the page says. -update writes what they print.
func TestTutorialIsTrue(t *testing.T) {
	page, err := filepath.Abs(filepath.Join(root, "definitions", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	text := readText(t, page)
	before, tutorial, found := strings.Cut(text, tutorialHead)
	tutorial, after, closed := strings.Cut(tutorial, "\n## ")
	if !found || !closed {
		t.Fatalf("the page has no section %q", strings.TrimSpace(tutorialHead))
	}
	t.Chdir(t.TempDir())
	writeText(t, "street_party/v1.yaml", blockOf(t, before, "stroomschema: street_party"))
	writeText(t, "street_party/scenarios/allowed.yaml", blockOf(t, after, "scenario:"))

	fresh, done, edits, commands := "", 0, 0, 0
	var file, old string
	for _, m := range tutorialFence.FindAllStringSubmatchIndex(tutorial, -1) {
		lead, kind, block := strings.TrimSpace(tutorial[done:m[0]]), tutorial[m[2]:m[3]], tutorial[m[4]:m[5]]
		label := lead[strings.LastIndexByte(lead, '\n')+1:]
		if named := tutorialFile.FindStringSubmatch(label); named != nil {
			file = named[1]
		}
		fresh += tutorial[done:m[4]]
		switch {
		case kind == "console":
			printed := played(t, block)
			if printed != block && !*update {
				t.Errorf("after %q the page says\n%sand the program\n%s", label, block, printed)
			}
			block = printed
			commands++
		case strings.HasPrefix(label, "**Before**"):
			old = block
		case strings.HasPrefix(label, "**After**"):
			stands := readText(t, file)
			if n := strings.Count(stands, old); n != 1 {
				t.Fatalf("what should be changed stands %d times in %s:\n%s", n, file, old)
			}
			writeText(t, file, strings.Replace(stands, old, block, 1))
			edits++
		case strings.HasPrefix(label, "**New**"):
			writeText(t, file, block)
		default:
			t.Fatalf("%q says not what the block behind it is", label)
		}
		fresh += block
		done = m[5]
	}
	if edits < 3 || commands < 3 {
		t.Errorf("the tutorial has %d changes and %d commands; it used to have more", edits, commands)
	}
	if *update {
		writeText(t, page, before+tutorialHead+fresh+tutorial[done:]+"\n## "+after)
	}
}

// blockOf returns the block of a page that begins with a line.
func blockOf(t *testing.T, page, first string) string {
	t.Helper()
	_, rest, found := strings.Cut(page, "```yaml\n"+first)
	body, _, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatalf("the page has no block that begins with %s", first)
	}
	return first + body
}

// played runs the commands of a block and returns the block with what they print.
func played(t *testing.T, block string) string {
	t.Helper()
	var b strings.Builder
	for line := range strings.Lines(block) {
		if command, ok := strings.CutPrefix(line, "$ stroom "); ok {
			_, stdout, stderr := run(t, nil, strings.Fields(command)...)
			b.WriteString(line + stdout + stderr)
		}
	}
	return b.String()
}

func readText(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func writeText(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
