package store_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"stroom/activities/store"
	"stroom/activities/store/pgtest"
)

func TestFaultsThatPass(t *testing.T) {
	t.Parallel()
	pg := func(code string) error { return fmt.Errorf("save: %w", &pgconn.PgError{Code: code}) }
	for name, test := range map[string]struct {
		err    error
		passes bool
	}{
		"serialization":         {pg("40001"), true},
		"deadlock":              {pg("40P01"), true},
		"unique":                {pg("23505"), true},
		"shutting down":         {pg("57P01"), true},
		"crashed":               {pg("57P02"), true},
		"starting up":           {pg("57P03"), true},
		"read only":             {pg("25006"), true},
		"too many connections":  {pg("53300"), true},
		"connection lost":       {pg("08006"), true},
		"lock not available":    {pg("55P03"), true},
		"check":                 {pg("23514"), false},
		"no such table":         {pg("42P01"), false},
		"statement timeout":     {pg("57014"), false},
		"bad connection":        {driver.ErrBadConn, true},
		"end of file":           {fmt.Errorf("read: %w", io.ErrUnexpectedEOF), true},
		"refused":               {&net.OpError{Op: "dial", Err: errors.New("refused")}, true},
		"cancelled":             {context.Canceled, false},
		"deadline":              {context.DeadlineExceeded, false},
		"anything else":         {errors.New("no"), false},
		"a key that is unknown": {store.ErrUnknown, false},
	} {
		if got := store.IsTransient(test.err); got != test.passes {
			t.Errorf("%s: passes %t, want %t", name, got, test.passes)
		}
	}
}

// A server that answers and lets nobody in (a database in maintenance, a password being changed) is away, as one that does
// not answer is; and so is one whose statements take too long.
func TestRefusedConnectionsPass(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s, err := store.Open(ctx, store.Options{Dialect: store.Postgres, Address: pgtest.Start(t).Address("absent"), SubjectKey: subjectKey})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.StandOf(ctx, "t1"); err == nil || !store.Transient(err) {
		t.Errorf("a database that is not there: %v", err)
	}
	if err := fmt.Errorf("list: %w", &pgconn.PgError{Code: "57014"}); !store.Transient(err) || store.IsTransient(err) {
		t.Error("a statement that took too long passes, and is not tried again at once")
	}
}

// The server crashes, stays away for a while and comes back: what it acknowledged is there, and the same store works on.
func TestPostgresCrashes(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	server := pgtest.Start(t)
	o := store.Options{Dialect: store.Postgres, Address: server.Address("postgres"), SubjectKey: subjectKey, Now: func() time.Time { return noon }}
	s := open(t, o)
	tale := newStory("t-1")
	first := tale.event("e-1", 2)
	mustRecord(t, s, first)
	tale.goOn(first)

	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	second := tale.event("e-2", 1)
	_, err := s.Record(ctx, second)
	if err == nil || !store.Transient(err) {
		t.Error("recording without a database:", err)
	}
	if err := s.Ready(ctx); err == nil {
		t.Error("ready without a database")
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	if err := s.Ready(ctx); err != nil {
		t.Error(err)
	}
	mustRecord(t, s, second)
	wantCounts(t, s, map[string]int{"journal": 3, "events": 2})
}

// The primary becomes read-only under open connections, as after a failover, and a writable one comes back.
func TestPostgresTakesNoWritesForAWhile(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	server := pgtest.Start(t)
	o := store.Options{Dialect: store.Postgres, Address: server.Address("postgres"), SubjectKey: subjectKey, Now: func() time.Time { return noon }}
	s := open(t, o)
	setReadOnly(t, server, "on")
	r := newStory("t-1").event("e-1", 1)
	if _, err := s.Record(ctx, r); err == nil || !store.Transient(err) {
		t.Error("recording on a server that takes no writes:", err)
	}
	setReadOnly(t, server, "off")
	mustRecord(t, s, r)
}

func setReadOnly(t *testing.T, server *pgtest.Server, value string) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgconn.Connect(ctx, server.Address("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	// One statement for each call: ALTER SYSTEM does not run inside a transaction.
	for _, sql := range []string{"ALTER SYSTEM SET default_transaction_read_only = " + value, "SELECT pg_reload_conf()"} {
		if _, err := conn.Exec(ctx, sql).ReadAll(); err != nil {
			t.Fatal(err)
		}
	}
	// The new value counts once the sessions have seen the reload.
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
		got, err := conn.Exec(ctx, "SHOW default_transaction_read_only").ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if string(got[0].Rows[0][0]) == value {
			return
		}
	}
	t.Fatal("the setting is not taken over")
}

func TestReady(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		if err := s.Ready(ctx); err != nil {
			t.Error(err)
		}
		if err := s.Migrate(ctx); err != nil {
			t.Error("migrating again:", err)
		}
		have, want, err := store.Migrations(ctx, s)
		if err != nil || have != want || want < 1 {
			t.Errorf("editions %d and %d, %v", have, want, err)
		}
	})
}

// Processes that start together migrate together: each ends with the whole schema.
func TestMigrateManyAtOnce(t *testing.T) {
	t.Parallel()
	for _, dialect := range []store.Dialect{store.SQLite, store.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			o := options(t, dialect)
			errs := make([]error, 4)
			var all sync.WaitGroup
			for i := range errs {
				s := reopen(t, o)
				all.Go(func() { errs[i] = errors.Join(s.Migrate(ctx), s.Ready(ctx)) })
			}
			all.Wait()
			if err := errors.Join(errs...); err != nil {
				t.Error(err)
			}
		})
	}
}

// A file may have any name, and nobody else may read it.
func TestSQLiteFile(t *testing.T) {
	t.Parallel()
	o := options(t, store.SQLite)
	o.Address = filepath.Join(t.TempDir(), "a b?c=d#e%20f.db")
	mustRecord(t, open(t, o), newStory("t-1").event("e-1", 1))
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(o.Address + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %s", info.Name(), info.Mode())
		}
	}
}

func TestNotReadyWithoutSchema(t *testing.T) {
	t.Parallel()
	for _, dialect := range []store.Dialect{store.SQLite, store.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			s := reopen(t, options(t, dialect))
			if err := s.Ready(context.Background()); !errors.Is(err, store.ErrSchema) {
				t.Error("ready without a schema:", err)
			}
		})
	}
}

// A server that may lose what it acknowledged is not taken.
func TestNotReadyWithoutDurability(t *testing.T) {
	t.Parallel()
	for _, setting := range []string{"synchronous_commit=off", "synchronous_commit=local"} {
		o := options(t, store.Postgres)
		o.Address += "&options=" + strings.ReplaceAll("-c "+setting, " ", "%20")
		s := open(t, o)
		err := s.Ready(context.Background())
		if lost := strings.HasSuffix(setting, "off"); errors.Is(err, store.ErrDurability) != lost || !lost && err != nil {
			t.Errorf("%s: %v", setting, err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]store.Options{
		"no key":        {Dialect: store.SQLite, Address: "x.db"},
		"no dialect":    {SubjectKey: subjectKey, Address: "x.db"},
		"memory":        {Dialect: store.SQLite, SubjectKey: subjectKey, Address: ":memory:"},
		"no file":       {Dialect: store.SQLite, SubjectKey: subjectKey},
		"wrong address": {Dialect: store.Postgres, SubjectKey: subjectKey, Address: "postgres://u:hush@host:x/db"},
	} {
		s, err := store.Open(context.Background(), o)
		if err == nil {
			t.Errorf("%s: opened", name)
			_ = s.Close()
		} else if strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: the error tells the password: %v", name, err)
		}
	}
}
