package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"stroom/cmd/stroom/scenario"
	"stroom/definitions/diagram"
)

// testFlags are what a call of `stroom test` asks for.
type testFlags struct {
	asJSON, coverage, watch       bool
	minimum, only, junit, diagram string
}

func testCommand() *command {
	var asked testFlags
	return &command{
		name: "test", args: "DIR...", summary: "play the scenarios of definitions",
		about: `Plays every scenario of each folder and compares what it expects. A folder holds the versions of one definition
(v1.yaml, v2.yaml, ...) and beside them scenarios/*.yaml. A scenario is played under the version that it names, or
the newest, with the parameters that it sets, on a clock of its own; every event is judged by the same code that
runs in production. What is not as expected is told with its line, what was expected beside what was found, and what
happened until then.

Coverage says which steps were entered, which arrows taken (each branch of a decision, trigger, choice or term; each
rung of a ladder; beginnings and withdrawals), whether each rule has held and has refused, and whether each condition
inside the expressions has been true and has been false; and lists what was not.`,
		flags: func(f *flag.FlagSet) {
			f.BoolVar(&asked.asJSON, "json", false, "write one JSON object instead of text")
			f.StringVar(&asked.only, "run", "", "play only scenarios whose title or file name matches this regular `expression`")
			f.BoolVar(&asked.watch, "watch", false, "go on, and play again whenever a file changes")
			f.StringVar(&asked.junit, "junit", "", "also write a JUnit report to this `file`")
			f.BoolVar(&asked.coverage, "coverage", false, "tell what the scenarios cover of the definitions, and what not")
			f.StringVar(&asked.minimum, "coverage-min", "", "what must be covered in `percent`, such as steps=100,arrows=100,rules=95,conditions=90; with --coverage")
			f.StringVar(&asked.diagram, "coverage-diagram", "", "draw the definition with what is covered to this `file`, as SVG; with --coverage")
		},
		exits: []exit{
			{exitOK, "every scenario passed, and as much is covered as must be; or watching was ended"},
			{exitFound, "a scenario failed, a file has errors, too little is covered, or a report cannot be written"},
			{exitUsage, "a folder has no definition or no scenarios, or the call is wrong"},
		},
		example: "stroom test definitions/loan\nstroom test --coverage --coverage-min steps=100,arrows=100 definitions/loan\nstroom test --watch --run 'late|lost' definitions/loan\nstroom test --junit report.xml definitions/patterns/*",
		run: func(ctx context.Context, c *call) int {
			if len(c.args) == 0 {
				return c.misuse("name at least one folder")
			}
			return c.test(ctx, asked)
		},
	}
}

// test is a call of `stroom test` that is ready to play.
type test struct {
	*call
	testFlags
	opts    scenario.Options
	minimum scenario.Minimum
}

func (c *call) test(ctx context.Context, asked testFlags) int {
	t := &test{call: c, testFlags: asked, opts: scenario.Options{Coverage: asked.coverage}}
	if err := t.prepare(); err != nil {
		return c.misuse("%s", err)
	}
	if !asked.watch {
		code, err := t.play()
		if err != nil {
			return c.misuse("%s", err)
		}
		return code
	}
	for _, dir := range c.args {
		if _, err := scenario.OpenShelf(dir, compileWith); err != nil {
			return c.misuse("%s", err)
		}
	}
	if err := scenario.Watch(ctx, c.args, scenario.Pause, t.playAgain); !errors.Is(err, context.Canceled) {
		return c.fail(err)
	}
	return exitOK
}

// prepare reads the flags that need reading.
func (t *test) prepare() (err error) {
	if t.watch && t.asJSON {
		return errors.New("--watch is for people; leave out --json")
	}
	if t.only != "" {
		if t.opts.Only, err = regexp.Compile(t.only); err != nil {
			return fmt.Errorf("--run: %w", err)
		}
	}
	if t.testFlags.minimum != "" {
		if t.minimum, err = scenario.ParseMinimum(t.testFlags.minimum); err != nil {
			return fmt.Errorf("--coverage-min: %w", err)
		}
	}
	t.opts.Coverage = t.coverage || t.testFlags.minimum != "" || t.diagram != ""
	return nil
}

// play plays once. Its error is a wrong call.
func (t *test) play() (code int, err error) {
	run, err := scenario.Play(t.args, t.opts, compileWith)
	if err != nil {
		return exitUsage, err
	}
	run.Missed = t.minimum.Missed(run.Coverage)
	if code, err := t.reports(run); err != nil {
		return code, err
	} else if code != exitOK {
		return code, nil
	}
	found := run.Failed > 0 || len(run.Missed) > 0
	if t.asJSON {
		return t.printJSON(run, found), nil
	}
	fmt.Fprint(t.Stdout, run.Text())
	if found {
		return exitFound, nil
	}
	return exitOK, nil
}

// reports writes the files that were asked for. Its error is a wrong call.
func (t *test) reports(run scenario.Run) (int, error) {
	if t.diagram != "" {
		if len(run.Coverage) != 1 {
			return exitUsage, fmt.Errorf("--coverage-diagram draws one definition, and %s", whatWasPlayed(run))
		}
		chart, err := diagram.Of(run.Definitions[0], "nl")
		if err != nil {
			return exitUsage, err
		}
		picture := chart.Layout(diagram.Sheet{}).SVG(diagram.Options{Marks: chart.Coverage(run.Coverage[0].Reached)})
		if err := replaceFile(t.diagram, picture); err != nil {
			return t.fail(err), nil
		}
	}
	if t.junit != "" {
		report, err := run.JUnit()
		if err == nil {
			err = replaceFile(t.junit, report)
		}
		if err != nil {
			return t.fail(err), nil
		}
	}
	return exitOK, nil
}

func whatWasPlayed(run scenario.Run) string {
	if len(run.Coverage) == 0 {
		return "none could be played"
	}
	var names []string
	for _, r := range run.Coverage {
		names = append(names, r.Definition)
	}
	return "these were played: " + strings.Join(names, ", ")
}

// playAgain plays while somebody watches: on a screen of its own, and going on whatever is wrong.
func (t *test) playAgain() {
	if isTerminal(t.Stdout) {
		fmt.Fprint(t.Stdout, "\x1b[H\x1b[2J\x1b[3J")
	}
	if _, err := t.play(); err != nil {
		fmt.Fprintf(t.Stdout, "%s\n", err)
	}
	fmt.Fprintf(t.Stdout, "\n%s  watching %s; Ctrl-C ends\n", t.Now().Format("15:04:05"), strings.Join(t.args, ", "))
}

// isTerminal reports whether somebody looks at what is written.
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
