package store

import (
	"context"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"
)

// MinPeers is how many must have left a step before one can be called quiet there.
const MinPeers = 10

// maxQuietSteps bounds the steps that are looked at for what is quiet: each is an index range of its own.
const maxQuietSteps = 400

// peersFor is how long it is taken to be true how long others have stood at a step. That moves slowly, and asking for it reads
// more than the rest of a page.
const peersFor = 5 * time.Minute

// peerStep is a step with the number of days within which nine in ten have left it.
type peerStep struct {
	definition, flow, step string
	after                  int
}

// peers are the steps that enough have left, in order of definition and place.
type peers struct{ steps []peerStep }

// after is the number of days after which one is quiet at a step; -1: too few have left it to say.
func (p peers) after(definition, flow, step string) int {
	for _, one := range p.steps {
		if one.definition == definition && one.flow == flow && one.step == step {
			return one.after
		}
	}
	return -1
}

// knownPeers keeps them.
type knownPeers struct {
	mu sync.Mutex
	at time.Time
	peers
}

// peersOf returns how long others have stood at each step.
func (s *Store) peersOf(ctx context.Context) (peers, error) {
	s.peers.mu.Lock()
	defer s.peers.mu.Unlock()
	now := s.now()
	if !s.peers.at.IsZero() && now.Sub(s.peers.at) < peersFor {
		return s.peers.peers, nil
	}
	found, err := s.askPeers(ctx)
	if err == nil {
		s.peers.at, s.peers.peers = now, found
	}
	return found, err
}

func (s *Store) askPeers(ctx context.Context) (peers, error) {
	var found peers
	err := s.query(ctx, func(db *gorm.DB) error {
		found = peers{}
		rows, err := db.Raw("SELECT t.definition, t.name, t.length, SUM(t.n) FROM tallies AS t" +
			" WHERE t.definition IN (SELECT name FROM definitions) AND t.organisation = '' AND t.kind = 'span'" +
			" GROUP BY t.definition, t.name, t.length ORDER BY t.definition, t.name").Rows()
		if err != nil {
			return err
		}
		defer rows.Close()
		var definition, name string
		counts, n := map[int]int{}, 0
		finish := func() {
			if flow, step, _ := strings.Cut(name, "."); n >= MinPeers && len(found.steps) < maxQuietSteps {
				found.steps = append(found.steps, peerStep{definition, flow, step, quantile(counts, n, 9, 10)})
			}
		}
		for rows.Next() {
			var d, place string
			var length, times int
			if err := rows.Scan(&d, &place, &length, &times); err != nil {
				return err
			}
			if d != definition || place != name {
				finish()
				definition, name = d, place
				counts, n = map[int]int{}, 0
			}
			counts[length] += times
			n += times
		}
		finish()
		return rows.Err()
	})
	return found, err
}
