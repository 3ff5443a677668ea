package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// Filter chooses trajectories. Zero fields do not choose.
type Filter struct {
	Audience   []engine.Address // never empty: at least one of these sees the trajectory
	IDs        []string         // at most MaxIDs
	Definition string
	Version    int
	Status     string // "open" or "ended"
	Outcome    string
	Party      string // an organisation that is bound now
	Late       *bool
	DueBefore  *time.Time
	After      *Place
	Limit      int
}

// MaxAddresses bounds the addresses of one reader: each is an index range of its own.
const MaxAddresses = 50

// List returns a page of the trajectories that a reader may see, due first: in the order (Due, ID), without due last.
//
// The page is the merge of one index range for each address and status, each cut off at the length of a page, so that
// its cost does not depend on how many trajectories there are. Party joins two such ranges; Late=false looks at rows inside
// one.
func (s *Store) List(ctx context.Context, f Filter) ([]Loaded, error) {
	addresses, err := addressesOf(f.Audience)
	if err == nil && len(f.IDs) > MaxIDs {
		err = fmt.Errorf("%d ids, at most %d", len(f.IDs), MaxIDs)
	}
	if err != nil {
		return nil, fmt.Errorf("list trajectories: %w", err)
	}
	limit := clampLimit(f.Limit)
	var ranges union
	for _, a := range addresses {
		for _, status := range statusesOf(f) {
			ranges.add(f.branch(a, status, limit))
		}
	}
	query := "SELECT " + columns("t", loadedColumns) + " FROM (SELECT DISTINCT u.due_at, u.trajectory FROM (" + ranges.sql() +
		") AS u ORDER BY u.due_at, u.trajectory LIMIT ?) AS page JOIN trajectories AS t ON t.id = page.trajectory" +
		" ORDER BY page.due_at, page.trajectory"
	var rows []trajectoryRow
	err = s.query(ctx, func(db *gorm.DB) error {
		return db.Raw(query, append(ranges.args, limit)...).Scan(&rows).Error
	})
	if err != nil {
		return nil, fmt.Errorf("list trajectories: %w", err)
	}
	return s.loaded(ctx, rows)
}

func statusesOf(f Filter) []string {
	switch {
	case f.Status != "":
		return []string{f.Status}
	case f.Outcome != "":
		return []string{string(readmodel.Ended)} // what is open has no outcome
	}
	return []string{string(readmodel.Ended), string(readmodel.Open)}
}

// branch is one range of the audience table. Conditions that an index is limited to are written out, so that the planner
// sees that the index will do.
func (f Filter) branch(a engine.Address, status string, limit int) (string, []any) {
	var q strings.Builder
	q.WriteString("SELECT a.due_at, a.trajectory FROM audience AS a")
	var args []any
	if f.Party != "" {
		// Both tables have an index in the order of the page: the planner begins with whichever has fewer rows.
		q.WriteString(" JOIN parties AS p ON p.organisation = ? AND p.status = ? AND p.listed" +
			" AND p.due_at = a.due_at AND p.trajectory = a.trajectory")
		args = append(args, f.Party, status)
	}
	q.WriteString(" WHERE a.role = ? AND a.organisation = ? AND a.status = ?")
	args = append(args, a.Role, a.Organisation, status)
	where := func(condition string, values ...any) {
		q.WriteString(" AND " + condition)
		args = append(args, values...)
	}
	if f.Definition != "" {
		where("a.definition = ?", f.Definition)
	}
	if f.Version != 0 {
		where("a.version = ?", f.Version)
	}
	if f.Outcome != "" {
		where("a.outcome <> '' AND a.outcome = ?", f.Outcome)
	}
	switch {
	case f.Late != nil && *f.Late:
		where("a.late")
	case f.Late != nil:
		where("NOT a.late")
	}
	if f.DueBefore != nil {
		where("a.due_at < ?", stored(*f.DueBefore))
	}
	if len(f.IDs) > 0 {
		where("a.trajectory IN ?", f.IDs)
	}
	if f.After != nil {
		where("(a.due_at, a.trajectory) > (?, ?)", dueOrNever(f.After.Time), f.After.ID)
	}
	q.WriteString(" ORDER BY a.due_at, a.trajectory LIMIT ?")
	return q.String(), append(args, limit)
}

// addressesOf adds to each address the one that stands for every organisation, and leaves out what is there twice.
func addressesOf(who []engine.Address) ([]engine.Address, error) {
	if len(who) == 0 {
		return nil, errFilter
	}
	if len(who) > MaxAddresses {
		return nil, fmt.Errorf("%d addresses, at most %d", len(who), MaxAddresses)
	}
	out := make([]engine.Address, 0, 2*len(who))
	for _, a := range who {
		if a.Role == "" {
			return nil, errors.New("an address without role")
		}
		out = append(out, a, engine.Address{Role: a.Role})
	}
	slices.SortFunc(out, func(a, b engine.Address) int {
		return cmp.Or(cmp.Compare(a.Role, b.Role), cmp.Compare(a.Organisation, b.Organisation))
	})
	return slices.Compact(out), nil
}

// union puts ranges together. Each is a query with its own order and limit, so each stands in a subquery: SQLite allows
// them nowhere else.
type union struct {
	parts []string
	args  []any
}

func (u *union) add(sql string, args []any) {
	u.parts = append(u.parts, fmt.Sprintf("SELECT * FROM (%s) AS r%d", sql, len(u.parts)))
	u.args = append(u.args, args...)
}

func (u *union) sql() string { return strings.Join(u.parts, " UNION ALL ") }

func columns(table string, names []string) string {
	return table + "." + strings.Join(names, ", "+table+".")
}
