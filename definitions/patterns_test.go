package definitions_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
	"stroom/workflows/simulate"
)

// pattern is one of the 43 control-flow patterns: a row of the table on the designers' page, with the example that it
// links to.
type pattern struct {
	number int
	name   string
	class  string // direct, composed or not
	folder string // below definitions; "" without an example
}

const (
	patternCount      = 43
	mostFlowsComposed = 3 // main, and at most two beside it
	walksPerPattern   = 20
)

var (
	patternRow  = regexp.MustCompile(`^\| (\d+) \| (.+?) \| (direct|composed|not) \| (.+) \|$`)
	patternLink = regexp.MustCompile(`^\[(.+)\]\((patterns/(\d\d)-[a-z-]+)/v1\.yaml\)$`)
	patternHead = regexp.MustCompile(`^# Workflow pattern (\d+): (.+) \((direct|composed)\)\.$`)
)

// patternTable reads the table of the section "Workflow patterns".
func patternTable(t *testing.T) []pattern {
	t.Helper()
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(page), "\n## Workflow patterns\n")
	section, _, _ = strings.Cut(section, "\n## ")
	if !found {
		t.Fatal("README.md has no section \"Workflow patterns\"")
	}
	var table []pattern
	for _, line := range strings.Split(section, "\n") {
		row := patternRow.FindStringSubmatch(line)
		if row == nil {
			continue
		}
		number, _ := strconv.Atoi(row[1])
		p := pattern{number: number, name: row[2], class: row[3]}
		if link := patternLink.FindStringSubmatch(row[2]); link != nil {
			p.name, p.folder = link[1], link[2]
			if link[3] != fmt.Sprintf("%02d", number) {
				t.Errorf("the row of pattern %d links to %s", number, p.folder)
			}
		}
		table = append(table, p)
	}
	return table
}

// The table names every pattern once, in order; each row links to the example in its folder, and each folder has a row.
func TestPatternTableIsWhatThereIs(t *testing.T) {
	t.Parallel()
	table := patternTable(t)
	if len(table) != patternCount {
		t.Fatalf("the table has %d rows; there are %d patterns", len(table), patternCount)
	}
	var linked []string
	for i, p := range table {
		if p.number != i+1 {
			t.Errorf("row %d of the table is about pattern %d", i+1, p.number)
		}
		if p.folder != "" {
			linked = append(linked, p.folder)
		}
		if (p.class == "not") != (p.folder == "") {
			t.Errorf("pattern %d is %q, and its example is %q", p.number, p.class, p.folder)
		}
	}
	folders, err := filepath.Glob("patterns/*")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(folders, linked) { // both in order of number
		t.Errorf("the folders and the links of the table differ:\n%s\n%s", strings.Join(folders, " "), strings.Join(linked, " "))
	}
}

// example is the example of a pattern as its files tell it.
type example struct {
	pattern
	text      string
	head      map[string][]string // lines of the comment at the top, by the word before the colon
	def       *stroomschema.Definition
	scenarios []string
}

// Each example compiles without any diagnostic, says of itself what the table says, and each of its scenarios passes; together
// they come past every step and every arrow.
func TestPatternExamples(t *testing.T) {
	t.Parallel()
	for _, p := range patternTable(t) {
		if p.folder == "" {
			continue
		}
		t.Run(filepath.Base(p.folder), func(t *testing.T) {
			t.Parallel()
			x := p.example(t)
			x.headIsHonest(t)
			x.staysWithinItsClass(t)
			forbids, sum := false, simulate.NewCoverage(x.def)
			for _, file := range x.scenarios {
				scenario := x.scenario(t, file)
				result := simulate.Run(x.def, nil, scenario)
				for _, failure := range result.Failures {
					t.Error(failure.Text())
				}
				forbids = forbids || slices.ContainsFunc(scenario.Events, forbidding)
				sum.Passed(result.Trail)
			}
			if !forbids {
				t.Error("no scenario expects what must not happen: refused, not_open, no_notices, or a run that is none")
			}
			for _, gap := range append(sum.Report().Steps.Gaps, sum.Report().Arrows.Gaps...) {
				t.Errorf("line %d: %s is never %s in the scenarios", gap.Place.Start.Line, gap.Words, gap.Lacks)
			}
			x.wrongIsNoticed(t)
			for seed := range uint64(walksPerPattern) {
				walk(t, x.def, engine.State{}, seed)
			}
		})
	}
}

// example reads and compiles the example of a pattern.
func (p pattern) example(t *testing.T) example {
	t.Helper()
	file := p.folder + "/v1.yaml"
	text := fileText(t, file)
	x := example{pattern: p, text: text, head: map[string][]string{}}
	for _, line := range strings.Split(text, "\n") {
		rest, comment := strings.CutPrefix(line, "# ")
		if !comment && line != "#" {
			break
		}
		if word, rest, ok := strings.Cut(rest, ": "); ok && !strings.Contains(word, " ") {
			x.head[word] = append(x.head[word], rest)
		}
	}
	def, found := stroomschema.Compile(file, []byte(text), stroomschema.Options{Tally: true})
	if len(found) > 0 {
		t.Fatal(diag.Text(found, map[string][]byte{file: []byte(text)}))
	}
	x.def = def
	x.scenarios, _ = filepath.Glob(p.folder + "/scenarios/*.yaml")
	if len(x.scenarios) == 0 {
		t.Fatal("it has no scenarios")
	}
	return x
}

