package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	m := Main{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.LookupEnv, Environ: os.Environ, Now: time.Now}
	code := m.Run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// Exit codes of every command.
const (
	exitOK    = 0 // it went well
	exitFound = 1 // something was found, or went wrong
	exitUsage = 2 // the call was wrong: flags, settings, files that cannot be read
)

// Main is one call of the program, with what it may touch of the process.
type Main struct {
	Stdin   io.Reader
	Stdout  io.Writer
	Stderr  io.Writer
	Getenv  func(name string) (string, bool) // one variable
	Environ func() []string                  // all of them, as "name=value"
	Now     func() time.Time
}

// Run runs the subcommand that args name and returns the exit code. It returns when the work is done or, for commands
// that go on, when ctx ends.
func (m Main) Run(ctx context.Context, args []string) int {
	if len(args) == 0 {
		fmt.Fprint(m.Stderr, overview())
		return exitUsage
	}
	name, rest := args[0], args[1:]
	switch name {
	case "-h", "-help", "--help":
		fmt.Fprint(m.Stdout, overview())
		return exitOK
	case "help":
		if len(rest) == 0 {
			fmt.Fprint(m.Stdout, overview())
			return exitOK
		}
		name, rest = rest[0], []string{"--help"}
	}
	for _, c := range commands() {
		if c.name == name {
			return m.run(ctx, c, rest)
		}
	}
	fmt.Fprintf(m.Stderr, "stroom: there is no command %q; `stroom help` lists them\n", name)
	return exitUsage
}

func (m Main) run(ctx context.Context, c *command, args []string) int {
	flags := c.flagSet()
	if err := flags.Parse(args); err != nil {
		if asksForHelp(err) {
			fmt.Fprint(m.Stdout, c.help())
			return exitOK
		}
		return m.wrong(c, inOurWords(err))
	}
	if at := slices.IndexFunc(flags.Args(), func(arg string) bool { return len(arg) > 1 && arg[0] == '-' }); at >= 0 {
		return m.wrong(c, fmt.Sprintf("flags go before the arguments, and %s stands behind one", flags.Arg(at)))
	}
	env := &call{Main: m, command: c, flags: flags, args: flags.Args()}
	return c.run(ctx, env)
}

// inOurWords says what the flag package found as our help would: with two hyphens.
func inOurWords(err error) string {
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "flag provided but not defined: -"); ok {
		return "there is no flag --" + strings.TrimPrefix(name, "-")
	}
	text = strings.ReplaceAll(text, "for flag -", "for --")
	text = strings.ReplaceAll(text, "flag needs an argument: -", "a value is missing behind --")
	return strings.TrimSuffix(text, ": parse error")
}

// wrong says what is wrong with a call, and where to read how it should be.
func (m Main) wrong(c *command, what string) int {
	fmt.Fprintf(m.Stderr, "stroom %s: %s\nSee `stroom %s --help`.\n", c.name, strings.TrimSpace(what), c.name)
	return exitUsage
}
