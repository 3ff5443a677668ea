package workflows

import "sync"

// gate bounds the calls that one process has under way on one trajectory. Temporal refuses the eleventh Update in flight
// on a workflow, and its client then waits and tries again in silence.
type gate struct {
	limit int
	mu    sync.Mutex
	busy  map[string]int
}

// enter reports whether there is room; leave must follow if there is.
func (g *gate) enter(trajectory string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.busy[trajectory] >= g.limit {
		return false
	}
	g.busy[trajectory]++
	return true
}

func (g *gate) leave(trajectory string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.busy[trajectory]--; g.busy[trajectory] <= 0 {
		delete(g.busy, trajectory)
	}
}
