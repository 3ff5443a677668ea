// Package lsp is a language server for definitions and scenarios: it speaks the Language Server Protocol 3.17 over a pair of
// streams, so that any editor can say what is wrong, complete, explain, lead to declarations and rename while somebody
// types.
//
// # What
//
// Serve reads framed JSON-RPC, keeps the files that are open in the editor, finds on disk what belongs to them (the parts of
// a definition, the definition of a scenario, the scenarios beside a definition), and asks package assist. It publishes
// diagnostics by itself: of the definition and its parts, of open scenarios, and, when nobody types, of all the other
// scenarios of the folder.
//
// # What not
//
// It knows nothing of the language: every answer comes from assist. It never writes a file: the editor makes the edits.
//
// # Nouns
//
//	frame     one message with its length, as it travels
//	document  a file that is open in the editor
//	project   a definition with all that belongs to it; see assist
//	round     one time that a project is read, beside the loop
//
// # The loop
//
//	reader --frames--> loop --frames--> out
//	                   ^  |
//	           results |  v
//	                  round
//
// One goroutine, the loop, owns all state, answers requests in order, and writes. Another reads frames ahead, so that a
// request can be cancelled before its turn. Reading a project is done by a third, one at a time for each project: while it
// runs, edits come in and make it out of date, and then it is done again; a result is shown only if it is still true.
// Completion answers at once, from the text as it stands and the last project that was read; everything else waits for the
// round that has read the present text.
//
// # Errors
//
// Serve returns the exit code of the protocol: 0 after shutdown and exit, else 1. A message that cannot be understood is
// answered with an error, and the next one is read; only a frame without a usable length ends the conversation, because
// nobody knows where the next one begins. A panic while a request is answered is an internal error of that request.
//
// # Limits
//
// MaxFrame, MaxDocuments, maxQueue, maxFolder. The limits of stroomschema and assist hold for each file.
//
// # Why
//
// JSON-RPC by hand: a server that reads ahead, skips a frame that is too large, and answers malformed ones needs its own
// framing; what a library would add to that is less than a screen.
//
// Whole texts are kept as lines are edited, and everything is compiled anew: the shipped definition takes less time than a
// key press, and what is never incremental is never out of step.
package lsp
