package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"stroom/workflows/engine"
)

// MinFind is how many letters a search needs: fewer would go over a good part of what there is.
const MinFind = 3

// Find returns the ids of trajectories that begin with a text, open and ended, in order: those that at least one of these
// addresses sees. It reads one range of the audience table. Letters are as they stand in an id.
func (s *Store) Find(ctx context.Context, who []engine.Address, beginning string, limit int) ([]string, error) {
	addresses, err := addressesOf(who)
	if err == nil && len(beginning) < MinFind {
		err = fmt.Errorf("%d letters to search for, at least %d", len(beginning), MinFind)
	}
	if err != nil {
		return nil, fmt.Errorf("find trajectories: %w", err)
	}
	// Letters of an id are all below DEL.
	query, args := "SELECT DISTINCT a.trajectory FROM audience AS a WHERE a.trajectory >= ? AND a.trajectory < ? AND (", []any{beginning, beginning + "\x7f"}
	for i, a := range addresses {
		if i > 0 {
			query += " OR "
		}
		query += "a.role = ? AND a.organisation = ?"
		args = append(args, a.Role, a.Organisation)
	}
	var ids []string
	err = s.query(ctx, func(db *gorm.DB) error {
		return db.Raw(query+") ORDER BY a.trajectory LIMIT ?", append(args, clampLimit(limit))...).Scan(&ids).Error
	})
	if err != nil {
		return nil, fmt.Errorf("find trajectories: %w", err)
	}
	return ids, nil
}
