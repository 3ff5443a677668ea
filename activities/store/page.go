package store

import (
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Place is where a page of a list ended: the next page begins behind it. An unset time stands behind every time.
type Place struct {
	Time *time.Time
	ID   string
}

// MaxLimit is the largest page of any list.
const MaxLimit = 200

const defaultLimit = 50

var errFilter = errors.New("the filter chooses nothing")

func clampLimit(limit int) int {
	if limit <= 0 {
		return defaultLimit
	}
	return min(limit, MaxLimit)
}

// newestFirst orders rows by (at, id), both descending, and begins behind a place.
func newestFirst(db *gorm.DB, after *Place) *gorm.DB {
	q := db.Order("at DESC, id DESC")
	if after != nil {
		q = q.Where("(at, id) < (?, ?)", dueOrNever(after.Time), after.ID)
	}
	return q
}

// insertNew writes rows; those whose key is taken were written by an earlier attempt.
func insertNew[T any](tx *gorm.DB, rows []T) error {
	return tx.Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(&rows, batch).Error
}
