package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// Class is a part of what stands somewhere.
type Class string

// The classes. What is late is never almost late; either may be quiet as well.
const (
	ClassAll    Class = ""
	ClassLate   Class = "late"   // its term has run out
	ClassAlmost Class = "almost" // its term runs out before Soon
	ClassQuiet  Class = "quiet"  // it waits longer than nine in ten of those that have left that step
)

// StandingFilter chooses open runs at their steps. Zero fields do not choose.
type StandingFilter struct {
	Who        []engine.Address // never empty: at least one of these may see where the trajectory stands now
	Now        time.Time
	Soon       time.Time
	Class      Class
	Definition string
	Version    int    // that the run follows
	Flow, Step string // Step only with Flow, and both only with Definition
	Party      string // an organisation that is bound now
	After      *Place // behind which the page begins: the due time and ID, of what is quiet the time since and ID
	Limit      int
}

// Standing is one open run at its step.
type Standing struct {
	ID         string
	Trajectory string
	Run        int
	Definition string
	Version    int
	Flow       string
	Key        string
	Step       string
	Since      time.Time
	Due        *time.Time // the end of a term that runs
	Late       bool
	Almost     bool
	Quiet      bool
}

// StepCount is how many stand at one step.
type StepCount struct {
	Definition, Flow, Step string

	Count, Late, Almost, Quiet int

	Median     int // days that half of them have waited, rounded down
	QuietAfter int // days after which one is quiet; -1: too few have left the step to say
}

// VersionCount is how many runs follow one version.
type VersionCount struct {
	Definition string
	Version    int
	Count      int
}

// fewCircles is how many circles a reader may be in to be asked for one by one: each is an index range of its own. Whoever
// is in more sees so large a part that the rows are read in their order, and those of others are passed over.
const fewCircles = 64

// seeing are the circles of a reader.
type seeing struct {
	addresses []engine.Address
	few       []string // nil: more than fewCircles
}

// seen asks for the circles of a reader.
func (s *Store) seen(ctx context.Context, f StandingFilter) (seeing, error) {
	if f.Now.IsZero() || f.Soon.Before(f.Now) || f.Step != "" && f.Flow == "" || f.Flow != "" && f.Definition == "" {
		return seeing{}, errors.New("the filter has no moments, or names a step without its flow and definition")
	}
	addresses, err := addressesOf(f.Who)
	if err != nil {
		return seeing{}, err
	}
	all := seeing{addresses: addresses}
	sql, args := all.circles()
	err = s.query(ctx, func(db *gorm.DB) error {
		return db.Raw("SELECT DISTINCT y.circle FROM ("+sql+") AS y LIMIT ?", append(args, max(s.fewCircles+1, 1))...).Scan(&all.few).Error
	})
	if len(all.few) > s.fewCircles {
		all.few = nil
	} else if all.few == nil {
		all.few = []string{}
	}
	return all, err
}

// circles is the query for the circles of a reader.
func (all seeing) circles() (string, []any) {
	var parts []string
	var args []any
	for _, a := range all.addresses {
		parts = append(parts, "SELECT circle FROM circles WHERE role = ? AND organisation = ?")
		args = append(args, a.Role, a.Organisation)
	}
	return strings.Join(parts, " UNION ALL "), args
}

// clauses puts conditions together with their values.
type clauses struct {
	sql  []string
	args []any
}

func (c *clauses) where(sql string, args ...any) {
	c.sql, c.args = append(c.sql, sql), append(c.args, args...)
}

func (c *clauses) String() string {
	if len(c.sql) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(c.sql, " AND ")
}

// in limits to the circles of a reader.
func (c *clauses) in(all seeing) {
	if all.few != nil {
		c.where("s.circle IN ?", all.few)
		return
	}
	sql, args := all.circles()
	c.where("s.circle IN ("+sql+")", args...)
}

// chosen limits to what a filter names, but for the class and the party.
func (c *clauses) chosen(f StandingFilter) {
	for _, one := range []struct{ column, value string }{{"definition", f.Definition}, {"flow", f.Flow}, {"step", f.Step}} {
		if one.value != "" {
			c.where("s."+one.column+" = ?", one.value)
		}
	}
	if f.Version != 0 {
		c.where("s.version = ?", f.Version)
	}
}