func fileText(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (x example) scenario(t *testing.T, file string) *stroomschema.Scenario {
	t.Helper()
	text := fileText(t, file)
	scenario, found := stroomschema.ParseScenario(file, []byte(text), x.def)
	if len(found) > 0 {
		t.Fatal(diag.Text(found, map[string][]byte{file: []byte(text)}))
	}
	return scenario
}

// headIsHonest compares the comment at the top with the table, and with the text below it.
func (x example) headIsHonest(t *testing.T) {
	t.Helper()
	first, _, _ := strings.Cut(x.text, "\n")
	head := patternHead.FindStringSubmatch(first)
	if want := []string{strconv.Itoa(x.number), x.name, x.class}; head == nil || !slices.Equal(head[1:], want) {
		t.Errorf("the first line is %q; the table has pattern %s: %s (%s)", first, want[0], want[1], want[2])
	}
	for _, word := range []string{"Meaning", "Asked", "Here", "Construct", "Wrong"} {
		if len(x.head[word]) == 0 {
			t.Errorf("the comment at the top has no line %q", "# "+word+": ...")
		}
	}
	for _, construct := range x.head["Construct"] {
		if !strings.Contains(x.body(), construct) {
			t.Errorf("the construct %q does not stand in the example", construct)
		}
	}
}

// body is the text below the comment at the top.
func (x example) body() string { return x.text[strings.Index(x.text, "\nstroomschema:")+1:] }

// staysWithinItsClass holds what "composed" may cost: at most two flows beside main, and nothing that counts.
func (x example) staysWithinItsClass(t *testing.T) {
	t.Helper()
	if x.class != "composed" {
		return
	}
	if n := len(x.def.Flows); n > mostFlowsComposed {
		t.Errorf("composed of main and %d flows beside it; at most %d are allowed", n-1, mostFlowsComposed-1)
	}
	everyAction(x.def, func(a *stroomschema.Action) {
		for _, set := range a.Set {
			place := "own." + set.Own
			if set.Fact != nil {
				place = set.Fact.Name
			}
			if slices.Contains(set.Value.Reads(), place) {
				t.Errorf("%s is set from itself (%s): a counter that imitates tokens", place, set.Value.Source())
			}
		}
	})
}

// everyAction visits every action of a definition, also those within others.
func everyAction(def *stroomschema.Definition, visit func(*stroomschema.Action)) {
	var actions func([]*stroomschema.Action)
	actions = func(list []*stroomschema.Action) {
		for _, a := range list {
			visit(a)
			actions(a.Do)
		}
	}
	branches := func(list []stroomschema.Branch) {
		for _, b := range list {
			actions(b.Do)
		}
	}
	decision := func(d *stroomschema.Decision) {
		if d != nil {
			actions(d.Do)
			branches(d.Go)
		}
	}
	triggers := func(list []*stroomschema.Trigger) {
		for _, w := range list {
			actions(w.Do)
			branches(w.Go)
		}
	}
	for _, flow := range def.Flows {
		decision(flow.Begin)
		decision(flow.Again)
		branches(flow.Start)
		triggers(flow.When)
		for _, d := range flow.Decide {
			decision(d)
		}
		actions(flow.OnEnd)
		actions(flow.Undo)
		for _, step := range flow.Steps {
			actions(step.OnEntry)
			for _, d := range step.Decide {
				decision(d)
			}
			triggers(step.When)
			branches(step.Overdue)
			branches(step.Go)
			if step.Tacit != nil {
				actions(step.Tacit.Do)
				branches(step.Tacit.Go)
			}
			if step.Fork != nil {
				actions(step.Fork.Do)
				branches(step.Fork.Go)
			}
			if step.Ask != nil {
				branches(step.Ask.Answered)
				branches(step.Ask.Failed)
			}
			if step.Checklist != nil {
				actions(step.Checklist.Do)
				branches(step.Checklist.Go)
			}
		}
	}
}

// forbidding says whether an event expects that something does not happen.
func forbidding(ev *stroomschema.ScenarioEvent) bool {
	then := ev.Then
	return then != nil && (then.Refused != nil || len(then.NotOpen) > 0 || len(then.NoNotices) > 0 ||
		slices.ContainsFunc(then.At, func(at stroomschema.ExpectAt) bool { return !slices.ContainsFunc(at.Stands, stands) }))
}

func stands(s stroomschema.ExpectStand) bool { return s.Step != nil }

// wrongIsNoticed changes the example as each line "Wrong: THIS -> THAT" says, which makes another pattern of it. Some
// scenario must fail then: else none of them shows what the pattern is.
func (x example) wrongIsNoticed(t *testing.T) {
	t.Helper()
	for _, wrong := range x.head["Wrong"] {
		this, that, ok := strings.Cut(wrong, " -> ")
		if n := strings.Count(x.body(), this); !ok || n != 1 {
			t.Errorf("wrong: %s: it must be THIS -> THAT, and THIS stands %d times in the example, not once", wrong, n)
			continue
		}
		text := []byte(strings.Replace(x.body(), this, that, 1))
		def, found := stroomschema.Compile("wrong.yaml", text, stroomschema.Options{})
		if def == nil {
			t.Errorf("wrong: %s: it does not compile:\n%s", wrong, diag.Text(found, map[string][]byte{"wrong.yaml": text}))
			continue
		}
		if !slices.ContainsFunc(x.scenarios, func(file string) bool {
			scenario, found := stroomschema.ParseScenario(file, []byte(fileText(t, file)), def)
			if scenario == nil {
				t.Errorf("wrong: %s: the scenario does not fit it any more:\n%s", wrong, diag.Text(found, nil))
			}
			return scenario != nil && !simulate.Run(def, nil, scenario).Passed()
		}) {
			t.Errorf("wrong: %s: no scenario notices", wrong)
		}
	}
}
