package diagram

// spring pulls two points together: it costs weight for every unit by which to lies further than length behind from, and to
// can come no nearer.
type spring struct {
	from, to       int
	length, weight int
}

// settle gives n points places so that all springs are held and their cost is least: the network simplex of Gansner,
// Koutsofios, North and Vo (1993). The springs must have no cycle. The first place is 0. Points that no spring connects
// begin at 0 too.
func settle(n int, springs []spring) []int {
	s := &simplex{n: n + 1, springs: springs, place: make([]int, n+1)}
	s.connect(n)
	s.out, s.in = make([][]int, n+1), make([][]int, n+1)
	for i, e := range s.springs {
		s.out[e.from], s.in[e.to] = append(s.out[e.from], i), append(s.in[e.to], i)
	}
	s.longestPath()
	s.tightTree()
	s.number(n)
	s.cutValues()
	for range maxPivots {
		leave := s.leaving()
		if leave < 0 {
			break
		}
		s.pivot(leave, s.entering(leave))
	}
	least := s.place[0]
	for _, p := range s.place[:n] {
		least = min(least, p)
	}
	for i := range s.place {
		s.place[i] -= least
	}
	return s.place[:n]
}

// maxPivots bounds the work; the result of fewer pivots is valid and only less tight. Drawings of 60 steps need hundreds.
const maxPivots = 20_000

type simplex struct {
	n       int
	springs []spring
	out, in [][]int // springs by point
	place   []int

	inTree   []bool
	parent   []int // spring to the parent in the tree; -1 at the root
	low, lim []int // numbers of a walk through the tree: v is below u iff low[u] <= lim[v] <= lim[u]
	cut      []int
	next     int // where the search for a leaving spring goes on
}

// connect ties the parts that no spring connects to one more point, the root.
func (s *simplex) connect(root int) {
	of := make([]int, s.n)
	for i := range of {
		of[i] = i
	}
	find := func(i int) int {
		for of[i] != i {
			of[i] = of[of[i]]
			i = of[i]
		}
		return i
	}
	for _, e := range s.springs {
		of[find(e.to)] = find(e.from)
	}
	springs := append([]spring(nil), s.springs...)
	for i := range root {
		if find(i) != find(root) {
			springs = append(springs, spring{root, i, 0, 0})
			of[find(i)] = find(root)
		}
	}
	s.springs = springs
}

func (s *simplex) slack(i int) int {
	e := s.springs[i]
	return s.place[e.to] - s.place[e.from] - e.length
}

// longestPath gives every point the least place that its springs allow, in topological order.
func (s *simplex) longestPath() {
	waits := make([]int, s.n)
	for _, e := range s.springs {
		waits[e.to]++
	}
	var ready []int
	for i, w := range waits {
		if w == 0 {
			ready = append(ready, i)
		}
	}
	done := 0
	for ; done < len(ready); done++ {
		v := ready[done]
		for _, i := range s.out[v] {
			e := s.springs[i]
			s.place[e.to] = max(s.place[e.to], s.place[v]+e.length)
			if waits[e.to]--; waits[e.to] == 0 {
				ready = append(ready, e.to)
			}
		}
	}
	if done < s.n {
		panic("diagram: springs in a circle")
	}
}

// tightTree finds a spanning tree of springs without slack, moving points until there is one.
func (s *simplex) tightTree() {
	s.inTree = make([]bool, len(s.springs))
	member := make([]bool, s.n)
	list := []int{s.n - 1}
	member[s.n-1] = true
	grown := 0
	for len(list) < s.n {
		for ; grown < len(list); grown++ { // all that hangs on the tree without slack
			v := list[grown]
			for _, side := range [2][]int{s.out[v], s.in[v]} {
				for _, i := range side {
					u := s.springs[i].from + s.springs[i].to - v
					if !member[u] && s.slack(i) == 0 {
						s.inTree[i], member[u] = true, true
						list = append(list, u)
					}
				}
			}
		}
		if len(list) == s.n {
			return
		}
		best, by := -1, 0
		for i, e := range s.springs {
			if member[e.from] != member[e.to] && (best < 0 || s.slack(i) < by) {
				best, by = i, s.slack(i)
			}
		}
		if member[s.springs[best].to] {
			by = -by
		}
		for _, v := range list {
			s.place[v] += by
		}
		grown = 0
	}
}

// number walks through the tree from its root and numbers the points.
func (s *simplex) number(root int) {
	s.parent, s.low, s.lim = make([]int, s.n), make([]int, s.n), make([]int, s.n)
	s.walk(root, -1, 1)
}

