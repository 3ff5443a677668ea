package store

import (
	"context"
	"database/sql"
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"
)

// CountRows counts the rows of a table.
func CountRows(t testing.TB, s *Store, table string) int {
	t.Helper()
	var n int
	if err := s.pool.QueryRow("SELECT count(*) FROM " + table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// Pool returns the pool that writes, for what only a test asks of a database.
func Pool(s *Store) *sql.DB { return s.pool }

// Migrations returns the edition of the schema that is there and the one that is wanted.
func Migrations(ctx context.Context, s *Store) (have, want int64, err error) {
	return s.schemaVersions(ctx)
}

// Transient tells whether an error passes.
func IsTransient(err error) bool { return faultOf(err) != lasting }

// RowColumns returns the columns of every row type, by table.
func RowColumns(t testing.TB) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for _, row := range []any{
		definitionRow{}, retirementRow{}, subjectRow{}, sessionRow{}, memberRow{}, substitutionRow{}, trajectoryRow{}, audienceRow{}, taskRow{}, partyRow{}, eventRow{},
		journalRow{}, refusalRow{}, auditRow{}, outboxRow{}, noticeRow{}, circleRow{}, standingRow{}, tallyRow{},
	} {
		parsed, err := schema.Parse(reflect.New(reflect.TypeOf(row)).Interface(), &sync.Map{}, schema.NamingStrategy{})
		if err != nil {
			t.Fatal(err)
		}
		out[parsed.Table] = parsed.DBNames
	}
	return out
}

// Statement is a query as it was sent.
type Statement struct {
	SQL  string
	Args []any
}

// Watch calls see for every query of the store.
func Watch(t testing.TB, s *Store, see func(Statement)) {
	t.Helper()
	watch := func(db *gorm.DB) { see(Statement{db.Statement.SQL.String(), db.Statement.Vars}) }
	for _, db := range []*gorm.DB{s.read, s.write} {
		// What is written out as SQL goes by another way than what gorm puts together.
		err := errors.Join(
			db.Callback().Query().After("gorm:query").Register("test:watch", watch),
			db.Callback().Row().After("gorm:row").Register("test:watch", watch),
		)
		if err != nil {
			t.Fatal(err)
		}
	}
}

// SetBroad makes every reader one who is in many circles, or nobody.
func SetBroad(s *Store, broad bool) {
	s.fewCircles = fewCircles
	if broad {
		s.fewCircles = -1
	}
}

// Forget forgets how long others have stood at a step.
func Forget(s *Store) { s.peers.at = time.Time{} }

// Unfill makes a trajectory what it was before there were standings and tallies.
func Unfill(t testing.TB, s *Store) {
	t.Helper()
	for _, sql := range []string{
		"DELETE FROM standings", "DELETE FROM circles", "DELETE FROM tallies",
		"UPDATE trajectories SET circle = '', standings_digest = '', tallied = 0",
	} {
		if _, err := s.pool.Exec(sql); err != nil {
			t.Fatal(err)
		}
	}
}
