package diagram

// Drawing is a chart with places, in whole pixels from the top left of the sheet. The same chart gives the same drawing.
type Drawing struct {
	Chart  *Chart   `json:"-"`
	Width  int      `json:"width"`
	Height int      `json:"height"`
	Head   []Text   `json:"head,omitempty"`   // the title and the version
	Legend []Key    `json:"legend,omitempty"` // what colours and lines mean
	Map    *Panel   `json:"map,omitempty"`    // how the flows touch; nil unless all flows are drawn and there are several
	Panels []*Panel `json:"panels"`           // one for each flow of the chart, in its order
}

// Key is one item of the legend: a sample and what it means. Exactly one of Role, Origin and Kind is set.
type Key struct {
	Role   string     `json:"role,omitempty"`
	Origin Origin     `json:"origin,omitempty"`
	Kind   EffectKind `json:"kind,omitempty"`
	Sample Rect       `json:"sample"`
	Text   Text       `json:"text"`
}

// Panel is one flow on the sheet.
type Panel struct {
	Flow  *Flow  `json:"-"` // nil for the map
	ID    string `json:"id"`
	Rect  Rect   `json:"rect"`
	Title Text   `json:"title"`
	Note  []Text `json:"note,omitempty"` // below the title: the key, how many, what happens at the end
	// Boxes are the nodes: first what the lines connect, then what may happen at several steps and leads to no step. An
	// outcome has a box for each node that leads to it.
	Boxes     []*Box  `json:"boxes"`
	Edges     []*Edge `json:"edges"`
	Notice    *Text   `json:"notice,omitempty"` // above the boxes of what may happen at several steps
	Crossings int     `json:"crossings"`        // of lines with each other
}

// Box is a node on the sheet.
type Box struct {
	Node  *Node  `json:"-"`
	ID    string `json:"id"`   // of the node
	Copy  int    `json:"copy"` // from 0; above 0 for further boxes of one outcome
	Rect  Rect   `json:"rect"`
	Texts []Text `json:"texts"`
	Icons []Icon `json:"icons,omitempty"`
	Rows  []Row  `json:"rows,omitempty"`
	Free  Rect   `json:"free"` // room for the second line of a mark, when Sheet.Second asked for it
	// Apart is set for a node that no line reaches: what may happen at several steps and leads to no step. Its outcomes
	// are boxes too, below it.
	Apart bool `json:"apart,omitempty"`
}

// Icon is a sign of iconSize pixels for who or what does something.
type Icon struct {
	Origin Origin `json:"origin"`
	At     Point  `json:"at"` // its top left
}

// Row is the line of a box that stands for arrows that stay there.
type Row struct {
	Arrows []*Arrow `json:"-"`
	IDs    []string `json:"arrows"`
	Rect   Rect     `json:"rect"`
}

// Edge is a line for the arrows from one box to another that have one origin.
type Edge struct {
	Arrows []*Arrow   `json:"-"`
	IDs    []string   `json:"arrows"`
	Origin Origin     `json:"origin"`
	Kind   EffectKind `json:"kind,omitempty"` // on the map: what one flow does to the other
	From   *Box       `json:"-"`
	To     *Box       `json:"-"`
	Points []Point    `json:"points"`         // at least two; each stands straight above, below or beside the one before it
	Pill   *Pill      `json:"pill,omitempty"` // nil when there is nothing to say
	Back   bool       `json:"back,omitempty"` // it leads up
}

// Pill is the label on a line.
type Pill struct {
	Rect  Rect   `json:"rect"`
	Icon  Icon   `json:"icon"`
	Texts []Text `json:"texts"`
}

// Text is one line of text. At is the left end of its baseline.
type Text struct {
	Text  string `json:"text"`
	At    Point  `json:"at"`
	Width int    `json:"width"`
	Size  int    `json:"size"`
	Bold  bool   `json:"bold,omitempty"`
	Style Style  `json:"style"`
}

// Style says what a text is, for its colour.
type Style string

// The styles of text.
const (
	StyleTitle     Style = "title"
	StyleNumber    Style = "number" // on a ground of its own
	StyleWho       Style = "who"
	StyleWhat      Style = "what"
	StyleGoal      Style = "goal"
	StyleTerm      Style = "term"
	StyleStay      Style = "stay"
	StyleNote      Style = "note"
	StyleOutcome   Style = "outcome"
	StyleArrow     Style = "arrow"
	StyleCondition Style = "condition"
)

