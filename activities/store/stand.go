package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"stroom/workflows/readmodel"
)

// StandOf says how far the journal of one trajectory is, without opening what is sealed.
//
// Errors: ErrUnknown.
func (s *Store) StandOf(ctx context.Context, id string) (Stand, error) {
	found, err := s.stands(ctx, 1, func(db *gorm.DB) *gorm.DB { return db.Where("id = ?", id) })
	if err != nil {
		return Stand{}, err
	}
	if len(found) == 0 {
		return Stand{}, ErrUnknown
	}
	return found[0], nil
}

// PictureOf returns the picture of a trajectory as it was written beside its state: for whoever compares the two.
//
// Errors: ErrUnknown.
func (s *Store) PictureOf(ctx context.Context, id string) (readmodel.Picture, error) {
	var rows []trajectoryRow
	err := s.query(ctx, func(db *gorm.DB) error {
		return db.Select("id", "picture", "key_id").Where("id = ?", id).Limit(1).Find(&rows).Error
	})
	if err == nil && len(rows) == 0 {
		err = ErrUnknown
	}
	var p readmodel.Picture
	if err == nil {
		err = s.open(id, rows[0].KeyID, rows[0].Picture, &p)
	}
	if err != nil {
		return readmodel.Picture{}, fmt.Errorf("read picture of %s: %w", id, err)
	}
	return p, nil
}