// indexed names the index that a query is made for. SQLite chooses by rules of thumb; Postgres knows its tables.
func (s *Store) indexed(index string) string {
	if s.dialect == SQLite {
		return " INDEXED BY " + index
	}
	return ""
}

// crowd is how many have stood at a step since one day.
type crowd struct {
	Definition, Flow, Step string

	Version, SinceDay int
	N, LateN, AlmostN int
}

// Steps counts what stands at each step, in order of definition, flow and step by name, and what follows each version. The
// class of the filter does not choose.
//
// One query groups by step, version and day, over an index that has all it needs: its cost goes with what the reader sees. The
// rest is arithmetic.
func (s *Store) Steps(ctx context.Context, f StandingFilter) ([]StepCount, []VersionCount, error) {
	crowds, err := s.crowds(ctx, f)
	var peers peers
	if err == nil {
		peers, err = s.peersOf(ctx)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("count what stands: %w", err)
	}
	var steps []StepCount
	versions := map[VersionCount]int{}
	today := readmodel.Day(f.Now)
	for len(crowds) > 0 {
		first := crowds[0]
		n := slices.IndexFunc(crowds, func(c crowd) bool {
			return c.Definition != first.Definition || c.Flow != first.Flow || c.Step != first.Step
		})
		if n < 0 {
			n = len(crowds)
		}
		one := countStep(crowds[:n], today, peers.after(first.Definition, first.Flow, first.Step))
		steps = append(steps, one)
		for _, c := range crowds[:n] {
			versions[VersionCount{Definition: c.Definition, Version: c.Version}] += c.N
		}
		crowds = crowds[n:]
	}
	return steps, sortedVersions(versions), nil
}

// countStep adds up what stands at one step; crowds are of that step and not empty.
func countStep(crowds []crowd, today, quietAfter int) StepCount {
	one := StepCount{Definition: crowds[0].Definition, Flow: crowds[0].Flow, Step: crowds[0].Step, QuietAfter: quietAfter}
	waited := map[int]int{}
	for _, c := range crowds {
		one.Count += c.N
		one.Late += c.LateN
		one.Almost += c.AlmostN
		days := today - c.SinceDay
		waited[days] += c.N
		if quietAfter >= 0 && days > quietAfter {
			one.Quiet += c.N
		}
	}
	one.Median = quantile(waited, one.Count, 1, 2)
	return one
}

// quantile returns the least value that at least part/of of n values do not exceed; counts are how often each value comes.
func quantile(counts map[int]int, n, part, of int) int {
	rank := (n*part + of - 1) / of
	for _, value := range slices.Sorted(maps.Keys(counts)) {
		if rank -= counts[value]; rank <= 0 {
			return value
		}
	}
	return 0
}

func sortedVersions(counts map[VersionCount]int) []VersionCount {
	var out []VersionCount
	for v, n := range counts {
		v.Count = n
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b VersionCount) int {
		return cmp.Or(cmp.Compare(a.Definition, b.Definition), cmp.Compare(a.Version, b.Version))
	})
	return out
}

// crowds asks what stands where since when, in order of definition, flow and step.
func (s *Store) crowds(ctx context.Context, f StandingFilter) ([]crowd, error) {
	all, err := s.seen(ctx, f)
	if err != nil || all.few != nil && len(all.few) == 0 {
		return nil, err
	}
	var c clauses
	from := "standings AS s" + s.indexed("standings_crowd")
	switch {
	case f.Party != "":
		from = s.ofParty(f, &c)
	case all.few == nil:
		mine, every, err := s.share(ctx, all)
		if err != nil {
			return nil, err
		}
		if mine == every {
			// Who sees everything needs not be asked about every row. That he still does is a condition of the same query.
			var c clauses
			counts, args := all.counts()
			c.where("EXISTS (SELECT 1 FROM ("+counts+") AS e WHERE e.mine = e.every)", args...)
			found, err := s.crowdsFrom(ctx, f, "standings AS s"+s.indexed("standings_step"), c)
			if err != nil || len(found) > 0 {
				return found, err
			}
		}
		if mine*largeShare > every {
			from = "standings AS s" + s.indexed("standings_step")
		}
	}
	c.in(all)
	return s.crowdsFrom(ctx, f, from, c)
}

