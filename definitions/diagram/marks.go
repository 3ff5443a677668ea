package diagram

import (
	"strconv"

	"stroom/definitions/stroomschema"
)

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
	Heat     int    // how much there is of what the drawing is about, 0 to MaxHeat: the ground of the box; texts say it too
}

// MaxHeat is the strongest ground that a box can have.
const MaxHeat = 4

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
	if m.Heat > 0 {
		class += " sd-heat" + strconv.Itoa(min(m.Heat, MaxHeat))
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

// Coverage marks every step and arrow with whether the scenarios came past it. What another flow does to a flow has no mark
// there: it is an arrow of that other flow.
func (c *Chart) Coverage(reached func(stroomschema.Passage) bool) Marks {
	m := Marks{Nodes: map[string]Mark{}, Arrows: map[string]Mark{}}
	mark := func(marks map[string]Mark, id string, p stroomschema.Passage) {
		switch {
		case p == stroomschema.Passage{}:
		case reached(p):
			marks[id] = Mark{Coverage: Covered}
		default:
			marks[id] = Mark{Coverage: Missed}
		}
	}
	for _, f := range c.Flows {
		for _, n := range f.Nodes {
			mark(m.Nodes, n.ID, n.Passage)
		}
		for _, a := range f.Arrows {
			mark(m.Arrows, a.ID, a.Passage)
		}
	}
	return m
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

// badgeTexts are the texts of a mark as a box has room for them.
func (w *svg) badgeTexts(m Mark, b *Box) (badge, second string) {
	badge = m.Badge
	if badge == "" && m.Time == Present {
		badge = w.say(sayPresent)
	}
	room := b.Free.W
	if room == 0 {
		room = b.Rect.W/2 - 30
	}
	if m.Second != "" {
		second = fontSmall.cut(m.Second, room)
	}
	if badge != "" {
		badge = fontStrong.cut(badge, b.Rect.W-24)
	}
	return badge, second
}

// badge writes the texts of a mark at a box: the badge over its upper edge, the second line where the sheet has left room
// for it, or else over its lower edge.
func (w *svg) badge(m Mark, b *Box) {
	r := b.Rect
	badge, second := w.badgeTexts(m, b)
	switch {
	case badge != "":
		width := fontStrong.width(badge) + 14
		w.put(`<rect class="sd-badge" x="%d" y="%d" width="%d" height="20" rx="10"/>`+"\n", r.Right()-width+8, r.Y-10, width)
		w.texts([]Text{{Text: badge, At: Point{r.Right() - width + 15, r.Y + 4}, Width: width - 14, Size: fontStrong.size, Bold: true, Style: "badgetext"}})
	case m.Time == Past:
		w.put(`<path class="sd-check" d="M%d %dl4 4l7-8"/>`+"\n", r.Right()-16, r.Y+9)
	}
	if second != "" {
		at, width := Point{b.Free.X, b.Free.Y + 11}, fontSmall.width(second)
		switch {
		case b.Free.W == 0:
			at = Point{r.Right() - width - 4, r.Bottom() + 4}
			w.put(`<rect class="sd-seconds" x="%d" y="%d" width="%d" height="16" rx="8"/>`+"\n", at.X-6, at.Y-12, width+12)
		case b.Node.Kind == Whole:
			at.X += (b.Free.W - width) / 2 // below a title in the middle
		}
		w.texts([]Text{{Text: second, At: at, Width: width, Size: fontSmall.size, Style: StyleTerm}})
	}
	if m.Coverage == Missed {
		w.cross(Point{r.X, r.Y})
	}
}

// cross marks a corner of what the scenarios did not touch, for those who do not tell the colours apart.
func (w *svg) cross(at Point) {
	w.put(`<path class="sd-cross" d="M%d %dm-6-6h12v12h-12zl12 12m0-12l-12 12"/>`+"\n", at.X, at.Y)
}
