package store_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"stroom/activities/store"
	"stroom/rules"
	"stroom/workflows/engine"
)

// benchRows is how many trajectories the lists are measured on; STROOM_BENCH_ROWS says otherwise. The size to design for is
// 1,000,000.
func benchRows(b *testing.B) int {
	b.Helper()
	text := os.Getenv("STROOM_BENCH_ROWS")
	if text == "" {
		return 100_000
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// The organisations of the benchmark: a trajectory belongs to one of 300, so each sees a third of a percent.
const organisations = 300

// fill makes rows by statements of the database itself, all with the state of one real record: about 6 KB of it as JSON.
func fill(b *testing.B, s *store.Store, dialect store.Dialect, n int) {
	b.Helper()
	one, _ := published(b, s)
	seed := follow(newStory("seed"), one)
	seed.st.Facts = map[string]engine.Fact{}
	for i := range 60 {
		seed.st.Facts[fmt.Sprintf("fact_%d", i)] = engine.Fact{Value: rules.TextOf(fmt.Sprintf("value %d", i*i*7919)), At: noon, Seq: 1}
	}
	mustRecord(b, s, seed.event("e-1", 1))

	numbers, at := "generate_series(1, %d) AS g(n)", "timestamptz '2026-01-01' + n * interval '1 minute'"
	never := "timestamptz '9999-12-31'"
	if dialect == store.SQLite {
		numbers = "(WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < %d) SELECT n FROM g) AS g"
		at, never = "1767225600000000 + n * 60000000", "253402214400000000"
	}
	numbers = fmt.Sprintf(numbers, n)
	// One in twenty has ended, one in thirty is late, one in fifty has nothing due.
	id, org := "'t-' || n", fmt.Sprintf("'org-' || (n %% %d)", organisations)
	status := "CASE WHEN n % 20 = 0 THEN 'ended' ELSE 'open' END"
	due := fmt.Sprintf("CASE WHEN n %% 50 = 0 OR n %% 20 = 0 THEN %s ELSE %s END", never, at)
	late, outcome := "n % 30 = 7", "CASE WHEN n % 20 = 0 THEN 'closed' ELSE '' END"
	copied := "epoch, seq, semantics, build, first_run, definition, version, definition_hash"
	for _, sql := range []string{
		fmt.Sprintf(`INSERT INTO trajectories (id, %s, status, outcome, late, incidents, due_at, started_at, updated_at,
			tasks_digest, audience_digest, parties_digest, picture, state, key_id)
			SELECT %s, %s, %s, %s, %s, 0, %s, started_at, updated_at, tasks_digest, audience_digest, parties_digest, picture, state, key_id
			FROM %s, trajectories WHERE id = 'seed'`, copied, id, copied, status, outcome, late, due, numbers),
		fmt.Sprintf(`INSERT INTO audience SELECT %s, 'chief', '', %s, 'counter', 1 + n %% 2, %s, %s, %s FROM %s`, id, status, outcome, late, due, numbers),
		fmt.Sprintf(`INSERT INTO audience SELECT %s, 'planner', %s, %s, 'counter', 1 + n %% 2, %s, %s, %s FROM %s`, id, org, status, outcome, late, due, numbers),
		fmt.Sprintf(`INSERT INTO parties SELECT %s, 'planner', '', %s, %s, n > 0, %s, %s FROM %s`, id, org, at, status, due, numbers),
		fmt.Sprintf(`INSERT INTO tasks SELECT %s || '.1.1.0', %s, 1, 1, 'main', '', 'plan', 'planner', %s, %s, %s, 'counter', '', '', '' FROM %s WHERE n %% 20 <> 0`,
			id, id, org, due, at, numbers),
	} {
		if _, err := store.Pool(s).Exec(sql); err != nil {
			b.Fatalf("%v: %s", err, sql)
		}
	}
	if _, err := store.Pool(s).Exec("ANALYZE"); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkList measures a page of 50 for what the pages offer, with its 99th percentile.
func BenchmarkList(b *testing.B) {
	yes := true
	until := noon
	chiefs, planners := []engine.Address{chief}, []engine.Address{{Role: "planner", Organisation: "org-17"}}
	workers := []engine.Actor{{Person: "p-anna", Role: "planner", Organisation: "org-17"}}
	filters := []struct {
		name   string
		filter store.Filter
	}{
		{"all", store.Filter{Audience: chiefs}},
		{"open", store.Filter{Audience: chiefs, Status: "open"}},
		{"late", store.Filter{Audience: chiefs, Late: &yes}},
		{"due-before", store.Filter{Audience: chiefs, Status: "open", DueBefore: &until}},
		{"version", store.Filter{Audience: chiefs, Definition: "counter", Version: 2}},
		{"outcome", store.Filter{Audience: chiefs, Outcome: "closed"}},
		{"party", store.Filter{Audience: chiefs, Party: "org-17"}},
		{"own", store.Filter{Audience: planners}},
		{"own-and-all", store.Filter{Audience: slices.Concat(planners, chiefs)}},
		{"party-of-others", store.Filter{Audience: planners, Party: "org-18"}},
	}
	for _, dialect := range []store.Dialect{store.SQLite, store.Postgres} {
		b.Run(string(dialect), func(b *testing.B) {
			o := options(b, dialect)
			if dialect == store.Postgres {
				o.Address += "&statement_timeout=0"
			}
			s := open(b, o)
			n := benchRows(b)
			fill(b, s, dialect, n)
			middle := noon.Add(-time.Duration(n/2) * time.Minute)
			for _, f := range filters {
				b.Run(f.name, func(b *testing.B) {
					measure(b, func() error {
						f.filter.Limit = 50
						_, err := s.List(context.Background(), f.filter)
						return err
					})
				})
			}
			b.Run("deep-page", func(b *testing.B) {
				measure(b, func() error {
					_, err := s.List(context.Background(), store.Filter{Audience: chiefs, After: &store.Place{Time: &middle, ID: "t-5"}, Limit: 50})
					return err
				})
			})
			b.Run("worklist", func(b *testing.B) {
				measure(b, func() error {
					_, err := s.Tasks(context.Background(), store.TaskFilter{Readers: workers, Limit: 50})
					return err
				})
			})
			b.Run("count-tasks", func(b *testing.B) {
				measure(b, func() error {
					_, err := s.CountTasks(context.Background(), store.TaskFilter{Readers: workers, Person: "p-anna"}, noon, noon.Add(7*24*time.Hour))
					return err
				})
			})
		})
	}
}

// measure runs f b.N times and reports the 99th percentile beside the mean.
func measure(b *testing.B, f func() error) {
	b.Helper()
	took := make([]time.Duration, 0, b.N)
	for b.Loop() {
		begun := time.Now()
		if err := f(); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// BenchmarkRecord measures one decision of six entries, with a notice, a task and four rows of audience.
func BenchmarkRecord(b *testing.B) {
	for _, dialect := range []store.Dialect{store.SQLite, store.Postgres} {
		b.Run(string(dialect), func(b *testing.B) {
			s := open(b, options(b, dialect))
			tale := newStory("t-1")
			n := 0
			measure(b, func() error {
				n++
				r := tale.event(fmt.Sprintf("e-%d", n), 6)
				later := noon.Add(time.Duration(n) * time.Hour)
				r.Picture.NextDue, r.Picture.Tasks[0].Due = &later, &later
				r.Effects = []engine.Effect{engine.Notify{
					Number: n, Event: r.Taken[0].Event.ID, Notice: "told", To: []engine.Address{north}, Texts: []engine.Said{hello}, NotBefore: noon,
				}}
				_, err := s.Record(context.Background(), r)
				tale.goOn(r)
				return err
			})
		})
	}
}
