package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

// maxFile is how much of a file is read, in bytes: one more than a definition may have, so that the compiler refuses it.
const maxFile = 256<<10 + 1

func checkCommand() *command {
	var asJSON bool
	return &command{
		name: "check", args: "FILE...", summary: "say what is wrong with definitions, and where",
		about: `Reads, checks and compiles each definition and tells everything that is wrong with it: errors, for
which nothing would run, and warnings. Each finding has its place, the words it is about, and what to do.
The parts that a definition names are read from beside it.`,
		flags: func(f *flag.FlagSet) { f.BoolVar(&asJSON, "json", false, "write one JSON object instead of text") },
		exits: []exit{
			{exitOK, "no errors; there may be warnings"},
			{exitFound, "at least one error"},
			{exitUsage, "a file cannot be read, or the call is wrong"},
		},
		example: "stroom check definitions/*/v1.yaml\nstroom check --json draft.yaml | jq '.findings[] | .code'",
		run: func(_ context.Context, c *call) int {
			if len(c.args) == 0 {
				return c.misuse("name at least one file")
			}
			return c.check(asJSON)
		},
	}
}

// checked is what --json writes.
type checked struct {
	Errors   int       `json:"errors"`
	Warnings int       `json:"warnings"`
	Findings diag.List `json:"findings"` // in the order of the files named, then of place; never null
}

func (c *call) check(asJSON bool) int {
	result := checked{Findings: diag.List{}}
	sources := map[string][]byte{}
	for _, file := range c.args {
		_, found, err := compileFile(file, nil, sources)
		if err != nil {
			return c.misuse("%s", err)
		}
		result.Findings = append(result.Findings, found...)
	}
	for _, d := range result.Findings {
		if d.Severity == diag.Error {
			result.Errors++
		} else {
			result.Warnings++
		}
	}
	if asJSON {
		return c.printJSON(result, result.Errors > 0)
	}
	fmt.Fprint(c.Stdout, diag.Text(result.Findings, sources))
	if len(result.Findings) > 0 {
		fmt.Fprintln(c.Stdout)
	}
	fmt.Fprintf(c.Stdout, "%s, %s in %s\n", count(result.Errors, "error"), count(result.Warnings, "warning"), count(len(c.args), "file"))
	if len(result.Findings) > 0 {
		fmt.Fprintf(c.Stdout, "`stroom explain %s` tells more about a code.\n", result.Findings[0].Code)
	}
	if result.Errors > 0 {
		return exitFound
	}
	return exitOK
}

// printJSON writes a value and returns the exit code.
func (c *call) printJSON(value any, found bool) int {
	encoder := json.NewEncoder(c.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return c.fail(err)
	}
	if found {
		return exitFound
	}
	return exitOK
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// compileFile compiles the definition in a file with the parts beside it. What was read is kept in sources, by the names
// that diagnostics use.
func compileFile(file string, parameters map[string]string, sources map[string][]byte) (*stroomschema.Definition, diag.List, error) {
	return compileWith(file, stroomschema.Options{Parameters: parameters}, sources)
}

// compileWith is compileFile with other options; their Parts are not looked at.
func compileWith(file string, opts stroomschema.Options, sources map[string][]byte) (*stroomschema.Definition, diag.List, error) {
	text, err := readFile(file)
	if err != nil {
		return nil, nil, err
	}
	name := filepath.ToSlash(file)
	sources[name] = text
	parts := map[string]string{} // paths, by the names by which the definition names them
	part := func(part string) ([]byte, error) {
		if part != filepath.Base(part) {
			return nil, errors.New("a part stands beside its definition")
		}
		beside := filepath.Join(filepath.Dir(file), part)
		text, err := readFile(beside)
		if err == nil {
			parts[part] = filepath.ToSlash(beside)
			sources[parts[part]] = text
		}
		return text, err
	}
	opts.Parts = part
	def, found := stroomschema.Compile(name, text, opts)
	for i := range found { // a part is known to the compiler by its own name, to a reader by its path
		found[i].Subject.File = orValue(parts[found[i].Subject.File], found[i].Subject.File)
		found[i].Context.File = orValue(parts[found[i].Context.File], found[i].Context.File)
	}
	return def, found, nil
}

// readFile reads at most maxFile bytes of a file.
func readFile(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, cause(err))
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, cause(err))
	}
	return text, nil
}
