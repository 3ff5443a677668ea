package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

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
	return tx.Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(&rows, batchOf(tx)).Error
}

// maxKey bounds what a readable column takes from outside, in bytes.
const maxKey = 256

// clean returns a word from outside as it may stand in a readable column: itself, or a digest of it if it is too long or
// holds what a database does not take. Refusals and audit rows are kept of nonsense too.
func clean(word string) string {
	nonsense := func(r rune) bool { return r < ' ' || r == 0x7f || r == utf8.RuneError }
	if len(word) <= maxKey && !strings.ContainsFunc(word, nonsense) {
		return word
	}
	sum := sha256.Sum256([]byte(word))
	return "sha256:" + hex.EncodeToString(sum[:])
}
