// Package diagram draws a stroomschema: it makes a model of who does what and where that leads, gives it places on a sheet,
// and writes it as SVG, as a nested list with the same content, and as Mermaid.
//
// # What
//
//	Of(definition) -> Chart -> Layout -> Drawing -> SVG
//	                  Chart -> List, Mermaid
//
// A Chart says what there is to draw, in one language and in the words of the author; it knows no coordinates. A Drawing
// says where it stands, in whole pixels. Marks (how far a trajectory is, how many stand where, what the scenarios touched)
// are laid over a Drawing when it is written: they never move anything, so a picture stays the same before, during and after.
//
// # What not
//
// It reads no files, judges nothing and knows no word of any field. It does not write BPMN, and reads none of the formats it
// writes. Nothing can be dragged: the place of a box follows from the definition.
//
// # Nouns
//
//	Chart, Flow, Node   the definition, one of its flows, a place in it where something stands
//	Arrow               one way from a node, with its origin: a person, the world, silence, another flow, or nothing
//	Effect, Link        what an arrow does to another flow, and the same seen from both ends
//	Anywhere            a node for what may happen at several steps; it has its own arrows, so no step repeats them
//	Drawing, Panel      a sheet, and one flow on it
//	Box, Edge, Pill     a node, a line for one or more arrows, and the label on that line
//	rank, lane          a row of boxes, and a horizontal track between two rows
//
// # The caller's duties
//
// Show the list beside the picture: it says the same to who does not see the picture. Put CSS once on a page that shows
// several drawings without a style of their own, and give each its own Prefix, because ids are unique on a page. Links that
// Options.Link returns are escaped, and judged by nobody: do not make them of what strangers write.
//
// # Errors
//
// Of returns an error for a definition that is too large to draw or a flow that does not exist; both say the limit or the
// names there are. The rest cannot fail.
//
// # Limits
//
// MaxNodes and MaxArrows in one flow. Texts are cut at a number of lines, with an ellipsis; the list has them whole.
//
// # Why
//
// Ranks: a feedback arc set by insertion (cycle.go) and the network simplex of Gansner, Koutsofios, North and Vo, "A
// Technique for Drawing Directed Graphs" (1993), which also gives the horizontal places; Brandes and Koepf's faster
// placement was left because it knows no ports, and a line that leaves a box away from its middle then has a needless bend.
//
// Labels are nodes of the layout ("pills" on their line), as in dagre and ELK: two of them can never overlap, and a label
// never lies on a foreign line.
//
// Flows are panels that do not share lines. Lines between sixteen flows cannot be followed; so an arrow names the flow that
// it starts or tells, and a small map shows which flow touches which.
//
// Outcomes are drawn once for each step that leads to them: a line across the whole flow to one common end tells less.
//
// Text is measured with the widths of Helvetica, which Arial and Liberation Sans share, and written with its length, so that a
// browser with another font squeezes it rather than letting it leave its box.
package diagram
