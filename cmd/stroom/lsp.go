package main

import (
	"context"
	"runtime/debug"

	"stroom/cmd/stroom/lsp"
)

func lspCommand() *command {
	return &command{
		name: "lsp", summary: "help in an editor while a definition is written",
		about: `A language server: an editor starts it and speaks with it over standard input and output (LSP 3.17). While you type
it says what is wrong, completes keys, names and conditions, explains every word, leads to declarations and uses, and renames
a name in the definition, its parts, its labels and its scenarios at once. README.md tells how to set up VS Code, Neovim, Helix
and Emacs. It answers in the language of the editor: Dutch, unless that is another; the editor can set "language" to nl or en
in the initialization options.`,
		exits: []exit{
			{exitOK, "the editor ended the conversation as agreed"},
			{exitFound, "the conversation broke off"},
			{exitUsage, "the call is wrong"},
		},
		example: "stroom lsp      # is started by the editor",
		run: func(ctx context.Context, c *call) int {
			if !c.noArguments() {
				return exitUsage
			}
			// Every key press makes a definition anew and lets the one before go. Memory for a few of them saves a fifth of the
			// time that an author waits.
			debug.SetGCPercent(400)
			return lsp.Serve(ctx, c.Stdin, c.Stdout, c.Stderr)
		},
	}
}
