package store

import (
	"database/sql"
	"testing"
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
