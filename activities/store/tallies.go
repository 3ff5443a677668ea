package store

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"stroom/activities"
	"stroom/workflows/readmodel"
)

// MaxTallies bounds the tallies of one answer.
const MaxTallies = 200_000

// shards is how many rows one tally may be divided over in Postgres, where many write at once: all trajectories add to the
// same few rows of this month. SQLite has one writer, and one shard.
const shards = 8

// talliesOf turns what a record adds into rows.
func (s *Store) talliesOf(r activities.Record) []tallyRow {
	shard := 0
	if s.dialect == Postgres {
		hash := fnv.New32a()
		_, _ = hash.Write([]byte(r.Trajectory)) // never fails
		shard = int(hash.Sum32() % shards)
	}
	rows := make([]tallyRow, len(r.Tallies))
	for i, t := range r.Tallies {
		rows[i] = tallyRow{
			Definition: t.Definition, Organisation: t.Organisation, Kind: string(t.Kind), Month: t.Month, Version: t.Version,
			Name: t.Name, Place: t.Place, Particulars: t.With, Length: t.Length, Term: t.Term, Shard: shard, N: t.N,
		}
	}
	return merged(rows)
}

// merged adds up rows of the same tally, for a statement may touch a row once, and puts them in one order for everybody:
// whoever waits for a row holds none behind it.
func merged(rows []tallyRow) []tallyRow {
	sums := make(map[tallyRow]int, len(rows))
	for _, row := range rows {
		n := row.N
		row.N = 0
		sums[row] += n
	}
	out := make([]tallyRow, 0, len(sums))
	for row, n := range sums {
		row.N = n
		out = append(out, row)
	}
	slices.SortFunc(out, func(a, b tallyRow) int {
		return cmp.Or(readmodel.CompareTallies(a.tally(), b.tally()), cmp.Compare(a.Shard, b.Shard))
	})
	return out
}

func (r tallyRow) tally() readmodel.Tally {
	return readmodel.Tally{
		Kind: readmodel.TallyKind(r.Kind), Definition: r.Definition, Version: r.Version, Organisation: r.Organisation, Month: r.Month,
		Name: r.Name, Place: r.Place, With: r.Particulars, Length: r.Length, Term: r.Term, N: r.N,
	}
}

// addTallies adds to what was counted before.
func addTallies(tx *gorm.DB, rows []tallyRow) error {
	if len(rows) == 0 {
		return nil
	}
	key := []string{
		"definition", "organisation", "kind", "month", "version", "name", "place", "particulars", "length", "term", "shard",
	}
	columns := make([]clause.Column, len(key))
	for i, name := range key {
		columns[i].Name = name
	}
	return tx.Clauses(clause.OnConflict{
		Columns:   columns,
		DoUpdates: clause.Set{{Column: clause.Column{Name: "n"}, Value: gorm.Expr("tallies.n + excluded.n")}},
	}).CreateInBatches(rows, batchOf(tx)).Error
}

// TallyFilter chooses tallies. Zero fields do not choose, but for Organisations.
type TallyFilter struct {
	Definition    string   // never empty
	Version       int      // that runs followed
	Organisations []string // never empty but for Every, at most MaxIDs; "": the whole
	Every         bool     // instead of Organisations: each organisation, and not the whole
	Together      bool     // over all months and places together: without those
	Kind          readmodel.TallyKind
	From, Until   string // months, both included: "2026-01"
}

// maxOrganisations bounds those of which there are tallies, when all of them are asked for.
const maxOrganisations = 2_000

// organisationsOf lists the organisations of which there are tallies. It steps from one to the next: of each there are very
// many rows, and the first is enough.
func organisationsOf(db *gorm.DB, definition string) ([]string, error) {
	var names []string
	err := db.Raw(`WITH RECURSIVE o(name) AS (
	SELECT (SELECT MIN(organisation) FROM tallies WHERE definition = ? AND organisation > '')
	UNION ALL
	SELECT (SELECT MIN(organisation) FROM tallies WHERE definition = ? AND organisation > o.name) FROM o WHERE o.name IS NOT NULL
) SELECT name FROM o WHERE name IS NOT NULL LIMIT ?`, definition, definition, maxOrganisations+1).Scan(&names).Error
	if err == nil && len(names) > maxOrganisations {
		err = fmt.Errorf("there are more than %d organisations", maxOrganisations)
	}
	return names, err
}

// Tallies returns what has happened how often, in the order of readmodel.CompareTallies. More than MaxTallies are an error.
func (s *Store) Tallies(ctx context.Context, f TallyFilter) ([]readmodel.Tally, error) {
	if f.Definition == "" || (len(f.Organisations) == 0) != f.Every || len(f.Organisations) > MaxIDs {
		return nil, fmt.Errorf("list tallies: %w", errFilter)
	}
	kinds := []string{string(readmodel.TallyCount), string(readmodel.TallyLead), string(readmodel.TallyRun), string(readmodel.TallySpan)}
	if f.Kind != "" {
		kinds = []string{string(f.Kind)}
	}
	var rows []tallyRow
	err := s.query(ctx, func(db *gorm.DB) error {
		key := "definition, organisation, kind, month, version, name, place, particulars, length, term"
		if f.Every {
			var err error
			if f.Organisations, err = organisationsOf(db, f.Definition); err != nil {
				return err
			}
		}
		if f.Together {
			key = "definition, organisation, kind, version, name, particulars, length, term"
		}
		q := db.Model(&tallyRow{}).Select(key+", SUM(n) AS n").Group(key).Having("SUM(n) <> 0").
			Where("definition = ? AND organisation IN ? AND kind IN ?", f.Definition, f.Organisations, kinds)
		if f.From != "" {
			q = q.Where("month >= ?", f.From)
		}
		if f.Until != "" {
			q = q.Where("month <= ?", f.Until)
		}
		if f.Version != 0 {
			q = q.Where("version = ?", f.Version)
		}
		return q.Limit(MaxTallies + 1).Find(&rows).Error
	})
	if err == nil && len(rows) > MaxTallies {
		err = fmt.Errorf("more than %d: ask for fewer months or organisations", MaxTallies)
	}
	if err != nil {
		return nil, fmt.Errorf("list tallies: %w", err)
	}
	out := make([]readmodel.Tally, len(rows))
	for i, r := range rows {
		out[i] = r.tally()
	}
	slices.SortFunc(out, readmodel.CompareTallies)
	return out, nil
}