// largeShare: who is in more than one of so many circles has all rows read in the order of the answer, for putting his own
// in that order would take longer.
const largeShare = 4

// counts is the query for the number of circles of a reader, and of all.
func (all seeing) counts() (string, []any) {
	circles, args := all.circles()
	return "SELECT (SELECT COUNT(DISTINCT y.circle) FROM (" + circles + ") AS y) AS mine, (SELECT COUNT(*) FROM circles AS o WHERE o.role = '') AS every", args
}

// share asks in how many circles a reader is, and how many there are.
func (s *Store) share(ctx context.Context, all seeing) (mine, every int, err error) {
	sql, args := all.counts()
	var found struct{ Mine, Every int }
	err = s.query(ctx, func(db *gorm.DB) error { return db.Raw(sql, args...).Scan(&found).Error })
	return found.Mine, found.Every, err
}

func (s *Store) crowdsFrom(ctx context.Context, f StandingFilter, from string, c clauses) ([]crowd, error) {
	c.chosen(f)
	key := "s.definition, s.flow, s.step, s.version, s.since_day"
	sql := "SELECT " + key + ", COUNT(*), SUM(CASE WHEN s.due_at <= ? THEN 1 ELSE 0 END)," +
		" SUM(CASE WHEN s.due_at > ? AND s.due_at < ? THEN 1 ELSE 0 END) FROM " + from + c.String() + " GROUP BY " + key + " ORDER BY " + key
	now, soon := stored(f.Now), stored(f.Soon)
	var out []crowd
	err := s.query(ctx, func(db *gorm.DB) error {
		out = nil
		rows, err := db.Raw(sql, append([]any{now, now, soon}, c.args...)...).Rows()
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var one crowd
			if err := rows.Scan(&one.Definition, &one.Flow, &one.Step, &one.Version, &one.SinceDay, &one.N, &one.LateN, &one.AlmostN); err != nil {
				return err
			}
			out = append(out, one)
		}
		return rows.Err()
	})
	return out, err
}

// ofParty is where the rows of one party's trajectories come from. SQLite keeps the order of a CROSS JOIN.
func (s *Store) ofParty(f StandingFilter, c *clauses) string {
	c.where("p.organisation = ? AND p.status = 'open' AND p.listed AND s.trajectory = p.trajectory", f.Party)
	return "parties AS p CROSS JOIN standings AS s" + s.indexed("standings_trajectory")
}

// Standings returns a page of what stands somewhere: due first, in the order (Due, ID) without due last; of what is quiet the
// longest first, in the order (Since, ID).
func (s *Store) Standings(ctx context.Context, f StandingFilter) ([]Standing, error) {
	all, err := s.seen(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("list what stands: %w", err)
	}
	peers, err := s.peersOf(ctx)
	if err != nil || all.few != nil && len(all.few) == 0 {
		return nil, err
	}
	var sql string
	var args []any
	if f.Class == ClassQuiet {
		sql, args = s.quietest(f, all, peers)
	} else {
		sql, args = s.dueFirst(f, all)
	}
	if sql == "" {
		return nil, nil
	}
	var rows []standingRow
	err = s.query(ctx, func(db *gorm.DB) error { return db.Raw(sql, args...).Scan(&rows).Error })
	if err != nil {
		return nil, fmt.Errorf("list what stands: %w", err)
	}
	out := make([]Standing, len(rows))
	today := readmodel.Day(f.Now)
	for i, r := range rows {
		one := Standing{
			ID: r.ID, Trajectory: r.Trajectory, Run: r.Run, Definition: r.Definition, Version: r.Version, Flow: r.Flow, Key: r.RunKey,
			Step: r.Step, Since: r.Since.UTC(), Due: optional(r.DueAt),
		}
		one.Late = one.Due != nil && !one.Due.After(f.Now)
		one.Almost = !one.Late && one.Due != nil && one.Due.Before(f.Soon)
		after := peers.after(r.Definition, r.Flow, r.Step)
		one.Quiet = after >= 0 && today-r.SinceDay > after
		out[i] = one
	}
	return out, nil
}

