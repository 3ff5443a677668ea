package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
	"stroom/workflows/simulate"
)

func testCommand() *command {
	var asJSON bool
	return &command{
		name: "test", args: "DIR...", summary: "play the scenarios of definitions",
		about: `Plays every scenario of each folder and compares what it expects. A folder holds the versions of one definition
(v1.yaml, v2.yaml, ...) and beside them scenarios/*.yaml. A scenario is played under the version that it names, or
the newest, with the parameters that it sets, on a clock of its own; every event is judged by the same code that
runs in production. What is not as expected is told with its place and with what happened until then.`,
		flags: func(f *flag.FlagSet) { f.BoolVar(&asJSON, "json", false, "write one JSON object instead of text") },
		exits: []exit{
			{exitOK, "every scenario passed"},
			{exitFound, "a scenario failed, or a file has errors"},
			{exitUsage, "a folder has no definition or no scenarios, or the call is wrong"},
		},
		example: "stroom test definitions/loan",
		run: func(_ context.Context, c *call) int {
			if len(c.args) == 0 {
				return c.misuse("name at least one folder")
			}
			return c.test(asJSON)
		},
	}
}

// played is one scenario as --json writes it.
type played struct {
	File     string    `json:"file"`
	Title    string    `json:"title"`
	Passed   bool      `json:"passed"`
	Events   int       `json:"events"`
	Checks   int       `json:"checks"`
	Failures []unmet   `json:"failures"` // never null
	Findings diag.List `json:"findings"` // of the files; never null
	text     string    // of Findings, for people
	stories  []string  // of Failures, for people
}

// unmet is an expectation that was not met.
type unmet struct {
	Place    diag.Range `json:"place"`
	What     string     `json:"what"`
	Expected string     `json:"expected"`
	Actual   string     `json:"actual"`
}

func (c *call) test(asJSON bool) int {
	var all []played
	failed, checks := 0, 0
	for _, dir := range c.args {
		shelf, err := openShelf(dir)
		if err != nil {
			return c.misuse("%s", err)
		}
		for _, file := range shelf.scenarios {
			p, err := shelf.play(file)
			if err != nil {
				return c.misuse("%s", err)
			}
			if !p.Passed {
				failed++
			}
			checks += p.Checks
			all = append(all, p)
		}
	}
	if asJSON {
		return c.printJSON(struct {
			Passed    int      `json:"passed"`
			Failed    int      `json:"failed"`
			Scenarios []played `json:"scenarios"`
		}{len(all) - failed, failed, all}, failed > 0)
	}
	for _, p := range all {
		c.tellPlayed(p)
	}
	fmt.Fprintf(c.Stdout, "%d of %s passed, %s\n", len(all)-failed, count(len(all), "scenario"), count(checks, "check"))
	if failed > 0 {
		return exitFound
	}
	return exitOK
}

func (c *call) tellPlayed(p played) {
	if p.Passed {
		fmt.Fprintf(c.Stdout, "ok    %s (%s, %s)\n", orValue(p.Title, p.File), count(p.Events, "event"), count(p.Checks, "check"))
		return
	}
	fmt.Fprintf(c.Stdout, "FAIL  %s\n", orValue(p.Title, p.File))
	for _, text := range append(p.stories, p.text) {
		if text != "" {
			fmt.Fprintln(c.Stdout, indent(strings.TrimSuffix(text, "\n")))
		}
	}
}

// shelf is a folder with the versions of one definition and its scenarios.
type shelf struct {
	dir       string
	newest    int
	scenarios []string
	sources   map[string][]byte // of what was read, by name
	compiled  map[string]*stroomschema.Definition
	faults    map[string]diag.List // of what did not compile
	told      map[string]bool      // texts of faults of a definition: many scenarios meet the same ones
}

