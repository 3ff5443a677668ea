package store_test

import (
	"context"
	"fmt"
	"testing"

	"stroom/activities/store"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// The crowd of the benchmark: each trajectory is of one of twelve regions and has four open runs at one of twenty steps of four
// flows; its circle is one of 1,200.
const (
	benchRegions = 12
	benchCircles = 1200
)

// fillOverview makes standings, circles and tallies for n trajectories that fill has made.
func fillOverview(b *testing.B, s *store.Store, dialect store.Dialect, n int) {
	b.Helper()
	series := func(to int) string {
		if dialect == store.SQLite {
			return fmt.Sprintf("(WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < %d) SELECT n FROM g) AS g", to)
		}
		return fmt.Sprintf("generate_series(1, %d) AS g(n)", to)
	}
	today := readmodel.Day(noon)
	days := func(from string) string {
		if dialect == store.SQLite {
			return "(" + from + ") * 86400000000"
		}
		return "timestamptz '1970-01-01 00:00:00Z' + (" + from + ") * interval '1 day'"
	}
	never := map[store.Dialect]string{store.SQLite: "253402214400000000", store.Postgres: "timestamptz '9999-12-31 00:00:00Z'"}[dialect]
	circle := fmt.Sprintf("'c-' || (n / 4 %% %d)", benchCircles)
	since := fmt.Sprintf("%d - n * 7 %% (10 + 20 * (n %% 20))", today)
	due := fmt.Sprintf("CASE WHEN n %% 3 = 0 THEN %s ELSE %s END", never, days(fmt.Sprintf("%d + n * 13 %% 60 - 6", today)))
	for _, sql := range []string{
		fmt.Sprintf("INSERT INTO circles SELECT 'c-' || (n - 1), '', '' FROM %s", series(benchCircles)),
		"INSERT INTO circles SELECT circle, 'minister', '' FROM circles WHERE role = ''",
		fmt.Sprintf("INSERT INTO circles SELECT 'c-' || (n - 1), 'inspector', '' FROM %s", series(benchCircles)),
		fmt.Sprintf("INSERT INTO circles SELECT 'c-' || (n - 1), 'supervisor', 'region-' || (n %% %d) FROM %s", benchRegions, series(benchCircles)),
		fmt.Sprintf("INSERT INTO circles SELECT 'c-' || (n - 1), 'provider', 'provider-' || (n %% 120) FROM %s", series(benchCircles)),
		fmt.Sprintf(`INSERT INTO standings (id, trajectory, circle, run, definition, version, flow, run_key, step, since, since_day, due_at)
			SELECT 't-' || (1 + (n - 1) / 4) || '.' || (1 + n %% 4), 't-' || (1 + (n - 1) / 4), %s, 1 + n %% 4, 'counter', 1 + n %% 2, 'flow-' || (n %% 4), '',
			'step-' || (n %% 20), %s, %s, %s FROM %s`, circle, days(since), since, due, series(4*n)),
		fmt.Sprintf(`INSERT INTO tallies SELECT 'counter', '', 'span', '2026-' || (10 + n %% 3), 1 + n %% 2, 'flow-' || (n %% 4) || '.step-' || (n %% 20),
			'', '', n / 20 %% (10 + 18 * (n %% 20)), CASE WHEN n %% 7 = 0 THEN 'broken' ELSE 'kept' END, n %% 8, 3 FROM %s WHERE true
			ON CONFLICT DO NOTHING`, series(200_000)),
	} {
		if _, err := store.Pool(s).Exec(sql); err != nil {
			b.Fatalf("%v: %s", err, sql)
		}
	}
	if err := s.Analyse(context.Background()); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkOverview measures what the overview asks, for who sees everything, a region, and a hundredth of it.
func BenchmarkOverview(b *testing.B) {
	readers := []struct {
		name string
		who  engine.Address
	}{
		{"everything", engine.Address{Role: "minister", Organisation: "state"}},
		{"all-but-one", engine.Address{Role: "inspector", Organisation: "state"}},
		{"region", engine.Address{Role: "supervisor", Organisation: "region-3"}},
		{"provider", engine.Address{Role: "provider", Organisation: "provider-3"}},
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
			fillOverview(b, s, dialect, n)
			ctx := context.Background()
			b.Run("peers", func(b *testing.B) { // once in five minutes
				measure(b, func() error {
					store.Forget(s)
					_, err := s.Standings(ctx, store.StandingFilter{Who: []engine.Address{{Role: "nobody"}}, Now: noon, Soon: noon})
					return err
				})
			})
			for _, reader := range readers {
				f := store.StandingFilter{Who: []engine.Address{reader.who}, Now: noon, Soon: noon.AddDate(0, 0, 7), Limit: 26}
				b.Run(reader.name+"/steps", func(b *testing.B) {
					measure(b, func() error {
						_, _, err := s.Steps(ctx, f)
						return err
					})
				})
				for name, change := range map[string]func(*store.StandingFilter){
					"all": func(*store.StandingFilter) {}, "late": func(f *store.StandingFilter) { f.Class = store.ClassLate },
					"quiet": func(f *store.StandingFilter) { f.Class = store.ClassQuiet },
					"step":  func(f *store.StandingFilter) { f.Definition, f.Flow, f.Step = "counter", "flow-3", "step-7" },
					"party": func(f *store.StandingFilter) { f.Party = "org-17" },
				} {
					f := f
					change(&f)
					b.Run(reader.name+"/"+name, func(b *testing.B) {
						measure(b, func() error {
							_, err := s.Standings(ctx, f)
							return err
						})
					})
				}
			}
		})
	}
}
