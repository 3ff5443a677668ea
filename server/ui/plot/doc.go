// Package plot draws figures as SVG: bars, parts of a whole, spreads and columns by month.
//
// What: each function writes one <svg> element that is as wide as the place where it stands. Lengths along the page are parts
// of that width, heights are pixels, and letters keep their size: a figure is read on a phone as well as on a wide screen and
// is never shrunk. Labels stand above what they are about, and the value stands at the end of their line.
//
// What not: it computes no figure, knows no language and chooses no words. It puts no table under the drawing; the page does.
//
// Nouns: a Head is what a figure is called and says as a whole. A Bar, a Share, a Spread and a Column are one row, or one
// month, of the four kinds of figure. A label is at the left of a row, Said is its value in words.
//
// Caller's duties: give an ID to each figure that no other has on the page; say the value of each row in words; put a table
// with the same figures under the drawing, for who sees no drawing hears the title and the description only; link the style
// sheet of the pages, which has the colours: no style stands in the drawing, as a strict content security policy asks.
//
// Errors: none. Texts are escaped; letters that XML does not know are replaced.
//
// Limits: MaxRows rows and MaxColumns columns; what is more is left out. A label takes three lines at most on the narrowest
// page; what does not fit is an ellipsis. A value stands on one line.
//
// Why drawn by hand: four kinds of figure without script, in both themes, on paper and in forced colours take less code than
// any library that would draw them. Nothing is told by colour alone: what is broken is hatched, what is in force has a sign.
// All arithmetic is in whole numbers, so that the same figures give the same bytes.
package plot