func openShelf(dir string) (*shelf, error) {
	s := &shelf{dir: dir, sources: map[string][]byte{}, compiled: map[string]*stroomschema.Definition{}, faults: map[string]diag.List{}, told: map[string]bool{}}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", dir, cause(err))
	}
	for _, e := range entries {
		if number, ok := strings.CutPrefix(strings.TrimSuffix(e.Name(), ".yaml"), "v"); ok {
			if version, err := strconv.Atoi(number); err == nil {
				s.newest = max(s.newest, version)
			}
		}
	}
	if s.newest == 0 {
		return nil, fmt.Errorf("%s holds no definition: no v1.yaml", dir)
	}
	scenarios, err := os.ReadDir(filepath.Join(dir, "scenarios"))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", filepath.Join(dir, "scenarios"), cause(err))
	}
	for _, e := range scenarios {
		if isYAML(e.Name()) && !e.IsDir() {
			s.scenarios = append(s.scenarios, filepath.Join(dir, "scenarios", e.Name()))
		}
	}
	if len(s.scenarios) == 0 {
		return nil, fmt.Errorf("%s holds no scenarios", filepath.Join(dir, "scenarios"))
	}
	slices.Sort(s.scenarios)
	return s, nil
}

// play plays one scenario. Its error is a file that cannot be read.
func (s *shelf) play(file string) (played, error) {
	p := played{File: filepath.ToSlash(file), Failures: []unmet{}, Findings: diag.List{}}
	text, err := readFile(file)
	if err != nil {
		return p, err
	}
	s.sources[p.File] = text
	named, parameters := stroomschema.ScenarioParameters(p.File, text)
	definition, err := s.file(named)
	if err != nil {
		return p, fmt.Errorf("%s: %w", file, err)
	}
	def, found, err := s.compile(definition, parameters)
	if err != nil {
		return p, fmt.Errorf("%s: %w", file, err)
	}
	if def == nil {
		p = s.unreadable(p, found)
		if s.told[p.text] {
			p.text = filepath.ToSlash(definition) + " has the errors that are told above\n"
		} else {
			s.told[p.text] = true
		}
		return p, nil
	}
	scenario, found := stroomschema.ParseScenario(p.File, text, def)
	if scenario == nil {
		return s.unreadable(p, found), nil
	}
	versions := func(other string) (*stroomschema.Definition, error) {
		def, found, err := s.compile(filepath.Join(filepath.Dir(file), filepath.FromSlash(other)), parameters)
		if err == nil && def == nil {
			err = fmt.Errorf("it has %s: %s", count(len(found), "finding"), found[0].Summary)
		}
		return def, err
	}
	result := simulate.Run(def, versions, scenario)
	p.Title, p.Passed, p.Events, p.Checks = result.Title, result.Passed(), result.Events, result.Checks
	var story []string
	for _, f := range result.Failures {
		p.Failures = append(p.Failures, unmet{f.Place, f.What, f.Expected, f.Actual})
		if slices.Equal(f.Story, story) {
			f.Story = nil // it was told with the failure before, of the same event
		} else {
			story = f.Story
		}
		p.stories = append(p.stories, f.Text())
	}
	return p, nil
}

// unreadable is a scenario that was not played, because a file has errors.
func (s *shelf) unreadable(p played, found diag.List) played {
	p.Findings, p.text = found, diag.Text(found, s.sources)
	return p
}

// file returns the file of the version that a scenario names: "name@version", or "" for the newest.
func (s *shelf) file(named string) (string, error) {
	version := s.newest
	if named != "" {
		_, number, ok := strings.Cut(named, "@")
		n, err := strconv.Atoi(number)
		if !ok || err != nil || n < 1 {
			return "", fmt.Errorf("it names the definition %q; write name@version", named)
		}
		version = n
	}
	return filepath.Join(s.dir, fmt.Sprintf("v%d.yaml", version)), nil
}

// compile compiles a version once for each set of parameters.
func (s *shelf) compile(file string, parameters map[string]string) (*stroomschema.Definition, diag.List, error) {
	key := file + fmt.Sprint(parameters) // maps are printed in order
	if def, found := s.compiled[key], s.faults[key]; def != nil || found != nil {
		return def, found, nil
	}
	def, found, err := compileFile(file, parameters, s.sources)
	if err != nil {
		return nil, nil, err
	}
	if def == nil {
		s.faults[key] = found
		return nil, found, nil
	}
	s.compiled[key] = def
	return def, nil, nil
}
