package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"stroom/workflows/engine"
)

// Substitution is that somebody stands in for another, in one role of one organisation, from a moment until another.
type Substitution struct {
	ID           string
	Person       string // whose work it is
	Role         string
	Organisation string
	By           string // who stands in
	From         time.Time
	Until        time.Time
	Made         time.Time
}

// Bounds of what is read at once.
const (
	maxColleagues    = MaxNames // whose names are asked for next
	maxSubstitutions = 90       // of two people each
)

// Note keeps as what somebody has signed in. Errors: of the database.
func (s *Store) Note(ctx context.Context, person string, as []engine.Address, now time.Time) error {
	if len(as) > MaxAddresses {
		return fmt.Errorf("note a member: %d addresses, at most %d", len(as), MaxAddresses)
	}
	var rows []memberRow
	for _, a := range as {
		rows = append(rows, memberRow{Ref: person, Role: a.Role, Organisation: a.Organisation, SeenAt: stored(now)})
	}
	if rows == nil {
		return nil
	}
	err := s.transaction(ctx, func(tx *gorm.DB) error {
		return tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&rows).Error
	})
	if err != nil {
		return fmt.Errorf("note a member: %w", err)
	}
	return nil
}

// Colleagues returns who has signed in as a role of an organisation since a moment, in order of reference.
func (s *Store) Colleagues(ctx context.Context, at engine.Address, since time.Time) ([]string, error) {
	var refs []string
	err := s.query(ctx, func(db *gorm.DB) error {
		return db.Model(&memberRow{}).Where("role = ? AND organisation = ? AND seen_at >= ?", at.Role, at.Organisation, stored(since)).
			Order("ref").Limit(maxColleagues).Pluck("ref", &refs).Error
	})
	if err != nil {
		return nil, fmt.Errorf("list colleagues: %w", err)
	}
	return refs, nil
}

// Substitute writes down that somebody stands in for another. The same ID twice is one.
func (s *Store) Substitute(ctx context.Context, v Substitution) error {
	row := substitutionRow{
		ID: v.ID, PersonRef: v.Person, Role: v.Role, Organisation: v.Organisation, ByRef: v.By,
		FromAt: stored(v.From), UntilAt: stored(v.Until), MadeAt: stored(v.Made),
	}
	if err := s.transaction(ctx, func(tx *gorm.DB) error { return insertNew(tx, []substitutionRow{row}) }); err != nil {
		return fmt.Errorf("write a substitution: %w", err)
	}
	return nil
}

// Substitutions returns those of somebody's work and those in which he stands in, that are not over at a moment, in the order
// (From, ID).
func (s *Store) Substitutions(ctx context.Context, person string, now time.Time) ([]Substitution, error) {
	var rows []substitutionRow
	one := "SELECT v.* FROM substitutions AS v WHERE v.%s = ? AND v.until_at > ? AND v.ended_at IS NULL"
	query := fmt.Sprintf(one, "person_ref") + " UNION " + fmt.Sprintf(one, "by_ref") + " ORDER BY from_at, id LIMIT ?"
	err := s.query(ctx, func(db *gorm.DB) error {
		return db.Raw(query, person, stored(now), person, stored(now), maxSubstitutions).Scan(&rows).Error
	})
	if err != nil {
		return nil, fmt.Errorf("list substitutions: %w", err)
	}
	out := make([]Substitution, len(rows))
	for i, r := range rows {
		out[i] = Substitution{
			ID: r.ID, Person: r.PersonRef, Role: r.Role, Organisation: r.Organisation, By: r.ByRef,
			From: r.FromAt.UTC(), Until: r.UntilAt.UTC(), Made: r.MadeAt.UTC(),
		}
	}
	return out, nil
}

// EndSubstitution ends one before its time, for one of the two whom it is about; one that has ended stays as it ended.
//
// Errors: ErrUnknown when there is none that he may end.
func (s *Store) EndSubstitution(ctx context.Context, id, person string, now time.Time) error {
	err := s.transaction(ctx, func(tx *gorm.DB) error {
		var rows []substitutionRow
		if err := tx.Where("id = ? AND (person_ref = ? OR by_ref = ?)", id, person, person).Limit(1).Find(&rows).Error; err != nil {
			return err
		}
		if len(rows) == 0 {
			return ErrUnknown
		}
		return tx.Model(&substitutionRow{}).Where("id = ? AND ended_at IS NULL", id).Update("ended_at", stored(now)).Error
	})
	if err != nil {
		return fmt.Errorf("end a substitution: %w", err)
	}
	return nil
}
