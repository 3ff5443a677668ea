package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"stroom/workflows/engine"
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

// Workloads returns how much each organisation that holds a role somewhere has in hand, in order of organisation: counted over what
// these may see where it stands now, and so no more than they could count themselves.
func (s *Store) Workloads(ctx context.Context, who []engine.Address, role string, now time.Time) ([]Workload, error) {
	addresses, err := addressesOf(who)
	if err != nil {
		return nil, fmt.Errorf("workloads: %w", err)
	}
	circles, args := seeing{addresses: addresses}.circles()
	seen := "WITH seen AS (SELECT DISTINCT s.trajectory FROM standings AS s" + s.indexed("standings_circle") + " WHERE s.circle IN (" + circles + ")) "
	var bound, asked []Workload
	err = s.query(ctx, func(db *gorm.DB) error {
		err := db.Raw(seen+"SELECT p.organisation, COUNT(DISTINCT p.trajectory) AS trajectories FROM seen JOIN parties AS p"+
			" ON p.trajectory = seen.trajectory WHERE p.role = ? GROUP BY p.organisation ORDER BY trajectories DESC, p.organisation LIMIT ?",
			slices.Concat(args, []any{role, MaxWorkloads})...).Scan(&bound).Error
		if err != nil {
			return err
		}
		return db.Raw(seen+"SELECT t.organisation, COUNT(*) AS tasks, SUM(CASE WHEN t.due_at <= ? THEN 1 ELSE 0 END) AS late FROM seen"+
			" JOIN tasks AS t ON t.trajectory = seen.trajectory WHERE t.role = ? AND t.organisation <> '' GROUP BY t.organisation",
			slices.Concat(args, []any{stored(now), role})...).Scan(&asked).Error
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
