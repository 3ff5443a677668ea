package diagram

import "strconv"

// Marks are laid over a drawing: how far a trajectory is, how many stand where, what the scenarios touched.
type Marks struct {
	Nodes  map[string]Mark // by id of the node
	Arrows map[string]Mark // by id of the arrow
}

// Mark is what is laid over one node or arrow. The zero Mark lays nothing.
type Mark struct {
	Time     Time
	Coverage Coverage
	Badge    string // a short text at the corner of a box, such as a count; "" for none
	Second   string // a line below the box, such as a median wait; "" for none
}

// Time says where a trajectory is with a node or arrow.
type Time string

// The times. Without one a node is drawn as it is.
const (
	Past    Time = "past"
	Present Time = "present"
	Future  Time = "future" // drawn pale
)

// Coverage says whether the scenarios touched a node or arrow.
type Coverage string

// The coverages. Without one nothing is said.
const (
	Covered Coverage = "covered"
	Missed  Coverage = "missed"
)

func (m Mark) class() string {
	class := ""
	if m.Time != "" {
		class += " sd-" + string(m.Time)
	}
	if m.Coverage != "" {
		class += " sd-" + string(m.Coverage)
	}
	return class
}

// words are what a mark says to who does not see it.
func (m Mark) words(lang string) []string {
	says := map[string]phrase{string(Past): sayPast, string(Present): sayPresent, string(Future): sayFuture, string(Covered): sayCovered, string(Missed): sayMissed}
	var words []string
	for _, key := range []string{string(m.Time), string(m.Coverage)} {
		if key != "" {
			words = append(words, says[key].in(lang))
		}
	}
	for _, text := range []string{m.Badge, m.Second} {
		if text != "" {
			words = append(words, text)
		}
	}
	return words
}

// of joins the marks of arrows that share a line: it is missed where one of them is, and in the present where one of them is.
func (m Marks) of(arrows []*Arrow) Mark {
	var joined Mark
	for _, a := range arrows {
		one := m.Arrows[a.ID]
		if one.Coverage == Missed || joined.Coverage == "" {
			joined.Coverage = one.Coverage
		}
		if rank(one.Time) > rank(joined.Time) {
			joined.Time = one.Time
		}
	}
	return joined
}

func rank(t Time) int {
	switch t {
	case Present:
		return 3
	case Past:
		return 2
	case Future:
		return 1
	}
	return 0
}

func (m Marks) edgeClass(e *Edge) string { return m.of(e.Arrows).class() }

func (m Marks) rowClass(r Row) string { return m.of(r.Arrows).class() }

// badge writes the texts of a mark at a box.
func (w *svg) badge(m Mark, r Rect) {
	if m.Badge != "" {
		width := fontStrong.width(m.Badge) + 14
		x := r.Right() - width + 8
		w.put(`<rect class="sd-badge" x="%d" y="%d" width="%d" height="20" rx="10"/>`+"\n", x, r.Y-10, width)
		w.put(`<text class="sd-badgetext sd-s11 sd-b" x="%d" y="%d" textLength="%d" lengthAdjust="spacingAndGlyphs">%s</text>`+"\n", x+7, r.Y+4, width-14, esc(m.Badge))
	}
	if m.Second != "" {
		text := fontSmall.cut(m.Second, r.W)
		w.put(`<text class="sd-second sd-s11" x="%s" y="%d">%s</text>`+"\n", strconv.Itoa(r.X+stripe), r.Bottom()+12, esc(text))
	}
}
