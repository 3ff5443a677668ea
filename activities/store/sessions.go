package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// maxSession bounds what is kept of one session, in bytes.
const maxSession = 64 << 10

// Session returns what is kept of a session. Errors: ErrUnknown when nothing is, or when it is over.
func (s *Store) Session(ctx context.Context, key string, now time.Time) ([]byte, error) {
	var rows []sessionRow
	err := s.query(ctx, func(db *gorm.DB) error {
		return db.Where("session_key = ? AND until_at > ?", key, stored(now)).Limit(1).Find(&rows).Error
	})
	if err != nil {
		return nil, fmt.Errorf("read session: %w", err)
	}
	if len(rows) == 0 {
		return nil, ErrUnknown
	}
	var data json.RawMessage
	if err := s.open(ScopeSessions, rows[0].KeyID, rows[0].Sealed, &data); err != nil {
		return nil, fmt.Errorf("read session: %w", err)
	}
	return data, nil
}

// KeepSession keeps JSON of a session until a moment, instead of what was kept before, and forgets sessions that are over.
func (s *Store) KeepSession(ctx context.Context, key string, data []byte, until, now time.Time) error {
	if len(data) > maxSession {
		return fmt.Errorf("keep session: over %d bytes", maxSession)
	}
	sealed, keyID, err := s.seal(ScopeSessions, json.RawMessage(data))
	if err != nil {
		return fmt.Errorf("keep session: %w", err)
	}
	row := sessionRow{Key: key, Until: stored(until), Sealed: sealed, KeyID: keyID}
	err = s.transaction(ctx, func(tx *gorm.DB) error {
		if err := tx.Where("until_at <= ?", stored(now)).Delete(&sessionRow{}).Error; err != nil {
			return err
		}
		return tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error
	})
	if err != nil {
		return fmt.Errorf("keep session: %w", err)
	}
	return nil
}

// DropSession forgets a session. One that is not there is forgotten already.
func (s *Store) DropSession(ctx context.Context, key string) error {
	err := s.transaction(ctx, func(tx *gorm.DB) error { return tx.Where("session_key = ?", key).Delete(&sessionRow{}).Error })
	if err != nil {
		return fmt.Errorf("forget session: %w", err)
	}
	return nil
}
