package scenario

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
	"stroom/workflows/simulate"
)

// Run is what became of the scenarios of some folders.
type Run struct {
	Passed    int               `json:"passed"`
	Failed    int               `json:"failed"`
	Scenarios []Played          `json:"scenarios"`          // never null
	Coverage  []simulate.Report `json:"coverage,omitempty"` // of each version played, when it was asked for
	Missed    []string          `json:"missed,omitempty"`   // what is covered less than it must be
	Checks    int               `json:"-"`

	Definitions []*stroomschema.Definition `json:"-"` // those of Coverage, in its order
}

// Played is what became of one scenario.
type Played struct {
	File     string    `json:"file"`
	Title    string    `json:"title"`
	Passed   bool      `json:"passed"`
	Events   int       `json:"events"`
	Checks   int       `json:"checks"`
	Failures []Unmet   `json:"failures"` // never null
	Findings diag.List `json:"findings"` // of the files; never null
	Folder   string    `json:"-"`
	text     string    // of Findings, for people
	stories  []string  // of Failures, for people
}

// Unmet is an expectation that was not met.
type Unmet struct {
	Place    diag.Range `json:"place"`
	What     string     `json:"what"`
	Expected string     `json:"expected"`
	Actual   string     `json:"actual"`
	Unplayed int        `json:"unplayed"` // events that were not played because of it

	Story []simulate.Moment `json:"story"` // what happened until then; never null
}

// Options say what a run plays and keeps.
type Options struct {
	Only     *regexp.Regexp // only scenarios whose title or file name matches; nil: all
	Coverage bool
}

// Play plays the scenarios of folders, in the order of the folders and then of the file names. A plain file among the folders is
// passed over: a shell's * names those that stand beside them.
// Errors: a folder or file that cannot be read, only plain files, or no scenario that matches.
func Play(dirs []string, opts Options, compile Compiler) (Run, error) {
	run := Run{Scenarios: []Played{}}
	folders := slices.DeleteFunc(slices.Clone(dirs), isPlainFile)
	if len(folders) == 0 {
		return run, fmt.Errorf("%s is no folder", dirs[0])
	}
	for _, dir := range folders {
		shelf, err := OpenShelf(dir, compile)
		if err != nil {
			return run, err
		}
		shelf.tally = opts.Coverage
		if err := shelf.playAll(&run, opts); err != nil {
			return run, err
		}
	}
	if len(run.Scenarios) == 0 {
		return run, fmt.Errorf("no scenario has a title or file name that matches %q", opts.Only)
	}
	return run, nil
}

func isPlainFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

func (s *Shelf) playAll(run *Run, opts Options) error {
	var trail []simulate.Passed
	for _, file := range s.scenarios {
		p, passed, err := s.play(file, opts.Only)
		if err != nil {
			return err
		}
		if p == nil {
			continue
		}
		trail = append(trail, passed...)
		if p.Passed {
			run.Passed++
		} else {
			run.Failed++
		}
		run.Checks += p.Checks
		run.Scenarios = append(run.Scenarios, *p)
	}
	if opts.Coverage {
		s.cover(run, trail)
	}
	return nil
}

// play plays one scenario: nil when it is not asked for. Its error is a file that cannot be read.
func (s *Shelf) play(file string, only *regexp.Regexp) (*Played, []simulate.Passed, error) {
	p := &Played{File: filepath.ToSlash(file), Folder: filepath.ToSlash(s.dir), Failures: []Unmet{}, Findings: diag.List{}}
	text, err := readFile(file)
	if err != nil {
		return nil, nil, err
	}
	s.sources[p.File] = text
	p.Title = stroomschema.ScenarioTitle(p.File, text)
	if only != nil && !only.MatchString(p.Title) && !only.MatchString(filepath.Base(file)) {
		return nil, nil, nil
	}
	named, parameters := stroomschema.ScenarioParameters(p.File, text)
	version, err := s.version(named)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", file, err)
	}
	c, err := s.definition(version, parameters)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", file, err)
	}
	if c.def == nil {
		s.unreadable(p, c.found)
		if s.told[p.text] {
			p.text = filepath.ToSlash(version) + " has the errors that are told above\n"
		} else {
			s.told[p.text] = true
		}
		return p, nil, nil
	}
	parsed, found := stroomschema.ParseScenario(p.File, text, c.def)
	if parsed == nil {
		s.unreadable(p, found)
		return p, nil, nil
	}
	return p, s.run(p, c.def, parsed), nil
}

// run plays a scenario that could be read.
func (s *Shelf) run(p *Played, def *stroomschema.Definition, parsed *stroomschema.Scenario) []simulate.Passed {
	versions := func(other string) (*stroomschema.Definition, error) {
		c, err := s.definition(filepath.Join(filepath.Dir(p.File), filepath.FromSlash(other)), parsed.Parameters)
		switch {
		case err != nil:
			return nil, err
		case c.def == nil:
			return nil, fmt.Errorf("it has %d findings: %s", len(c.found), c.found[0].Summary)
		}
		return c.def, nil
	}
	result := simulate.Run(def, versions, parsed)
	p.Passed, p.Events, p.Checks = result.Passed(), result.Events, result.Checks
	told := 0
	for _, f := range result.Failures {
		p.Failures = append(p.Failures, Unmet{f.Place, f.What, f.Expected, f.Actual, f.Unplayed, f.Story})
		if told == len(f.Story) {
			f.Story = nil // it was told with the failure before, of the same event
		} else {
			told = len(f.Story)
		}
		p.stories = append(p.stories, f.Tell(s.sources[p.File]))
	}
	return result.Trail
}

// unreadable is a scenario that was not played, because a file has errors.
func (s *Shelf) unreadable(p *Played, found diag.List) {
	p.Findings, p.text = found, diag.Text(found, s.sources)
}
