package store_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"stroom/activities/store"
	"stroom/workflows/engine"
)

// questions asks everything that a page or a process may ask.
func questions(t *testing.T, s *store.Store) {
	t.Helper()
	ctx := context.Background()
	yes, no := true, false
	behind := &store.Place{Time: &noon, ID: "t-0"}
	who := []engine.Address{north, chief}
	filters := []store.Filter{
		{}, {Status: "open"}, {Definition: "counter"}, {Definition: "counter", Version: 1}, {Outcome: "closed"}, {Party: "north"},
		{Late: &yes}, {Late: &no}, {DueBefore: &noon}, {IDs: []string{"t-1"}},
	}
	var errs []error
	for _, f := range filters {
		for _, after := range []*store.Place{nil, behind} {
			f.Audience, f.After = who, after
			_, err := s.List(ctx, f)
			errs = append(errs, err)
		}
	}
	ask := func(_ any, err error) { errs = append(errs, err) }
	for _, after := range []*store.Place{nil, behind} {
		for _, f := range []store.TaskFilter{{}, {Definition: "counter", Flow: "main"}, {DueUpTo: &noon}, {DueAfter: &noon}, {Person: "p-anna", Handled: true}} {
			f.Readers, f.After = planners, after
			ask(s.Tasks(ctx, f))
		}
		ask(s.Notices(ctx, who, after, 0))
		ask(s.NoticesOf(ctx, "t-1", after, 0))
		ask(s.Touched(ctx, noon, noon.Add(time.Hour), after, 0))
		ask(s.Overdue(ctx, noon, after, 0))
		ask(s.Stuck(ctx, after, 0))
		ask(s.Refusals(ctx, store.RefusalFilter{Trajectory: "t-1", After: after}))
		ask(s.Refusals(ctx, store.RefusalFilter{Trajectory: "t-1", Event: "e-1", After: after}))
		ask(s.Refusals(ctx, store.RefusalFilter{Trajectory: "t-1", Person: "p-anna", After: after}))
		for _, f := range []store.AuditFilter{
			{Trajectory: "t-1", After: after}, {Person: "p-anna", After: after},
			{Trajectory: "t-1", After: after, From: noon, Until: noon.Add(time.Hour), Results: []string{"shown"}},
		} {
			_, _, err := s.Audit(ctx, f)
			errs = append(errs, err)
		}
	}
	ask(s.CountTasks(ctx, store.TaskFilter{Readers: planners, Person: "p-anna"}, noon, noon.Add(time.Hour)))
	ask(s.Colleagues(ctx, north, noon))
	ask(s.Substitutions(ctx, "p-anna", noon))
	ask(s.Workloads(ctx, who, "planner", noon))
	ask(s.Names(ctx, []string{"p-anna"}))
	ask(nil, s.EndSubstitution(ctx, "s-1", "p-anna", noon))
	for _, broad := range []bool{false, true} {
		store.SetBroad(s, broad)
		overviewQuestions(s, who, ask)
	}
	ask(s.Tallies(ctx, store.TallyFilter{Definition: "counter", Organisations: []string{"", "north"}}))
	ask(s.Tallies(ctx, store.TallyFilter{Definition: "counter", Organisations: []string{""}, Kind: "span", Version: 1, From: "2026-01", Until: "2026-12"}))
	ask(s.Tallies(ctx, store.TallyFilter{Definition: "counter", Every: true, Together: true, Kind: "count", From: "2026-01", Until: "2026-12"}))
	ask(s.Fill(ctx))
	ask(s.Find(ctx, who, "t-1", 0))
	ask(s.Following(ctx, "hash", "t-0", 0))
	ask(s.Backlog(ctx, noon))
	ask(s.Claim(ctx, noon, 10, lease))
	ask(s.Load(ctx, "t-1"))
	ask(s.Entries(ctx, "t-1", 3, 0))
	ask(s.Event(ctx, "t-1", "e-1"))
	_, _, err := s.At(ctx, "t-1", 1, 1)
	errs = append(errs, err)
	_, err = s.Reference(ctx, "https://issuer", "anna", "")
	errs = append(errs, err)
	for _, err := range errs {
		if err != nil && !isUnknown(err) {
			t.Fatal(err)
		}
	}
}

