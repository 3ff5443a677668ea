package diagram

// What the layouts of other formats of the same definition need too (package bpmn): they have other elements and run another
// way, but the same letters and the same arithmetic.

// Spring pulls two points together, numbered from 0: To lies at least Length behind From, and every unit more costs Weight.
type Spring struct {
	From, To, Length, Weight int
}

// Settle gives n points places so that all springs are held and their cost is least. The first place is 0. The springs must
// have no cycle; it panics if they have one.
func Settle(n int, springs []Spring) []int {
	list := make([]spring, len(springs))
	for i, s := range springs {
		list[i] = spring{s.From, s.To, s.Length, s.Weight}
	}
	return settle(n, list)
}

// TextWidth is how long a text of this size is, in whole pixels, in Helvetica or a font as wide.
func TextWidth(text string, size int) int { return font{size: size}.width(text) }

// WrapText breaks a text into lines of at most width pixels, at most so many; what does not fit any more is an ellipsis.
func WrapText(text string, size, width, most int) []string {
	return font{size: size}.wrap(text, width, most)
}

// Colour is the colour of a role's tint on a light page, as "#rrggbb"; tint 0 is that of no role.
func Colour(tint int) string { return tintColours[tint] }
