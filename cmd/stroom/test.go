package main

import (
	"context"
	"flag"
	"fmt"
	"regexp"

	"stroom/cmd/stroom/scenario"
)

// testFlags are what a call of `stroom test` asks for.
type testFlags struct {
	asJSON, coverage bool
	minimum, only    string
}

func testCommand() *command {
	var asked testFlags
	return &command{
		name: "test", args: "DIR...", summary: "play the scenarios of definitions",
		about: `Plays every scenario of each folder and compares what it expects. A folder holds the versions of one definition
(v1.yaml, v2.yaml, ...) and beside them scenarios/*.yaml. A scenario is played under the version that it names, or
the newest, with the parameters that it sets, on a clock of its own; every event is judged by the same code that
runs in production. What is not as expected is told with its place and with what happened until then.

Coverage says which steps were entered, which arrows taken (each branch of a decision, trigger, choice or term; each
rung of a ladder; beginnings and withdrawals), whether each rule has held and has refused, and whether each condition
inside the expressions has been true and has been false; and lists what was not.`,
		flags: func(f *flag.FlagSet) {
			f.BoolVar(&asked.asJSON, "json", false, "write one JSON object instead of text")
			f.StringVar(&asked.only, "run", "", "play only scenarios whose title or file name matches this regular `expression`")
			f.BoolVar(&asked.coverage, "coverage", false, "tell what the scenarios cover of the definitions, and what not")
			f.StringVar(&asked.minimum, "coverage-min", "", "what must be covered in `percent`, such as steps=100,arrows=100,rules=95,conditions=90; with --coverage")
		},
		exits: []exit{
			{exitOK, "every scenario passed, and as much is covered as must be"},
			{exitFound, "a scenario failed, a file has errors, or too little is covered"},
			{exitUsage, "a folder has no definition or no scenarios, or the call is wrong"},
		},
		example: "stroom test definitions/loan\nstroom test --coverage --coverage-min steps=100,arrows=100 definitions/loan\nstroom test --run 'late|lost' definitions/patterns/*/",
		run: func(_ context.Context, c *call) int {
			if len(c.args) == 0 {
				return c.misuse("name at least one folder")
			}
			return c.test(asked)
		},
	}
}

func (c *call) test(asked testFlags) int {
	opts := scenario.Options{Coverage: asked.coverage}
	var minimum scenario.Minimum
	var err error
	if asked.only != "" {
		if opts.Only, err = regexp.Compile(asked.only); err != nil {
			return c.misuse("--run: %s", err)
		}
	}
	if asked.minimum != "" {
		if minimum, err = scenario.ParseMinimum(asked.minimum); err != nil {
			return c.misuse("--coverage-min: %s", err)
		}
		opts.Coverage = true
	}
	run, err := scenario.Play(c.args, opts, compileWith)
	if err != nil {
		return c.misuse("%s", err)
	}
	missed := minimum.Missed(run.Coverage)
	if asked.asJSON {
		return c.printJSON(run, run.Failed > 0 || len(missed) > 0)
	}
	fmt.Fprint(c.Stdout, run.Text())
	if len(missed) > 0 {
		fmt.Fprintln(c.Stdout)
	}
	for _, line := range missed {
		fmt.Fprintln(c.Stdout, line)
	}
	if run.Failed > 0 || len(missed) > 0 {
		return exitFound
	}
	return exitOK
}