// overviewQuestions asks for counts and pages, with every filter and class.
func overviewQuestions(s *store.Store, who []engine.Address, ask func(any, error)) {
	ctx := context.Background()
	for _, f := range []store.StandingFilter{
		{}, {Definition: "counter"}, {Definition: "counter", Version: 1}, {Definition: "counter", Flow: "main", Step: "plan"}, {Party: "north"},
	} {
		f.Who, f.Now, f.Soon = who, noon, noon.Add(time.Hour)
		_, _, err := s.Steps(ctx, f)
		ask(nil, err)
		for _, f.Class = range []store.Class{store.ClassAll, store.ClassLate, store.ClassAlmost, store.ClassQuiet} {
			for _, f.After = range []*store.Place{nil, {Time: &noon, ID: "t-0"}} {
				ask(s.Standings(ctx, f))
			}
		}
	}
}

// fullScan finds a table that is read from end to end. Definitions are few.
var fullScan = map[store.Dialect]*regexp.Regexp{
	store.SQLite:   regexp.MustCompile(`SCAN (a|t|k|n|p|e|trajectories|audience|tasks|parties|events|journal|refusals|audit|outbox|notices|subjects|members|substitutions|s|standings|circles|tallies)\b`),
	store.Postgres: regexp.MustCompile(`Seq Scan on \w+`),
}

// allowed is an index that holds nothing but the rows that are asked for, or that is read in the order of the answer by who
// sees a large part of it.
var allowed = regexp.MustCompile(`SCAN (trajectories USING INDEX trajectories_incidents|t USING COVERING INDEX trajectories_unfilled` +
	`|s USING COVERING INDEX standings_(step|due)|y$|\(subquery)`)

// Every question is answered from an index: the planner is asked, and told to read a table from end to end only when there is
// no other way.
func TestEveryFilterHasAnIndex(t *testing.T) {
	t.Parallel()
	for _, dialect := range []store.Dialect{store.SQLite, store.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			s := open(t, options(t, dialect))
			one, _ := published(t, s)
			r := standing(follow(newStory("t-1"), one).event("e-1", 1), "main.plan/1/1")
			r.Tallies = left("main.plan", 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
			mustRecord(t, s, r)
			var sent []store.Statement
			store.Watch(t, s, func(q store.Statement) { sent = append(sent, q) })
			questions(t, s)
			seen := map[string]bool{}
			for _, q := range sent {
				if seen[q.SQL] || strings.Contains(q.SQL, "definitions") {
					continue
				}
				seen[q.SQL] = true
				for _, line := range plan(t, s, dialect, q) {
					if found := fullScan[dialect].FindString(line); found != "" && !allowed.MatchString(line) {
						t.Errorf("%s:\n%s", line, q.SQL)
					}
				}
			}
			if len(seen) < 90 {
				t.Errorf("only %d questions were seen", len(seen))
			}
		})
	}
}

func plan(t *testing.T, s *store.Store, dialect store.Dialect, q store.Statement) []string {
	t.Helper()
	tx, err := store.Pool(s).Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	explain, fields := "EXPLAIN QUERY PLAN ", 4
	if dialect == store.Postgres {
		explain, fields = "EXPLAIN ", 1
		if _, err := tx.Exec("SET LOCAL enable_seqscan = off"); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := tx.Query(explain+q.SQL, q.Args...)
	if err != nil {
		t.Fatalf("%v: %s", err, q.SQL)
	}
	defer func() { _ = rows.Close() }()
	var lines []string
	for rows.Next() {
		var a, b, c any
		var line string
		dest := []any{&a, &b, &c, &line}
		if err := rows.Scan(dest[4-fields:]...); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	return lines
}
