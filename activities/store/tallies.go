package store

import (
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

// talliesOf turns what a record adds into rows, in one order for everybody: whoever waits for a row holds none behind it.
func (s *Store) talliesOf(r activities.Record) []tallyRow {
	shard := 0
	if s.dialect == Postgres {
		hash := fnv.New32a()
		_, _ = hash.Write([]byte(r.Trajectory)) // never fails
		shard = int(hash.Sum32() % shards)
	}
	rows := make([]tallyRow, 0, len(r.Tallies))
	for _, t := range slices.SortedFunc(slices.Values(r.Tallies), readmodel.CompareTallies) {
		row := tallyRow{
			Definition: t.Definition, Organisation: t.Organisation, Kind: string(t.Kind), Month: t.Month, Version: t.Version,
			Name: t.Name, Place: t.Place, Particulars: t.With, Length: t.Length, Term: t.Term, Shard: shard,
		}
		if last := len(rows) - 1; last >= 0 && rows[last].same(row) {
			rows[last].N += t.N // a statement may touch a row once
			continue
		}
		row.N = t.N
		rows = append(rows, row)
	}
	return rows
}

// same reports whether two rows are of the same tally.
func (r tallyRow) same(o tallyRow) bool {
	r.N, o.N = 0, 0
	return r == o
}

// tallyBatch bounds the rows of one INSERT of tallies.
const tallyBatch = 200

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
	}).CreateInBatches(rows, tallyBatch).Error
}

// TallyFilter chooses tallies. Zero fields do not choose, but for Organisations.
type TallyFilter struct {
	Definition    string   // never empty
	Version       int      // that runs followed
	Organisations []string // never empty but for Every, at most MaxIDs; "": the whole
	Every         bool     // instead of Organisations: each organisation, over all its months and places together
	Kind          readmodel.TallyKind
	From, Until   string // months, both included: "2026-01"
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
		whose, asked := "organisation IN ?", any(f.Organisations)
		if f.Every {
			key = "definition, organisation, kind, version, name, particulars, length, term"
			whose, asked = "organisation > ?", ""
		}
		q := db.Model(&tallyRow{}).Select(key+", SUM(n) AS n").Group(key).Having("SUM(n) <> 0").
			Where("definition = ? AND "+whose+" AND kind IN ?", f.Definition, asked, kinds)
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
		out[i] = readmodel.Tally{
			Kind: readmodel.TallyKind(r.Kind), Definition: r.Definition, Version: r.Version, Organisation: r.Organisation, Month: r.Month,
			Name: r.Name, Place: r.Place, With: r.Particulars, Length: r.Length, Term: r.Term, N: r.N,
		}
	}
	slices.SortFunc(out, readmodel.CompareTallies)
	return out, nil
}
