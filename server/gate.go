package server

import "sync"

// MaxGate is how many writes of one trajectory may be in flight. More would queue behind each other in its one mutex, and
// one impatient client could keep everybody else from it.
const MaxGate = 4

// gate counts what is in flight by trajectory. It holds no more names than there are requests in flight.
type gate struct {
	mu     sync.Mutex
	inside map[string]int
}

func newGate() *gate { return &gate{inside: map[string]int{}} }

// enter lets one more in, or returns false. Whoever is let in must leave.
func (g *gate) enter(name string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.inside[name] >= MaxGate {
		return false
	}
	g.inside[name]++
	return true
}

func (g *gate) leave(name string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.inside[name]--; g.inside[name] == 0 {
		delete(g.inside, name)
	}
}
