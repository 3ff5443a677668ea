// Stroom runs stroomschema's: flow charts of work between organisations, written in YAML, with rules that say who may
// take which decision and when.
//
// What: one binary with subcommands. `check` and `test` are for those who write definitions; `dev` starts everything on
// one machine, with demonstration data; `migrate`, `serve`, `work` and `reconcile` are production; `health` asks a
// running process how it is; `temporal` runs a Temporal server for trying things out.
//
// What not: logic. This package reads flags and settings, opens what is outside, puts the packages together by the ports
// that they declare, and turns results into text and exit codes. The adapters between ports stand in adapt_*.go; they
// rename and hand on.
//
// Nouns: a Main is one call of the program; a command is one subcommand with everything that its --help says; a setting
// is one thing that the environment configures, in one table (settings.go) from which --help, the README's table and
// the test of docker-compose.yml are made; a house is the database and the connection to Temporal that the long-running
// commands share.
//
// Exit codes: 0 it went well (long-running commands: they were asked to stop, and did), 1 something was found or went
// wrong, 2 the call itself was wrong.
//
// Limits: a process that is asked to stop has 20 seconds to finish what it has begun.
//
// Why no library for flags: the standard one does all that is needed, and a help text that is data can be tested.
package main
