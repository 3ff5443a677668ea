package pgtest_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"stroom/activities/store/pgtest"
)

// A server that crashed and came back still has what was committed.
func TestCommittedRowsSurviveKill(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	server := pgtest.Start(t)
	run(t, server, "CREATE TABLE kept (n integer)")
	run(t, server, "INSERT INTO kept VALUES (42)")

	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	if _, err := pgx.Connect(ctx, server.Address("postgres")); err == nil {
		t.Fatal("a killed server answers")
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(ctx, server.Address("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	var n int
	if err := conn.QueryRow(ctx, "SELECT n FROM kept").Scan(&n); err != nil || n != 42 {
		t.Fatalf("n = %d, %v", n, err)
	}
}

func run(t *testing.T, server *pgtest.Server, sql string) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server.Address("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, sql); err != nil {
		t.Fatal(err)
	}
}