// standingColumns are what a page needs.
const standingColumns = "s.id, s.trajectory, s.run, s.definition, s.version, s.flow, s.run_key, s.step, s.since, s.since_day, s.due_at"

// dueFirst is the query for a page in the order of due times.
func (s *Store) dueFirst(f StandingFilter, all seeing) (string, []any) {
	limit := clampLimit(f.Limit)
	var c clauses
	var from string
	switch {
	case f.Party != "":
		from = s.ofParty(f, &c)
	case all.few != nil:
		from = "standings AS s" + s.indexed("standings_circle")
	case f.Flow != "":
		from = "standings AS s" + s.indexed("standings_step")
	default:
		from = "standings AS s" + s.indexed("standings_due")
	}
	c.chosen(f)
	switch f.Class {
	case ClassLate:
		c.where("s.due_at <= ?", stored(f.Now))
	case ClassAlmost:
		c.where("s.due_at > ? AND s.due_at < ?", stored(f.Now), stored(f.Soon))
	}
	if f.After != nil {
		c.where("(s.due_at, s.id) > (?, ?)", dueOrNever(f.After.Time), f.After.ID)
	}
	page := func(c clauses) (string, []any) {
		return "SELECT s.id, s.due_at FROM " + from + c.String() + " ORDER BY s.due_at, s.id LIMIT ?", append(slices.Clone(c.args), limit)
	}
	var ranges union
	if f.Party == "" && all.few != nil {
		for _, circle := range all.few {
			one := clauses{slices.Clone(c.sql), slices.Clone(c.args)}
			one.where("s.circle = ?", circle)
			ranges.add(page(one))
		}
	} else {
		c.in(all)
		ranges.add(page(c))
	}
	return pageOf(ranges, "due_at", limit)
}

// pageOf reads the rows of the first of several ranges.
func pageOf(ranges union, order string, limit int) (string, []any) {
	return "SELECT " + standingColumns + " FROM (SELECT u.id FROM (" + ranges.sql() + ") AS u ORDER BY u." + order + ", u.id LIMIT ?) AS page" +
		" JOIN standings AS s ON s.id = page.id ORDER BY s." + order + ", s.id", append(ranges.args, limit)
}

// quietest is the query for a page of those that wait longer than their peers: one range for each step, each cut off at the
// length of a page. "" when there is no such step.
func (s *Store) quietest(f StandingFilter, all seeing, peers peers) (string, []any) {
	limit := clampLimit(f.Limit)
	var ranges union
	for _, p := range peers.steps {
		if f.Definition != "" && f.Definition != p.definition || f.Flow != "" && f.Flow != p.flow || f.Step != "" && f.Step != p.step {
			continue
		}
		var c clauses
		c.where("s.definition = ? AND s.flow = ? AND s.step = ?", p.definition, p.flow, p.step)
		c.where("s.since < ?", dayStart(readmodel.Day(f.Now)-p.after))
		if f.After != nil {
			c.where("(s.since, s.id) > (?, ?)", dueOrNever(f.After.Time), f.After.ID)
		}
		if f.Version != 0 {
			c.where("s.version = ?", f.Version)
		}
		if f.Party != "" {
			c.where("EXISTS (SELECT 1 FROM parties AS p WHERE p.trajectory = s.trajectory AND p.organisation = ?)", f.Party)
		}
		c.in(all)
		ranges.add("SELECT s.id, s.since FROM standings AS s"+s.indexed("standings_since")+c.String()+" ORDER BY s.since, s.id LIMIT ?",
			append(c.args, limit))
	}
	if len(ranges.parts) == 0 {
		return "", nil
	}
	return pageOf(ranges, "since", limit)
}

// dayStart is the first moment of a day, as readmodel.Day numbers them.
func dayStart(day int) time.Time { return time.Unix(int64(day)*24*60*60, 0).UTC() }
