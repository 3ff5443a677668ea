package diagram

import (
	"cmp"
	"slices"
)

// track is a horizontal piece of a link between two ranks: it comes down at top and goes on down at bottom.
type track struct {
	link        *link
	top, bottom int
	lane        int
	above       []*track // those that must or should lie below this one
	waits       int
	next        *track // of a link that needs two: the lower one
}

func (t *track) span() (int, int) { return min(t.top, t.bottom), max(t.top, t.bottom) }

// near is how close two vertical lines may come, in pixels.
const near = 6

// route gives the ranks their heights and the links their corners.
func (g *graph) route() (height int) {
	y := 0
	for r, rank := range g.ranks {
		tallest := 0
		for _, v := range rank {
			tallest = max(tallest, v.body.h)
		}
		for _, v := range rank {
			v.y = y
			if v.kind == isPill {
				v.y += (tallest - v.body.h) / 2
			}
		}
		y += tallest
		if r+1 < len(g.ranks) {
			y = g.gap(rank, y)
		}
	}
	return y
}

// gap routes the links between a rank and the next one, below y, and returns where the next one begins.
func (g *graph) gap(rank []*vertex, y int) int {
	var tracks []*track
	var straight []*link
	for _, v := range rank {
		for _, l := range v.down {
			top, bottom := v.x+l.upperAt.dx, l.lower.x+l.lowerAt.dx
			if top == bottom {
				straight = append(straight, l)
				continue
			}
			tracks = append(tracks, &track{link: l, top: top, bottom: bottom})
		}
	}
	lanes := assignLanes(tracks)
	next := y + rowGap
	if lanes > 0 {
		next = y + laneTop + (lanes-1)*laneGap + arrowRoom
	}
	for _, l := range straight {
		x := l.upper.x + l.upperAt.dx
		l.points = []Point{{x, y}, {x, next}}
	}
	for _, t := range tracks {
		at := y + laneTop + t.lane*laneGap
		if t.link.points == nil {
			t.link.points = []Point{{t.top, y}}
		}
		t.link.points = append(t.link.points, Point{t.top, at}, Point{t.bottom, at})
		if t.next != nil {
			at = y + laneTop + t.next.lane*laneGap
			t.link.points = append(t.link.points, Point{t.next.top, at}, Point{t.next.bottom, at}, Point{t.next.bottom, next})
			continue
		}
		t.link.points = append(t.link.points, Point{t.bottom, next})
	}
	return next
}

// assignLanes gives every track a lane so that tracks of one lane do not touch and no two lines lie on each other, with few
// crossings. It returns the number of lanes. A track that would have to lie above and below others at once is split.
func assignLanes(tracks []*track) int {
	all := slices.Clone(tracks)
	for {
		must := constraints(all)
		t := circle(all, must)
		if t == nil {
			return inLanes(all, must)
		}
		all = append(all, t.split(all))
	}
}

// constraints returns for each track those that must lie below it: where its line comes down, another one goes on down.
func constraints(all []*track) map[*track][]*track {
	must := map[*track][]*track{}
	for _, a := range all {
		if a.next != nil {
			must[a] = append(must[a], a.next)
		}
		for _, b := range all {
			if a != b && b.next != a && abs(a.top-b.bottom) < near {
				must[a] = append(must[a], b)
			}
		}
	}
	return must
}

func abs(n int) int { return max(n, -n) }

// circle returns a track that must lie above itself, nil when there is none.
func circle(all []*track, must map[*track][]*track) *track {
	state := map[*track]int{} // 1: on the way, 2: done
	var found *track
	var visit func(t *track)
	visit = func(t *track) {
		state[t] = 1
		for _, b := range must[t] {
			switch {
			case found != nil:
				return
			case state[b] == 1:
				found = b
				return
			case state[b] == 0:
				visit(b)
			}
		}
		state[t] = 2
	}
	for _, t := range all {
		if state[t] == 0 && found == nil {
			visit(t)
		}
	}
	return found
}

// split cuts a track in two, with a piece down between them where nothing else is. It returns the lower one.
func (t *track) split(all []*track) *track {
	free := func(x int) bool {
		return !slices.ContainsFunc(all, func(o *track) bool { return abs(o.top-x) < near || abs(o.bottom-x) < near })
	}
	x := (t.top + t.bottom) / 2
	for by := 0; ; by++ {
		if free(x + by) {
			x += by
			break
		}
		if free(x - by) {
			x -= by
			break
		}
	}
	lower := &track{link: t.link, top: x, bottom: t.bottom, next: t.next}
	t.bottom, t.next = x, lower
	return lower
}

// inLanes orders tracks: what must lie below comes below, and of two that overlap the one goes above with which they cross
// less. Then each gets the highest lane that is free.
func inLanes(all []*track, must map[*track][]*track) int {
	for _, a := range all {
		a.above, a.waits = nil, 0
	}
	reach := func(from, to *track) bool { return reaches(from, to, map[*track]bool{}) }
	for _, a := range all {
		a.above = append(a.above, must[a]...)
	}
	for i, a := range all {
		for _, b := range all[i+1:] {
			if !overlap(a, b) || slices.Contains(must[a], b) || slices.Contains(must[b], a) {
				continue
			}
			upper, lower := a, b
			if crossingsIf(b, a) < crossingsIf(a, b) {
				upper, lower = b, a
			}
			if reach(lower, upper) {
				upper, lower = lower, upper
			}
			upper.above = append(upper.above, lower)
		}
	}
	return laneNumbers(all)
}

func reaches(from, to *track, seen map[*track]bool) bool {
	if from == to {
		return true
	}
	if seen[from] {
		return false
	}
	seen[from] = true
	return slices.ContainsFunc(from.above, func(t *track) bool { return reaches(t, to, seen) })
}

// number2 gives lanes in the order that the tracks ask for.
func laneNumbers(all []*track) int {
	for _, t := range all {
		t.lane = 0
		for _, b := range t.above {
			b.waits++
		}
	}
	var ready []*track
	for _, t := range all {
		if t.waits == 0 {
			ready = append(ready, t)
		}
	}
	slices.SortStableFunc(ready, func(a, b *track) int { return cmp.Compare(a.top, b.top) })
	lanes := 0
	for len(ready) > 0 {
		t := ready[0]
		ready = ready[1:]
		lanes = max(lanes, t.lane+1)
		for _, b := range t.above {
			b.lane = max(b.lane, t.lane+1)
			if b.waits--; b.waits == 0 {
				ready = append(ready, b)
			}
		}
	}
	return lanes
}

// overlap reports whether two tracks cannot share a lane.
func overlap(a, b *track) bool {
	aLow, aHigh := a.span()
	bLow, bHigh := b.span()
	return aLow < bHigh+near && bLow < aHigh+near
}

// crossingsIf counts how often two links cross when a lies above b.
func crossingsIf(a, b *track) int {
	within := func(x int, t *track) int {
		low, high := t.span()
		if low < x && x < high {
			return 1
		}
		return 0
	}
	return within(a.bottom, b) + within(b.top, a)
}
