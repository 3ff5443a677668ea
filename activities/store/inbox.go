package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"stroom/workflows/engine"
)

// Notice is a notice as it lies in the inbox of its address.
type Notice struct {
	ID         string
	Trajectory string
	At         time.Time
	Notify     engine.Notify // one address, one text
}

// Notices returns a page of the inbox of these addresses, newest first: in the order (At, ID), both descending.
func (s *Store) Notices(ctx context.Context, who []engine.Address, after *Place, limit int) ([]Notice, error) {
	addresses, err := addressesOf(who)
	if err != nil {
		return nil, fmt.Errorf("list notices: %w", err)
	}
	limit = clampLimit(limit)
	var ranges union
	for _, a := range addresses {
		sql, args := "SELECT n.id, n.at FROM notices AS n WHERE n.role = ? AND n.organisation = ?", []any{a.Role, a.Organisation}
		if after != nil {
			sql += " AND (n.at, n.id) < (?, ?)"
			args = append(args, dueOrNever(after.Time), after.ID)
		}
		ranges.add(sql+" ORDER BY n.at DESC, n.id DESC LIMIT ?", append(args, limit))
	}
	query := "SELECT " + columns("t", []string{"id", "trajectory", "at", "sealed", "key_id"}) +
		" FROM (SELECT u.id FROM (" + ranges.sql() + ") AS u ORDER BY u.at DESC, u.id DESC LIMIT ?) AS page" +
		" JOIN notices AS t ON t.id = page.id ORDER BY t.at DESC, t.id DESC"
	var rows []noticeRow
	err = s.query(ctx, func(db *gorm.DB) error {
		return db.Raw(query, append(ranges.args, limit)...).Scan(&rows).Error
	})
	if err != nil {
		return nil, fmt.Errorf("list notices: %w", err)
	}
	return s.notices(rows)
}

// NoticesOf returns the notices of one trajectory, newest first.
func (s *Store) NoticesOf(ctx context.Context, trajectory string, after *Place, limit int) ([]Notice, error) {
	var rows []noticeRow
	err := s.query(ctx, func(db *gorm.DB) error {
		return newestFirst(db, after).Where("trajectory = ?", trajectory).Limit(clampLimit(limit)).Find(&rows).Error
	})
	if err != nil {
		return nil, fmt.Errorf("list notices of %s: %w", trajectory, err)
	}
	return s.notices(rows)
}

func (s *Store) notices(rows []noticeRow) ([]Notice, error) {
	out := make([]Notice, len(rows))
	for i, row := range rows {
		out[i] = Notice{ID: row.ID, Trajectory: row.Trajectory, At: row.At.UTC()}
		if err := s.open(row.Trajectory, row.KeyID, row.Sealed, &out[i].Notify); err != nil {
			return nil, fmt.Errorf("notice %s: %w", row.ID, err)
		}
	}
	return out, nil
}
