package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"stroom/workflows/engine"
)

// TaskRow addresses one open task; what its reader may know of it is read from the state.
type TaskRow struct {
	ID           string // of the row, for Place
	Trajectory   string
	Run          int
	Visit        int
	Role         string
	Organisation string // "": whoever holds the role
	Due          *time.Time
	Handled      bool // the person of the filter has acted on its trajectory
}

// TaskFilter chooses open tasks. Zero fields do not choose.
type TaskFilter struct {
	Readers    []engine.Actor // never empty: the task waits for one of these, and four eyes do not shut him out
	Person     string         // whom Handled is about; "": nobody
	Handled    bool           // only of trajectories on which he has acted
	Definition string
	Flow       string     // of that definition
	DueAfter   *time.Time // due after this moment; tasks without a term are left out by either of these two
	DueUpTo    *time.Time // due at this moment or before
	After      *Place
	Limit      int
}

// TaskCount is how many open tasks are alike: of one flow of one definition, for one address, in one stretch of time.
type TaskCount struct {
	Definition   string
	Flow         string
	Role         string
	Organisation string // "": whoever holds the role
	Late         bool   // due at now or before
	Soon         bool   // due after now, up to soon
	Handled      bool   // of a trajectory on which the person of the filter has acted
	Count        int
}

// MaxCounted bounds the tasks of one address that CountTasks looks at, those that are due first.
const MaxCounted = 20_000

// handled are the trajectories on which somebody has acted. Nobody has acted on any: what time did stands under no person.
const handled = "SELECT e.trajectory FROM events AS e WHERE e.actor_ref = ? AND e.actor_ref <> ''"

// Tasks returns a page of the open tasks of a reader, due first: in the order (Due, ID), without due last.
func (s *Store) Tasks(ctx context.Context, f TaskFilter) ([]TaskRow, error) {
	limit := clampLimit(f.Limit)
	ranges, err := f.ranges("k.id, k.due_at", limit)
	if err != nil {
		return nil, fmt.Errorf("list tasks: %w", err)
	}
	query := "SELECT " + columns("t", []string{"id", "trajectory", "run", "visit", "role", "organisation", "due_at"}) +
		", t.trajectory IN (" + handled + ") AS handled FROM (SELECT u.id FROM (" + ranges.sql() + ") AS u ORDER BY u.due_at, u.id LIMIT ?) AS page" +
		" JOIN tasks AS t ON t.id = page.id ORDER BY t.due_at, t.id"
	args := append([]any{f.Person}, ranges.args...)
	var rows []struct {
		Row     taskRow `gorm:"embedded"`
		Handled bool
	}
	err = s.query(ctx, func(db *gorm.DB) error {
		return db.Raw(query, append(args, limit)...).Scan(&rows).Error
	})
	if err != nil {
		return nil, fmt.Errorf("list tasks: %w", err)
	}
	out := make([]TaskRow, len(rows))
	for i, found := range rows {
		r := found.Row
		out[i] = TaskRow{
			ID: r.ID, Trajectory: r.Trajectory, Run: r.Run, Visit: r.Visit, Role: r.Role, Organisation: r.Organisation,
			Due: optional(r.DueAt), Handled: found.Handled,
		}
	}
	return out, nil
}

// CountTasks counts the open tasks of a reader by kind, in the order of the columns. Of the filter only Readers and Person are
// read. Of each address it counts at most MaxCounted.
func (s *Store) CountTasks(ctx context.Context, f TaskFilter, now, soon time.Time) ([]TaskCount, error) {
	told := TaskFilter{Readers: f.Readers}
	ranges, err := told.ranges("k.definition, k.flow, k.role, k.organisation, k.due_at, k.id, k.trajectory", MaxCounted)
	if err != nil {
		return nil, fmt.Errorf("count tasks: %w", err)
	}
	query := "SELECT u.definition, u.flow, u.role, u.organisation, u.due_at <= ? AS late, u.due_at > ? AND u.due_at <= ? AS soon," +
		" u.trajectory IN (" + handled + ") AS handled, COUNT(*) AS count" +
		" FROM (" + ranges.sql() + ") AS u GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7"
	args := append([]any{stored(now), stored(now), stored(soon), f.Person}, ranges.args...)
	var out []TaskCount
	err = s.query(ctx, func(db *gorm.DB) error {
		out = nil
		return db.Raw(query, args...).Scan(&out).Error
	})
	if err != nil {
		return nil, fmt.Errorf("count tasks: %w", err)
	}
	return out, nil
}

// ranges are the index ranges of a filter, one for each address.
func (f TaskFilter) ranges(selected string, limit int) (union, error) {
	var who []engine.Address
	for _, r := range f.Readers {
		who = append(who, engine.Address{Role: r.Role, Organisation: r.Organisation})
	}
	addresses, err := addressesOf(who)
	if err != nil {
		return union{}, err
	}
	var ranges union
	for _, a := range addresses {
		sql, values := f.branch(a)
		ranges.add("SELECT "+selected+" FROM tasks AS k WHERE "+sql+" ORDER BY k.due_at, k.id LIMIT ?", append(values, limit))
	}
	return ranges, nil
}

// branch is the range of one address.
func (f TaskFilter) branch(a engine.Address) (string, []any) {
	conditions, args := []string{"k.role = ? AND k.organisation = ?"}, []any{a.Role, a.Organisation}
	where := func(condition string, values ...any) {
		conditions, args = append(conditions, condition), append(args, values...)
	}
	persons, organisations := f.shutOut(a.Role)
	if len(persons) > 0 {
		where("k.exclude_ref NOT IN ? AND k.exclude_for NOT IN ?", persons, persons)
	}
	if len(organisations) == 1 { // who has the role at two organisations is not shut out by one of them
		where("k.exclude_org <> ?", organisations[0])
	}
	if f.Definition != "" {
		where("k.definition = ?", f.Definition)
	}
	if f.Flow != "" {
		where("k.flow = ?", f.Flow)
	}
	if f.DueAfter != nil {
		where("k.due_at > ?", stored(*f.DueAfter))
	}
	switch {
	case f.DueUpTo != nil:
		where("k.due_at <= ?", stored(*f.DueUpTo))
	case f.DueAfter != nil:
		where("k.due_at < ?", never)
	}
	if f.Handled {
		where("k.trajectory IN ("+handled+")", f.Person)
	}
	if f.After != nil {
		where("(k.due_at, k.id) > (?, ?)", dueOrNever(f.After.Time), f.After.ID)
	}
	return strings.Join(conditions, " AND "), args
}

// shutOut lists the persons that the readers of a role are or stand in for, and the organisations for which they hold it.
func (f TaskFilter) shutOut(role string) (persons, organisations []string) {
	for _, r := range f.Readers {
		if r.Role != role {
			continue
		}
		for _, p := range []string{r.Person, r.For} {
			if p != "" && !slices.Contains(persons, p) {
				persons = append(persons, p)
			}
		}
		if !slices.Contains(organisations, r.Organisation) {
			organisations = append(organisations, r.Organisation)
		}
	}
	return persons, organisations
}