// walk numbers what hangs below v, from a number on, and returns the next free number. Its stack is its own: trees are deep.
func (s *simplex) walk(v, parent, from int) int {
	type frame struct{ v, at int }
	s.parent[v], s.low[v] = parent, from
	stack := []frame{{v, 0}}
	for len(stack) > 0 {
		f := &stack[len(stack)-1]
		next := -1
		degree := len(s.out[f.v]) + len(s.in[f.v])
		for ; f.at < degree && next < 0; f.at++ {
			i := s.spring(f.v, f.at)
			if s.inTree[i] && i != s.parent[f.v] {
				next = i
			}
		}
		if next < 0 {
			s.lim[f.v] = from
			from++
			stack = stack[:len(stack)-1]
			continue
		}
		u := s.springs[next].from + s.springs[next].to - f.v
		s.parent[u], s.low[u] = next, from
		stack = append(stack, frame{u, 0})
	}
	return from
}

// spring is the at-th spring of a point.
func (s *simplex) spring(v, at int) int {
	if at < len(s.out[v]) {
		return s.out[v][at]
	}
	return s.in[v][at-len(s.out[v])]
}

// cutValues computes for every spring of the tree what it would cost to stretch it, from the leaves up.
func (s *simplex) cutValues() {
	s.cut = make([]int, len(s.springs))
	order := make([]int, s.n) // points by lim: children before parents
	for v := range s.n {
		order[s.lim[v]-1] = v
	}
	for _, v := range order {
		if s.parent[v] >= 0 {
			s.cut[s.parent[v]] = s.cutOf(s.parent[v], v)
		}
	}
}

// cutOf computes the cut value of the spring between a point and its parent from those of its children.
func (s *simplex) cutOf(tree, child int) int {
	sum := 0
	childIsTail := s.springs[tree].from == child
	for at := range len(s.out[child]) + len(s.in[child]) {
		i := s.spring(child, at)
		e := s.springs[i]
		if i == tree {
			sum += e.weight
			continue
		}
		same := (e.from == child) == childIsTail // it points the same way as the tree's spring
		w := e.weight
		if s.inTree[i] {
			w -= s.cut[i] // a child's part: what it carries is inside
			if same {
				sum += w
			} else {
				sum -= w
			}
			continue
		}
		if same {
			sum += w
		} else {
			sum -= w
		}
	}
	return sum
}

// leaving returns a spring of the tree that should be stretched, -1 when all is best. It searches on from where it was.
func (s *simplex) leaving() int {
	for range s.springs {
		i := s.next
		if s.next++; s.next == len(s.springs) {
			s.next = 0
		}
		if s.inTree[i] && s.cut[i] < 0 {
			return i
		}
	}
	return -1
}

func (s *simplex) below(v, u int) bool { return s.low[u] <= s.lim[v] && s.lim[v] <= s.lim[u] }

// entering returns the spring with the least slack that leads back over the cut.
func (s *simplex) entering(leave int) int {
	e := s.springs[leave]
	tail := s.lim[e.from] < s.lim[e.to] // the part that hangs below is that of the tail
	root := e.to
	if tail {
		root = e.from
	}
	best, by := -1, 0
	for i, f := range s.springs {
		if s.inTree[i] {
			continue
		}
		from, to := s.below(f.from, root), s.below(f.to, root)
		if from == to || from == tail {
			continue
		}
		if slack := s.slack(i); best < 0 || slack < by {
			best, by = i, slack
		}
	}
	return best
}

// pivot swaps two springs, moves what hangs on them and computes again what has changed.
func (s *simplex) pivot(leave, enter int) {
	e, f := s.springs[leave], s.springs[enter]
	root, by := e.to, s.slack(enter)
	if s.lim[e.from] < s.lim[e.to] {
		root, by = e.from, -by
	}
	if by != 0 {
		for v := range s.n {
			if s.below(v, root) {
				s.place[v] += by
			}
		}
	}
	value := s.cut[leave]
	top := s.climb(f.from, f.to, value, true)
	s.climb(f.to, f.from, value, false)
	s.cut[enter], s.cut[leave] = -value, 0
	s.inTree[leave], s.inTree[enter] = false, true
	s.walk(top, s.parent[top], s.low[top])
}

// climb changes the cut values on the way from v up to the first point above both, which it returns.
func (s *simplex) climb(v, other, value int, down bool) int {
	for !s.below(other, v) {
		i := s.parent[v]
		if (s.springs[i].from == v) == down {
			s.cut[i] += value
		} else {
			s.cut[i] -= value
		}
		v = s.springs[i].from + s.springs[i].to - v
	}
	return v
}
