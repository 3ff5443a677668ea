package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*/*.sql
var migrations embed.FS

// Migrate brings the schema to the edition of this binary. Two processes that migrate at once wait for each other. It
// never goes back: an older binary on a newer schema is refused by Ready.
func (s *Store) Migrate(ctx context.Context) (err error) {
	pool := s.pool
	if s.dialect == Postgres {
		// A pool of its own, without the limits that suit a decision and not a change of the schema.
		if pool, _, err = openPostgres(s.address, migrateConnections, pgMigrating); err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
		defer func() { err = errors.Join(err, pool.Close()) }()
	}
	provider, err := s.provider(pool)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	err = s.retry(ctx, func() error { return up(ctx, provider) })
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// up runs what is missing. On SQLite no lock keeps two processes apart, but every migration is one transaction: who finds
// that another was first goes on behind it.
func up(ctx context.Context, provider *goose.Provider) error {
	before, _, err := provider.GetVersions(ctx)
	if err != nil {
		return err
	}
	for {
		_, failed := provider.Up(ctx)
		if failed == nil {
			return nil
		}
		have, want, err := provider.GetVersions(ctx)
		switch {
		case err == nil && have == want:
			return nil
		case err != nil || have == before:
			return failed // nobody made headway
		}
		before = have
	}
}

// Analyse lets the planner of the database look at its tables again, and SQLite bring home what stands in its log: after very
// much has been written at once.
func (s *Store) Analyse(ctx context.Context) error {
	statements := []string{"ANALYZE"}
	if s.dialect == SQLite {
		statements = append(statements, "PRAGMA wal_checkpoint(TRUNCATE)")
	}
	for _, sql := range statements {
		if err := s.retry(ctx, func() error { return s.write.WithContext(ctx).Exec(sql).Error }); err != nil {
			return fmt.Errorf("analyse the database: %w", err)
		}
	}
	return nil
}

// migrateConnections: one holds the lock that keeps other processes waiting, one migrates.
const migrateConnections = 2

// schemaVersions returns the edition in the database and the one that this binary was made for.
func (s *Store) schemaVersions(ctx context.Context) (have, want int64, err error) {
	provider, err := s.provider(s.pool)
	if err != nil {
		return 0, 0, err
	}
	return provider.GetVersions(ctx)
}

func (s *Store) provider(pool *sql.DB) (*goose.Provider, error) {
	dir, err := fs.Sub(migrations, "migrations/"+string(s.dialect))
	if err != nil {
		return nil, err
	}
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger())}
	dialect := goose.DialectSQLite3
	if s.dialect == Postgres {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300)) // asks every second, for five minutes
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, pool, dir, options...)
}
