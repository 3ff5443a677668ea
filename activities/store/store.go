package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// Dialect is the kind of database.
type Dialect string

// The two dialects. Their values name the folders of the migrations.
const (
	Postgres Dialect = "postgres"
	SQLite   Dialect = "sqlite"
)

// Options say where the database is and how this process uses it.
type Options struct {
	Dialect     Dialect
	Address     string           // Postgres: URL or key=value; SQLite: the path of a file
	Connections int              // Postgres: at most so many; 0: 16
	Sealer      Sealer           // nil: Plain
	SubjectKey  []byte           // keys the hash of subjects; at least 16 bytes
	Build       string           // of this binary, written on every row
	Now         func() time.Time // nil: the clock
}

// Store is the application database. It is safe for use by any number of goroutines.
type Store struct {
	dialect    Dialect
	address    string
	pool       *sql.DB // writes, and reads that decide anything
	readers    *sql.DB // SQLite: the readers beside the writer; Postgres: the same as pool
	write      *gorm.DB
	read       *gorm.DB
	gens       *generations // nil for SQLite
	sealer     Sealer
	subjectKey []byte
	build      string
	now        func() time.Time
	compiled   *compiled
	peers      knownPeers
	fewCircles int // a test makes it less
}

// MinSubjectKey is the least length of Options.SubjectKey, in bytes.
const MinSubjectKey = 16

// Open opens the database; it does not make the schema, see Migrate. A Postgres server that is down is not an error here:
// the first query meets it, and a later one may find it up.
func Open(ctx context.Context, o Options) (*Store, error) {
	if len(o.SubjectKey) < MinSubjectKey {
		return nil, errors.New("open store: the subject key is shorter than 16 bytes")
	}
	s := &Store{
		dialect: o.Dialect, address: o.Address, sealer: o.Sealer, subjectKey: o.SubjectKey, build: o.Build, now: o.Now,
		compiled: newCompiled(), fewCircles: fewCircles,
	}
	if s.sealer == nil {
		s.sealer = Plain{}
	}
	if s.now == nil {
		s.now = time.Now
	}
	var err error
	switch o.Dialect {
	case Postgres:
		s.pool, s.gens, err = openPostgres(o.Address, o.Connections, pgSettings)
		s.readers = s.pool
	case SQLite:
		s.pool, s.readers, err = openSQLite(ctx, o.Address)
	default:
		err = fmt.Errorf("dialect %q", o.Dialect)
	}
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	if s.write, err = s.gorm(s.pool); err == nil {
		s.read, err = s.gorm(s.readers)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open store: %w", err), s.Close())
	}
	return s, nil
}

// gorm puts gorm on a pool. Its logger is silent: a statement with its values is personal data.
func (s *Store) gorm(pool *sql.DB) (*gorm.DB, error) {
	var dialector gorm.Dialector = sqliteDialect{pool: pool}
	if s.dialect == Postgres {
		dialector = postgres.New(postgres.Config{Conn: pool})
	}
	return gorm.Open(dialector, &gorm.Config{
		SkipDefaultTransaction: true, // every transaction here is written out
		DisableAutomaticPing:   true,
		QueryFields:            true, // never SELECT *: a column that a later edition adds is not read by this one
		Logger:                 logger.Discard,
		NowFunc:                func() time.Time { return s.now().UTC() },
	})
}

// Close closes the pools.
func (s *Store) Close() error {
	if s.readers == s.pool {
		return s.pool.Close()
	}
	return errors.Join(s.readers.Close(), s.pool.Close())
}

// transaction runs f in one transaction, again when the fault passes.
func (s *Store) transaction(ctx context.Context, f func(tx *gorm.DB) error) error {
	return s.retry(ctx, func() error { return s.write.WithContext(ctx).Transaction(f) })
}

// query runs a read, again when the fault passes.
func (s *Store) query(ctx context.Context, f func(db *gorm.DB) error) error {
	return s.retry(ctx, func() error { return f(s.read.WithContext(ctx)) })
}

// never stands in the database for a moment that is not set, so that every row has its place in an order by time.
var never = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// dueOrNever is the column form of an optional moment.
func dueOrNever(t *time.Time) time.Time {
	if t == nil || !t.Before(never) {
		return never
	}
	return stored(*t)
}

// optional is the inverse of dueOrNever.
func optional(t time.Time) *time.Time {
	t = t.UTC()
	if !t.Before(never) {
		return nil
	}
	return &t
}

// stored rounds a moment to what both dialects keep: whole microseconds, UTC. The exact moment stands in the payload.
func stored(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
