package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// command is a subcommand, with everything that its --help says.
type command struct {
	name     string
	args     string // what follows the flags: "FILE..."; "" for nothing
	summary  string // one line, for the overview
	about    string // paragraphs
	flags    func(*flag.FlagSet)
	settings []*setting
	exits    []exit
	example  string
	run      func(ctx context.Context, c *call) int
}

// exit is one exit code of a command and when it is given.
type exit struct {
	code int
	when string
}

// call is one running command.
type call struct {
	Main
	command *command
	flags   *flag.FlagSet
	args    []string
}

// fail tells why the command cannot go on and returns the exit code for it.
func (c *call) fail(err error) int {
	fmt.Fprintf(c.Stderr, "stroom %s: %s\n", c.command.name, err)
	return exitFound
}

// misuse tells what is wrong with the call.
func (c *call) misuse(format string, args ...any) int {
	return c.wrong(c.command, fmt.Sprintf(format, args...))
}

// noArguments reports whether the call has only flags; if not it says so.
func (c *call) noArguments() bool {
	if len(c.args) == 0 {
		return true
	}
	c.misuse("it takes no arguments, and was given %q", c.args[0])
	return false
}

// commands returns the subcommands in the order of the overview. They are made anew for each call: their flags keep values.
func commands() []*command {
	return []*command{
		checkCommand(), explainCommand(), fmtCommand(), schemaCommand(), testCommand(), diagramCommand(), lspCommand(),
		devCommand(), seedCommand(),
		migrateCommand(), serveCommand(), workCommand(), reconcileCommand(), healthCommand(),
		temporalCommand(),
	}
}

func overview() string {
	var b strings.Builder
	b.WriteString("Stroom runs flow charts of work between organisations, written in YAML with rules.\n\nUsage: stroom COMMAND [flags] [arguments]\n\nCommands:\n")
	table(&b, func(w io.Writer) {
		for _, c := range commands() {
			fmt.Fprintf(w, "  %s\t%s\n", c.name, c.summary)
		}
	})
	b.WriteString("\n`stroom COMMAND --help` tells all about one. To begin: `stroom dev`.\n")
	return b.String()
}

// flagSet returns the flags of the command: its own, and one for each setting that is not a secret.
func (c *command) flagSet() *flag.FlagSet {
	flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
	flags.SetOutput(io.Discard) // what is wrong is told by Main.wrong
	flags.Usage = func() {}
	if c.flags != nil {
		c.flags(flags)
	}
	for _, s := range c.settings {
		if !s.secret {
			flags.String(s.flag(), "", s.about)
		}
	}
	return flags
}

func asksForHelp(err error) bool { return errors.Is(err, flag.ErrHelp) }

// help returns the whole text of --help.
func (c *command) help() string {
	var b strings.Builder
	usage := "Usage: stroom " + c.name + " [flags]"
	if c.args != "" {
		usage += " " + c.args
	}
	fmt.Fprintf(&b, "%s\n\n%s\n\n%s\n", c.summary, usage, strings.TrimSpace(c.about))
	c.helpFlags(&b)
	c.helpSettings(&b)
	b.WriteString("\nExit codes:\n")
	table(&b, func(w io.Writer) {
		for _, e := range c.exits {
			fmt.Fprintf(w, "  %d\t%s\n", e.code, e.when)
		}
	})
	fmt.Fprintf(&b, "\nExample:\n%s\n", indent(strings.TrimSpace(c.example)))
	return b.String()
}

func (c *command) helpFlags(b *strings.Builder) {
	b.WriteString("\nFlags:\n")
	own := flag.NewFlagSet(c.name, flag.ContinueOnError)
	if c.flags != nil {
		c.flags(own)
	}
	table(b, func(w io.Writer) {
		own.VisitAll(func(f *flag.Flag) {
			value, text := flag.UnquoteUsage(f)
			if value != "" {
				value = " " + strings.ToUpper(value)
			}
			if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" {
				text += fmt.Sprintf(" (default %s)", f.DefValue)
			}
			fmt.Fprintf(w, "  --%s%s\t%s\n", f.Name, value, text)
		})
		fmt.Fprintln(w, "  --help\tthis text")
	})
}

func (c *command) helpSettings(b *strings.Builder) {
	b.WriteString("\nEnvironment:\n")
	if len(c.settings) == 0 {
		b.WriteString("  None is read.\n")
		return
	}
	secrets, plain := false, false
	for _, s := range c.settings {
		fmt.Fprintf(b, "  %s\n", s.env)
		fmt.Fprintf(b, "      %s\n", s.about)
		fmt.Fprintf(b, "      %s; for example %s\n", s.need(), s.example)
		secrets, plain = secrets || s.secret, plain || !s.secret
	}
	if plain {
		b.WriteString("  Each can also be given as a flag: STROOM_LISTEN as --listen. A flag goes before the environment.\n")
	}
	if secrets {
		b.WriteString("  A secret is not a flag, for others can read those; its value may also stand in a file that\n  the variable with _FILE behind its name points to.\n")
	}
}

// table writes rows with tabs in aligned columns.
func table(b *strings.Builder, rows func(w io.Writer)) {
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	rows(w)
	_ = w.Flush() // a strings.Builder takes everything
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(text, "\n", "\n  ")
}
