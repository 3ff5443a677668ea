package simulate_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
	"stroom/workflows/simulate"
)

func seat(t *testing.T) *stroomschema.Definition {
	t.Helper()
	def, found := stroomschema.Compile("seat.yaml", read(t, "seat.yaml"), stroomschema.Options{})
	if def == nil || len(found) > 0 {
		t.Fatal(diag.Text(found, map[string][]byte{"seat.yaml": read(t, "seat.yaml")}))
	}
	return def
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func parse(t *testing.T, def *stroomschema.Definition, name string, text []byte) *stroomschema.Scenario {
	t.Helper()
	sc, found := stroomschema.ParseScenario(name, text, def)
	if sc == nil || len(found) > 0 {
		t.Fatal(diag.Text(found, map[string][]byte{name: text}))
	}
	return sc
}

func TestScenarioPasses(t *testing.T) {
	t.Parallel()
	def := seat(t)
	result := simulate.Run(def, nil, parse(t, def, "pass.yaml", read(t, "pass.yaml")))
	for _, f := range result.Failures {
		t.Error(f.Text())
	}
	if result.Events != 9 || result.Checks != 26 {
		t.Errorf("%d events and %d checks, want 9 and 26", result.Events, result.Checks)
	}
}

// Every kind of expectation fails with what was expected, what was found, its line, and what happened until then. The
// scenario is the one that passes, with one thing changed.
func TestScenarioFails(t *testing.T) {
	t.Parallel()
	def := seat(t)
	cases := []struct{ change, to, want string }{
		{"code: SAME_ROW", "code: OTHER", "pass.yaml:13: the code of the refusal\n  expected: OTHER\n  actual:   SAME_ROW"},
		{"rule: another_row", "rule: open_house", "pass.yaml:13: the rule that refused\n  expected: open_house\n  actual:   another_row"},
		{"op rij 20.\"", "op rij 21.\"", "pass.yaml:13: the text of the refusal\n  expected: De bezoeker zit al op rij 21.\n  actual:   De bezoeker zit al op rij 20."},
		{"move: consent}", "move: told}", "pass.yaml:22: where move stands\n  expected: told\n  actual:   consent"},
		{"move: consent}", "move: {step: consent, suspended: true}}", "pass.yaml:22: where move stands\n  expected: consent, suspended\n  actual:   consent"},
		{"move: consent}", "move: {step: consent, waiting: true}}", "pass.yaml:22: where move stands\n  expected: before consent, until it is free\n  actual:   consent"},
		{"move: consent}", "move: [consent, {step: told, suspended: true}]}", "pass.yaml:22: where move stands\n  expected: consent; told, suspended\n  actual:   consent"},
		{"move: consent}", "move: []}", "pass.yaml:22: where move stands\n  expected: none\n  actual:   consent"},
		{"\"2026-01-19\"", "\"2026-01-20\"", "pass.yaml:23: when move is due\n  expected: 2026-01-20\n  actual:   2026-01-19"},
		{"[host, club]", "[host]", "pass.yaml:24: who may act in move\n  expected: host\n  actual:   club, host"},
		{"to: host}]", "to: club}]", "pass.yaml:31: the notices sent\n  expected: proposed to club\n  actual:   proposed to host of theatre"},
		{"notices: [{notice: proposed, to: host}]", "no_notices: [proposed]", "pass.yaml:31: the notices sent\n  expected: no proposed\n  actual:   proposed to host of theatre"},
		{"not_open: [move.consent.agree]", "open: [move.consent.agree]", "pass.yaml:26: whether move.consent.agree is open\n  expected: open\n  actual:   refused FOUR_EYES"},
		{"party: {host: theatre}", "party: {host: cinema}", "pass.yaml:27: party host\n  expected: cinema\n  actual:   theatre"},
		{"incidents: 0", "incidents: 1", "pass.yaml:28: open incidents\n  expected: 1\n  actual:   0"},
		{"facts: {row: 12", "facts: {row: 13", "pass.yaml:37: row\n  expected: 13\n  actual:   12"},
		{"2: 2, 5: 5}, waited: 2", "2: 2, 5: 6}, waited: 2", "pass.yaml:38: moved_people under weight = 5\n  expected: 6\n  actual:   5"},
		{"waited: 2", "waited: 3", "pass.yaml:38: waited\n  expected: 3\n  actual:   2"},
		{"outcome: {move: moved}", "outcome: {move: stopped}", "pass.yaml:39: how move ended\n  expected: stopped\n  actual:   moved"},
		{"then: {refused: FOUR_EYES, notices: [{notice: proposed, to: host}]}", "then: {at: {move: consent}}", "pass.yaml:31: the event\n  expected: accepted\n  actual:   refused FOUR_EYES \"Dit besluit hoort bij iemand anders: u of uw organisatie deed het voorstel.\""},
		{"answer: desk, with: {seen: true}, then: {at: {move: none}, outcome: {move: moved}}", "wait: yes, then: {refused: NOT_WAITING}", "pass.yaml:39: the event\n  expected: refused NOT_WAITING\n  actual:   accepted"},
		{"take: main.running.finish, then: {ended: done}", "take: main.running.close, then: {ended: done}", "pass.yaml:40: the end of the trajectory\n  expected: done\n  actual:   not ended"},
	}
	for _, c := range cases {
		text := strings.Replace(string(read(t, "pass.yaml")), c.change, c.to, 1)
		if text == string(read(t, "pass.yaml")) {
			t.Fatalf("nothing to change: %q", c.change)
		}
		result := simulate.Run(def, nil, parse(t, def, "pass.yaml", []byte(text)))
		if len(result.Failures) == 0 {
			t.Errorf("%s -> %s passes", c.change, c.to)
			continue
		}
		f := result.Failures[0]
		got := fmt.Sprintf("%s:%d: %s\n  expected: %s\n  actual:   %s", f.Place.File, f.Place.Start.Line, f.What, f.Expected, f.Actual)
		if got != c.want {
			t.Errorf("%s -> %s gives\n%s\nwant\n%s", c.change, c.to, got, c.want)
		}
	}
}

// The whole of what a person reads of a failure: its place, line and caret, both values, and the story, at most 98 wide.
func TestFailureTellsTheStory(t *testing.T) {
	t.Parallel()
	def := seat(t)
	var all strings.Builder
	for _, c := range []struct{ change, to string }{
		{"refused: FOUR_EYES", "refused: NOT_YOUR_ROLE"},
		{"facts: {row: 12", "facts: {row: 13"},
		{"then: {refused: FOUR_EYES, notices: [{notice: proposed, to: host}]}", "then: {at: {move: consent}}"},
		{"not_open: [move.consent.agree]", "open: [move.consent.agree]"},
		{"nl: \"De bezoeker zit al op rij 20.\"", "nl: \"De bezoeker heeft om een rij gevraagd waar hij al zit, of waar niemand zit, en dat kan niet.\""},
	} {
		text := strings.Replace(string(read(t, "pass.yaml")), c.change, c.to, 1)
		result := simulate.Run(def, nil, parse(t, def, "pass.yaml", []byte(text)))
		fmt.Fprintf(&all, "%s -> %s\n\n", c.change, c.to)
		for _, f := range result.Failures {
			all.WriteString(f.Tell([]byte(text)) + "\n\n")
		}
	}
	golden(t, "stories.txt", all.String())
	for _, line := range strings.Split(all.String(), "\n") {
		if len([]rune(line)) > simulate.Width && !strings.Contains(line, " -> ") {
			t.Errorf("%d wide: %s", len([]rune(line)), line)
		}
	}
}

func TestScenarioWithoutExpectationFails(t *testing.T) {
	t.Parallel()
	def := seat(t)
	sc := parse(t, def, "pass.yaml", read(t, "pass.yaml"))
	var kept []*stroomschema.ScenarioEvent
	for _, ev := range sc.Events {
		if ev.Then != nil && ev.Then.Refused != nil {
			continue // without its expectation the refusal itself would fail
		}
		ev.Then = nil
		kept = append(kept, ev)
	}
	sc.Events = kept
	result := simulate.Run(def, nil, sc)
	if len(result.Failures) != 1 || result.Failures[0].What != "the scenario" {
		t.Errorf("failures: %+v", result.Failures)
	}
}

func TestScenarioNeedsItsOtherVersion(t *testing.T) {
	t.Parallel()
	def := seat(t)
	text := string(read(t, "pass.yaml")) + "  - {at: \"2026-01-17 09:00\", migrate: v2.yaml, by: ann, then: {incidents: 0}}\n"
	sc, found := stroomschema.ParseScenario("pass.yaml", []byte(text), def)
	if sc == nil {
		t.Fatal(diag.Text(found, map[string][]byte{"pass.yaml": []byte(text)}))
	}
	result := simulate.Run(def, nil, sc)
	if len(result.Failures) != 1 || result.Failures[0].What != "the version v2.yaml" {
		t.Errorf("failures: %+v", result.Failures)
	}
}

// A hostile text in a scenario steers no terminal.
func TestStorySteersNoTerminal(t *testing.T) {
	t.Parallel()
	def := seat(t)
	text := strings.Replace(string(read(t, "pass.yaml")), "op rij 20.\"", "op rij \\e[2J\\u202e21.\"", 1)
	result := simulate.Run(def, nil, parse(t, def, "pass.yaml", []byte(text)))
	if len(result.Failures) != 1 {
		t.Fatalf("%d failures", len(result.Failures))
	}
	if told := result.Failures[0].Tell([]byte(text)); strings.ContainsAny(told, "\x1b\u202e") || !strings.Contains(told, "op rij \uFFFD[2J\uFFFD21.") {
		t.Error(told)
	}
}