// Point is a place on the sheet.
type Point struct {
	X int `json:"x"`
	Y int `json:"y"`
}

// Rect is an area: its top left and its size.
type Rect struct {
	X int `json:"x"`
	Y int `json:"y"`
	W int `json:"w"`
	H int `json:"h"`
}

// Right is the first place to the right of r.
func (r Rect) Right() int { return r.X + r.W }

// Bottom is the first place below r.
func (r Rect) Bottom() int { return r.Y + r.H }

// Overlaps reports whether two areas share more than an edge.
func (r Rect) Overlaps(o Rect) bool {
	return r.X < o.Right() && o.X < r.Right() && r.Y < o.Bottom() && o.Y < r.Bottom()
}

// Inside reports whether r lies within o.
func (r Rect) Inside(o Rect) bool {
	return r.X >= o.X && r.Y >= o.Y && r.Right() <= o.Right() && r.Bottom() <= o.Bottom()
}

// Area is what the text covers: its width, from above its capitals to below its tails.
func (t Text) Area() Rect { return Rect{t.At.X, t.At.Y - t.Size*4/5, t.Width, t.Size} }

func (p *Point) move(dx, dy int) { p.X, p.Y = p.X+dx, p.Y+dy }

func (t *Text) move(dx, dy int) { t.At.move(dx, dy) }

func (r *Rect) move(dx, dy int) { r.X, r.Y = r.X+dx, r.Y+dy }

// move shifts a panel with all that is in it.
func (p *Panel) move(dx, dy int) {
	p.Rect.move(dx, dy)
	p.Title.move(dx, dy)
	moveTexts(p.Note, dx, dy)
	if p.Notice != nil {
		p.Notice.move(dx, dy)
	}
	p.moveInside(dx, dy)
}

// moveInside shifts the boxes and lines of a panel.
func (p *Panel) moveInside(dx, dy int) {
	for _, b := range p.Boxes {
		b.Rect.move(dx, dy)
		moveTexts(b.Texts, dx, dy)
		b.Free.move(dx, dy)
		for i := range b.Icons {
			b.Icons[i].At.move(dx, dy)
		}
		for i := range b.Rows {
			b.Rows[i].Rect.move(dx, dy)
		}
	}
	for _, e := range p.Edges {
		for i := range e.Points {
			e.Points[i].move(dx, dy)
		}
		if e.Pill != nil {
			e.Pill.Rect.move(dx, dy)
			e.Pill.Icon.At.move(dx, dy)
			moveTexts(e.Pill.Texts, dx, dy)
		}
	}
}

func moveTexts(list []Text, dx, dy int) {
	for i := range list {
		list[i].move(dx, dy)
	}
}

// box sets a content at the top left of an area.
func (c content) box(n *Node, copy, x, y int) *Box {
	b := &Box{Node: n, ID: n.ID, Copy: copy, Rect: Rect{x, y, c.w, c.h}, Texts: c.texts(x, y)}
	if c.free.W > 0 {
		b.Free = Rect{x + c.free.X, y + c.free.Y, c.free.W, c.free.H}
	}
	for _, i := range c.icons {
		b.Icons = append(b.Icons, Icon{i.Origin, Point{x + i.At.X, y + i.At.Y}})
	}
	for _, r := range c.rows {
		b.Rows = append(b.Rows, Row{Arrows: r.arrows, IDs: arrowIDs(r.arrows), Rect: Rect{x + stripe, y + r.y, c.w - stripe, r.h}})
	}
	return b
}

// pill sets a content as the label of a line.
func (c content) pill(x, y int) *Pill {
	p := &Pill{Rect: Rect{x, y, c.w, c.h}, Texts: c.texts(x, y)}
	for _, i := range c.icons {
		p.Icon = Icon{i.Origin, Point{x + i.At.X, y + i.At.Y}}
	}
	return p
}

func (c content) texts(x, y int) []Text {
	var texts []Text
	for _, l := range c.lines {
		texts = append(texts, Text{Text: l.text, At: Point{x + l.x, y + l.y}, Width: l.font.width(l.text), Size: l.font.size, Bold: l.font.bold, Style: l.role})
	}
	return texts
}

func arrowIDs(arrows []*Arrow) []string {
	ids := make([]string, len(arrows))
	for i, a := range arrows {
		ids[i] = a.ID
	}
	return ids
}
