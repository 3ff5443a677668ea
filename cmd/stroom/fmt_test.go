package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	sloppy = "version: 1\nstroomschema:   loan # kept\ntitle: {en: Loan, nl: 'Uitleen'}\n"
	neat   = "stroomschema: loan             # kept\nversion: 1\ntitle: {nl: \"Uitleen\", en: \"Loan\"}\n"
	broken = "title: {nl: [\n"
)

// write makes a file in a folder of its own and returns its name.
func write(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
	return file
}

func holds(t *testing.T, file, want string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil || string(text) != want {
		t.Errorf("%s holds (%v)\n%s", file, err, text)
	}
}

func TestFmtReplacesFiles(t *testing.T) {
	t.Parallel()
	a, b := write(t, "a.yaml", sloppy), write(t, "b.yaml", neat)
	link := filepath.Join(t.TempDir(), "link.yaml")
	if err := os.Symlink(a, link); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := run(t, nil, "fmt", link, b)
	if code != exitOK || stdout != filepath.ToSlash(link)+"\n" || stderr != "" {
		t.Errorf("exit %d\n%s%s", code, stdout, stderr)
	}
	holds(t, a, neat)
	holds(t, b, neat)
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v", err)
	}
	if info, err := os.Stat(a); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("it may be used otherwise than before: %v", info.Mode())
	}
	if entries, err := os.ReadDir(filepath.Dir(a)); err != nil || len(entries) != 1 {
		t.Errorf("something was left behind: %v %v", entries, err)
	}
	if code, stdout, _ := run(t, nil, "fmt", a, b); code != exitOK || stdout != "" {
		t.Errorf("again: exit %d\n%s", code, stdout)
	}
}

func TestFmtCheckWritesNothing(t *testing.T) {
	t.Parallel()
	a, b := write(t, "a.yaml", sloppy), write(t, "b.yaml", neat)
	name := filepath.ToSlash(a)
	code, stdout, stderr := run(t, nil, "fmt", "--check", a, b)
	if code != exitFound || stdout != name+"\n" || stderr != "" {
		t.Errorf("exit %d\n%s%s", code, stdout, stderr)
	}
	code, stdout, stderr = run(t, nil, "fmt", "--diff", a, b)
	want := "--- " + name + "\n+++ " + name + "\n@@ -1,3 +1,3 @@\n+stroomschema: loan             # kept\n version: 1\n" +
		"-stroomschema:   loan # kept\n-title: {en: Loan, nl: 'Uitleen'}\n+title: {nl: \"Uitleen\", en: \"Loan\"}\n"
	if code != exitFound || stdout != want || stderr != "" {
		t.Errorf("exit %d\n%s%s", code, stdout, stderr)
	}
	if code, stdout, _ := run(t, nil, "fmt", "--check", b); code != exitOK || stdout != "" {
		t.Errorf("nothing to change: exit %d\n%s", code, stdout)
	}
	holds(t, a, sloppy)
}

// A file that cannot be formatted stays as it is, and those beside it are formatted all the same.
func TestFmtOfFilesWithFaults(t *testing.T) {
	t.Parallel()
	a, b := write(t, "a.yaml", broken), write(t, "b.yaml", sloppy)
	code, stdout, stderr := run(t, nil, "fmt", a, b)
	if want := filepath.ToSlash(a) + ":1:1: error SS001: this is not YAML"; code != exitUsage || !strings.HasPrefix(stderr, want) || stdout != filepath.ToSlash(b)+"\n" {
		t.Errorf("exit %d\n%s%s", code, stdout, stderr)
	}
	holds(t, a, broken)
	holds(t, b, neat)

	large := write(t, "large.yaml", "a: "+strings.Repeat("x", maxFile))
	if code, _, stderr := run(t, nil, "fmt", large); code != exitUsage || !strings.Contains(stderr, "larger than 256 KiB") {
		t.Errorf("a large file: exit %d\n%.300s", code, stderr)
	}
	closed := write(t, "closed.yaml", sloppy)
	if err := os.Chmod(closed, 0o440); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := run(t, nil, "fmt", closed); code != exitUsage || !strings.Contains(stderr, "nobody may write to it") {
		t.Errorf("a file for reading: exit %d\n%s", code, stderr)
	}
	holds(t, closed, sloppy)
}

func TestFmtOfStandardInput(t *testing.T) {
	t.Parallel()
	fmtOf := func(text string, args ...string) (int, string, string) {
		t.Helper()
		var stdout, stderr strings.Builder
		m := Main{Stdin: strings.NewReader(text), Stdout: &stdout, Stderr: &stderr}
		code := m.Run(t.Context(), append([]string{"fmt"}, args...))
		return code, stdout.String(), stderr.String()
	}
	if code, stdout, stderr := fmtOf(sloppy, "-"); code != exitOK || stdout != neat || stderr != "" {
		t.Errorf("exit %d\n%s%s", code, stdout, stderr)
	}
	if code, stdout, _ := fmtOf(neat, "-"); code != exitOK || stdout != neat {
		t.Errorf("what is canonical is written all the same: exit %d\n%s", code, stdout)
	}
	if code, stdout, _ := fmtOf(sloppy, "--check", "-"); code != exitFound || stdout != "standard input\n" {
		t.Errorf("--check: exit %d\n%s", code, stdout)
	}
	if code, stdout, stderr := fmtOf(broken, "-"); code != exitUsage || stdout != "" || !strings.HasPrefix(stderr, "standard input:1:1: error SS001") {
		t.Errorf("a fault: exit %d\n%s%s", code, stdout, stderr)
	}
}

func TestFmtJSON(t *testing.T) {
	t.Parallel()
	a, b := write(t, "a.yaml", sloppy), write(t, "b.yaml", broken)
	code, stdout, stderr := run(t, nil, "fmt", "--json", "--diff", a, b)
	var got struct {
		Files []struct {
			File, Diff string
			Changed    bool
			Findings   []struct{ Code string }
		}
	}
	if err := json.Unmarshal([]byte(stdout), &got); err != nil || code != exitUsage || stderr != "" || len(got.Files) != 2 {
		t.Fatalf("exit %d, %v\n%s%s", code, err, stdout, stderr)
	}
	first, second := got.Files[0], got.Files[1]
	if first.File != filepath.ToSlash(a) || !first.Changed || first.Findings == nil || !strings.HasPrefix(first.Diff, "--- ") {
		t.Errorf("%+v", first)
	}
	if second.Changed || len(second.Findings) != 1 || second.Findings[0].Code != "SS001" {
		t.Errorf("%+v", second)
	}
	holds(t, a, sloppy)
}
