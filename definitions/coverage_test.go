package definitions_test

import (
	"encoding/json"
	"fmt"
	"path"
	"testing"

	"stroom/definitions"
	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
	"stroom/workflows/simulate"
)

// The bars of every shipped definition, in percent. What is left of the rules and conditions cannot happen: a rule that only
// stands guard over what silence may do, and has(x) where another rule has made sure of x already but an expression must not
// read it without asking.
const (
	leastSteps, leastArrows    = 100.0, 100.0
	leastRules, leastCondition = 95.0, 95.0
)

// The scenarios beside a shipped definition enter every step, take every arrow, and see nearly every rule and condition both
// ways. Noting so changes nothing of what becomes of them.
func TestShippedScenariosCover(t *testing.T) {
	t.Parallel()
	for _, name := range definitions.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report := cover(t, name)
			for _, part := range []struct {
				name  string
				least float64
				simulate.Covered
			}{{"steps", leastSteps, report.Steps}, {"arrows", leastArrows, report.Arrows}, {"rules", leastRules, report.Rules}, {"conditions", leastCondition, report.Conditions}} {
				t.Logf("%s: %d of %d, %.1f%%", part.name, part.Reached, part.Of, part.Percent())
				if part.Percent() >= part.least {
					continue
				}
				for _, gap := range part.Gaps {
					t.Errorf("%s: %s %s never %s", gap.Place, gap.Rule, gap.Words, gap.Lacks)
				}
			}
		})
	}
}

// cover plays every scenario of a definition with a tally, and holds it against the same scenario without.
func cover(t *testing.T, name string) simulate.Report {
	t.Helper()
	tallied := map[string]*stroomschema.Definition{}
	var sum *simulate.Coverage
	for _, file := range definitions.Scenarios(name) {
		_, parameters := stroomschema.ScenarioParameters(file, read(t, file))
		def := tallied[fmt.Sprint(parameters)]
		if def == nil {
			def = compileTallied(t, name, parameters)
			tallied[fmt.Sprint(parameters)] = def
		}
		if sum == nil {
			sum = simulate.NewCoverage(def)
		}
		result := playUnder(t, def, file)
		sum.Passed(result.Trail)
		sum.Answered(def)
		result.Trail = nil
		if noted, plain := whole(t, result), whole(t, play(t, name, file)); noted != plain {
			t.Errorf("%s: with a tally\n%s\nwithout\n%s", file, noted, plain)
		}
	}
	return sum.Report()
}

func compileTallied(t *testing.T, name string, parameters map[string]string) *stroomschema.Definition {
	t.Helper()
	file, text, err := definitions.Text(name, definitions.Newest(name))
	if err != nil {
		t.Fatal(err)
	}
	def, found := stroomschema.Compile(file, text, stroomschema.Options{Parts: definitions.Part(name), Parameters: parameters, Tally: true})
	if def == nil {
		t.Fatal(diag.Text(found, nil))
	}
	return def
}

func whole(t *testing.T, result simulate.Result) string {
	t.Helper()
	text, err := json.Marshal(result)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// playUnder runs one scenario file under a definition; what it migrates to is compiled as that was.
func playUnder(t *testing.T, def *stroomschema.Definition, file string) simulate.Result {
	t.Helper()
	text := read(t, file)
	scenario, found := stroomschema.ParseScenario(file, text, def)
	if len(found) > 0 {
		t.Fatal(diag.Text(found, map[string][]byte{file: text}))
	}
	return simulate.Run(def, versionsBeside(t, file, scenario.Parameters), scenario)
}

// versionsBeside compiles the versions to which a scenario migrates, once each.
func versionsBeside(t *testing.T, file string, parameters map[string]string) simulate.Versions {
	return func(other string) (*stroomschema.Definition, error) {
		other = path.Join(path.Dir(file), other)
		next, found := stroomschema.Compile(other, read(t, other), stroomschema.Options{Parameters: parameters})
		if next == nil {
			return nil, fmt.Errorf("compile %s: %s", other, diag.Text(found, nil))
		}
		return next, nil
	}
}
