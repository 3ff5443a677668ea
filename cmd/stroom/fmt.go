package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

// standardInput is the file name that means standard input.
const standardInput = "-"

func fmtCommand() *command {
	var check, diff, asJSON bool
	return &command{
		name: "fmt", args: "FILE...", summary: "write definitions and scenarios in their canonical form",
		about: `Writes each file in the one form in which definitions, parts and scenarios are kept: keys in the order of the
language, texts and conditions in quotes, short mappings on one line and long ones on more. The meaning stays the
same, and so does every comment. The names of the files that changed are told. A file is replaced whole or not at
all, and never by what does not read back as the same. "-" reads standard input and writes the result to standard
output.`,
		flags: func(f *flag.FlagSet) {
			f.BoolVar(&check, "check", false, "write nothing; name the files that are not in their canonical form")
			f.BoolVar(&diff, "diff", false, "write nothing; show what would change")
			f.BoolVar(&asJSON, "json", false, "write one JSON object instead of text")
		},
		exits: []exit{
			{exitOK, "every file is in its canonical form now"},
			{exitFound, "with --check or --diff: a file is not"},
			{exitUsage, "a file cannot be read, written or formatted, or the call is wrong"},
		},
		example: "stroom fmt definitions/loan/*.yaml definitions/loan/scenarios/*.yaml\nstroom fmt --diff draft.yaml\nstroom fmt - < draft.yaml",
		run: func(_ context.Context, c *call) int {
			if len(c.args) == 0 {
				return c.misuse("name at least one file, or - for standard input")
			}
			return c.format(formatting{check: check || diff, diff: diff, json: asJSON})
		},
	}
}

// formatting is what was asked for.
type formatting struct{ check, diff, json bool }

// formatted is a file as --json writes it.
type formatted struct {
	File     string    `json:"file"`
	Changed  bool      `json:"changed"`        // its canonical form is another than what was read
	Text     string    `json:"text,omitempty"` // of standard input only
	Diff     string    `json:"diff,omitempty"` // with --diff only
	Findings diag.List `json:"findings"`       // why it cannot be formatted; never null
	read     []byte
	text     []byte // the canonical form; nil when it cannot be formatted
}

func (c *call) format(how formatting) int {
	files := []formatted{} // never null
	refused, changed := false, false
	for _, name := range c.args {
		f, err := c.formatFile(name, how)
		if err != nil {
			return c.misuse("%s", err)
		}
		refused, changed = refused || f.text == nil, changed || f.Changed
		if !how.json {
			c.tellFormatted(f, how)
		}
		files = append(files, f)
	}
	if how.json {
		if code := c.printJSON(struct {
			Files []formatted `json:"files"`
		}{files}, false); code != exitOK {
			return code
		}
	}
	switch {
	case refused:
		return exitUsage
	case changed && how.check:
		return exitFound
	}
	return exitOK
}

// formatFile formats one file and, unless it is only checked, replaces it.
func (c *call) formatFile(name string, how formatting) (formatted, error) {
	f := formatted{File: filepath.ToSlash(name), Findings: diag.List{}}
	var err error
	if name == standardInput {
		f.File = "standard input"
		f.read, err = io.ReadAll(io.LimitReader(c.Stdin, maxFile))
	} else {
		f.read, err = readFile(name)
	}
	if err != nil {
		return f, err
	}
	text, found, err := stroomschema.Format(f.File, f.read)
	if err != nil {
		return f, err
	}
	if text == nil {
		f.Findings = found
		return f, nil
	}
	f.text, f.Changed = text, !bytes.Equal(text, f.read)
	if how.diff {
		f.Diff = diag.Diff(f.File, f.read, text)
	}
	switch {
	case name == standardInput && !how.check:
		f.Text = string(text)
	case name != standardInput && f.Changed && !how.check:
		return f, rewriteFile(name, f.read, text)
	}
	return f, nil
}

// tellFormatted tells people what became of a file.
func (c *call) tellFormatted(f formatted, how formatting) {
	switch {
	case f.text == nil:
		fmt.Fprint(c.Stderr, diag.Text(f.Findings, map[string][]byte{f.File: f.read}))
	case how.diff:
		fmt.Fprint(c.Stdout, f.Diff)
	case f.Text != "":
		fmt.Fprint(c.Stdout, f.Text)
	case f.Changed:
		fmt.Fprintln(c.Stdout, f.File)
	}
}

// rewriteFile puts a text in the place of what was read from a file, whole or not at all: it is written beside it, read
// back, and moved over it.
func rewriteFile(name string, read, text []byte) error {
	name, err := filepath.EvalSymlinks(name) // what a link points to is replaced, not the link
	if err != nil {
		return fmt.Errorf("write %s: %w", name, cause(err))
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return fmt.Errorf("write %s: %w", name, cause(err))
	case !info.Mode().IsRegular():
		return fmt.Errorf("write %s: it is no ordinary file", name)
	case info.Mode().Perm()&0o222 == 0:
		return fmt.Errorf("write %s: nobody may write to it", name)
	}
	beside, err := writeBeside(name, text, info.Mode().Perm())
	if err != nil {
		return fmt.Errorf("write %s: %w", name, cause(err))
	}
	defer os.Remove(beside) // it is gone when all went well
	if now, err := readFile(name); err != nil || !bytes.Equal(now, read) {
		return fmt.Errorf("write %s: it was changed meanwhile; format it again", name)
	}
	if back, err := os.ReadFile(beside); err != nil || !bytes.Equal(back, text) {
		return fmt.Errorf("write %s: what was written does not read back", name)
	}
	if err := os.Rename(beside, name); err != nil {
		return fmt.Errorf("write %s: %w", name, cause(err))
	}
	return nil
}

// writeBeside writes a text to a new file in the folder of name, down to the disk, and returns where.
func writeBeside(name string, text []byte, mode os.FileMode) (beside string, err error) {
	f, err := os.CreateTemp(filepath.Dir(name), ".stroom-fmt-*")
	if err != nil {
		return "", err
	}
	_, written := f.Write(text)
	err = errors.Join(written, f.Chmod(mode), f.Sync(), f.Close())
	if err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}
