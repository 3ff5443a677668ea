// Package bpmn writes a stroomschema as BPMN 2.0 XML with diagram interchange, for tools of others.
//
// # What
//
//	Export(definition, language) -> XML
//
// Names are in one language, documentation is in both. Who does what comes from the model of the definition; the words for
// people, conditions and moments are those of the drawing (package diagram), so that both say the same.
//
//	in the file                          in BPMN
//	a flow                               a pool with a process; per key or several: with a multiplicity
//	who stands at the steps              lanes, when at most four groups of people do all of it; else the first line of a task
//	begin, start by a flow               a start event; a start event that waits for a message
//	a step of people                     user task with performers; with decisions that stay: one that loops
//	a checklist                          ad-hoc sub-process with a task for each item
//	a step that waits                    catch event, or event-based gateway with one for each trigger
//	a step that is passed                exclusive gateway; with one way only: script task
//	a call, a fork, an outside service   call activity; sub-process of them; service task with an error event on its edge
//	decisions, conditions                exclusive gateways with named flows
//	the end of a term, tacit             timer event on the edge of the task
//	the rungs of a ladder, reminders     timer events that do not interrupt: to a message for whoever the step is for, to an
//	                                     escalation for others
//	when, at a step                      timer, conditional, message or signal event on its edge
//	open at several steps: it stays      event sub-process that does not interrupt
//	open at several steps: it ends       event sub-process that interrupts
//	open at several steps: to a step     an event on the edge of each of them, a link, and one way on behind that link
//	messages and starts between flows    message events and message flows
//	cancel, suspend, resume, an end      signal events; a flow that can be cancelled has an event sub-process for it
//	outcomes                             end events, which also say what the flow says when it ends
//	roles                                resources
//
// # What not
//
// It is an exchange of what is written, not a program for another engine: isExecutable is false. It reads no BPMN.
//
// What BPMN cannot say stands in extensionElements of the namespace urn:stroom:bpmn:1, as the file has it: rules with their
// refusals, the inputs of rules and notices, forms, effects on facts, parties that are bound or lent, four eyes, the time in
// which a decision may be withdrawn, `occurred`, pauses of a term, laws of terms, `again`, `also: suspended`, suspension
// itself, one_at_a_time, invariants, parameters, facts. Expressions have a language: CEL for conditions (urn:stroom:rule), and
// the words of the file for terms, moments and people (urn:stroom:term, urn:stroom:moment, urn:stroom:who).
//
// Four things look otherwise than they are. A task with a decision that stays loops in BPMN, and stands still here. An event
// sub-process is open in the whole process; at which steps it really is stands in its documentation. Something that stays at
// one moment and leads away at another is drawn twice: once for each. A fork that leaves the rest running (`rest: leave`)
// is a sub-process that waits for it all the same.
//
// # Nouns
//
//	exporter, builder  make the model of the definition, and of one flow
//	scope, node, edge  a process or sub-process, a flow node in it, a sequence flow
//	way                one way on, with what it says to other flows and its branches
//	event              what happens at a step, whatever the people there decide; far: at several steps
//	cluster, spot, hop a node with all that hangs on it, what has a place in a column, a part of an edge between columns
//	gap, net           the space between two columns, and what shares one line up or down in it
//
// # The caller's duties
//
// None: the same definition gives the same bytes. Ids are stable: that of a step is "flow.step", and others are made of the
// place in the file that says it (as in package diagram) and a word behind "-" for what only BPMN has. They change when that
// place does: a trigger and a branch are numbered.
//
// # Errors
//
// Those of diagram.Of, for a definition that is too large to draw, and an unknown language.
//
// # Limits
//
// Those of the language and of diagram.Of. What is open at several steps and leads to a step is drawn at each of them, so
// there may be as many events as steps times such things.
//
// # Why
//
// The layout is not that of the drawing: BPMN has other elements (gateways, events on edges, lanes, sub-processes), and is read
// from left to right. It shares the arithmetic (diagram.Settle): columns and heights are places of springs, with borders of lanes
// as points between them. Names of edges have places of their own, so no two of them lie on each other.
//
// Links instead of long lines: what is open at several steps would draw a line from each of them across the whole flow.
//
// A ladder has one timer for the rungs that say the same to the same people, not one for each: four circles on every task
// would hide what the task is.
package bpmn
