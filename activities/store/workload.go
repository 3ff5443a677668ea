package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
)

// Workload is how much one organisation has in hand in one role now. It names no trajectory and no person.
type Workload struct {
	Organisation string
	Trajectories int // open ones in which it holds the role
	Tasks        int // that wait for it in that role
	Late         int // of those, the ones whose term is over
}

// MaxWorkloads bounds the organisations of one answer: those with the most trajectories.
const MaxWorkloads = 200

// Workloads returns how much each organisation that holds a role somewhere has in hand, in order of organisation.
func (s *Store) Workloads(ctx context.Context, role string, now time.Time) ([]Workload, error) {
	var bound, asked []Workload
	err := s.query(ctx, func(db *gorm.DB) error {
		err := db.Raw("SELECT organisation, COUNT(DISTINCT trajectory) AS trajectories FROM parties WHERE role = ? AND status = 'open'"+
			" GROUP BY organisation ORDER BY trajectories DESC, organisation LIMIT ?", role, MaxWorkloads).Scan(&bound).Error
		if err != nil {
			return err
		}
		return db.Raw("SELECT organisation, COUNT(*) AS tasks, SUM(CASE WHEN due_at <= ? THEN 1 ELSE 0 END) AS late FROM tasks"+
			" WHERE role = ? AND organisation <> '' GROUP BY organisation", stored(now), role).Scan(&asked).Error
	})
	if err != nil {
		return nil, fmt.Errorf("workloads: %w", err)
	}
	for i, b := range bound {
		if at := slices.IndexFunc(asked, func(a Workload) bool { return a.Organisation == b.Organisation }); at >= 0 {
			bound[i].Tasks, bound[i].Late = asked[at].Tasks, asked[at].Late
		}
	}
	slices.SortFunc(bound, func(a, b Workload) int { return cmp.Compare(a.Organisation, b.Organisation) })
	return bound, nil
}
