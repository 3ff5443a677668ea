package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

// shared is the server of a test binary whose TestMain calls Main.
var shared struct {
	inUse  bool
	once   sync.Once
	server *Server
	err    error
}

var databases atomic.Int64

// Main runs the tests of a package with one server for all of them: os.Exit(pgtest.Main(m)).
func Main(m *testing.M) int {
	shared.inUse = true
	code := m.Run()
	if shared.server != nil {
		if err := shared.server.Close(); err != nil {
			fmt.Fprintln(os.Stderr, "pgtest:", err)
			return max(code, 1)
		}
	}
	return code
}

// New returns the address of an empty database.
func New(t testing.TB) string {
	t.Helper()
	if !shared.inUse {
		return database(t, Start(t))
	}
	shared.once.Do(func() { shared.server, shared.err = start() })
	if shared.err != nil {
		giveUp(t, shared.err)
	}
	return database(t, shared.server)
}

// Start starts a server for this test alone.
func Start(t testing.TB) *Server {
	t.Helper()
	s, err := start()
	if err != nil {
		giveUp(t, err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error("stop postgres:", err)
		}
	})
	return s
}

// giveUp skips the test if Postgres is not installed, unless that is a fault of the machine.
func giveUp(t testing.TB, err error) {
	t.Helper()
	if errors.Is(err, errMissing) && os.Getenv("CI") != "true" {
		t.Skip("no real Postgres here:", err)
	}
	t.Fatal("start postgres:", err)
}

func database(t testing.TB, s *Server) string {
	t.Helper()
	name := fmt.Sprintf("test_%d", databases.Add(1))
	conn, err := pgx.Connect(context.Background(), s.Address("postgres"))
	if err != nil {
		t.Fatal("connect:", err)
	}
	defer func() { _ = conn.Close(context.Background()) }() // the statement below has been answered
	if _, err := conn.Exec(context.Background(), "CREATE DATABASE "+name); err != nil {
		t.Fatal("create database:", err)
	}
	return s.Address(name)
}
