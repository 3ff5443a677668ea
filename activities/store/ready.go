package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"gorm.io/gorm"
)

// Errors of Ready.
var (
	// ErrSchema says that the schema is of another edition than this binary: migrate, or deploy.
	ErrSchema = errors.New("schema of another edition")
	// ErrDurability says that the database may lose what it acknowledged.
	ErrDurability = errors.New("the database is not durable")
)

// minPostgres is the oldest server that will do, as server_version_num has it.
const minPostgres = 150000

// Ready reports whether the database can be trusted with decisions now: it answers, takes writes, has the schema of this
// binary, and puts what it acknowledges on the disk.
//
// Errors: ErrSchema, ErrDurability, or that of a database that does not answer.
func (s *Store) Ready(ctx context.Context) error {
	if err := s.durable(ctx); err != nil {
		return fmt.Errorf("database not ready: %w", err)
	}
	have, want, err := s.schemaVersions(ctx)
	if err == nil && have != want {
		err = fmt.Errorf("%w: it has %d, this binary wants %d", ErrSchema, have, want)
	}
	if err != nil {
		return fmt.Errorf("database not ready: %w", err)
	}
	return nil
}

func (s *Store) durable(ctx context.Context) error {
	check := s.durableSQLite
	if s.dialect == Postgres {
		check = s.durablePostgres
	}
	return s.retry(ctx, func() error { return check(s.write.WithContext(ctx)) })
}

// durablePostgres asserts the three settings without which an acknowledged commit can be lost.
func (s *Store) durablePostgres(db *gorm.DB) error {
	var got struct{ Fsync, SynchronousCommit, FullPageWrites, ReadOnly, Version string }
	err := db.Raw(`SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit,
		current_setting('full_page_writes') AS full_page_writes, current_setting('transaction_read_only') AS read_only,
		current_setting('server_version_num') AS version`).Scan(&got).Error
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(got.Version)
	switch {
	case err != nil:
		return err
	case version < minPostgres:
		return fmt.Errorf("postgres %s is older than 15", got.Version)
	case got.Fsync != "on" || got.SynchronousCommit == "off" || got.FullPageWrites != "on":
		return fmt.Errorf("%w: fsync=%s synchronous_commit=%s full_page_writes=%s", ErrDurability,
			got.Fsync, got.SynchronousCommit, got.FullPageWrites)
	case got.ReadOnly != "off":
		s.gens.next()
		return errors.New("the server takes no writes")
	}
	return nil
}

func (s *Store) durableSQLite(db *gorm.DB) error {
	var synchronous, journal string
	if err := db.Raw("PRAGMA synchronous").Scan(&synchronous).Error; err != nil {
		return err
	}
	if err := db.Raw("PRAGMA journal_mode").Scan(&journal).Error; err != nil {
		return err
	}
	if synchronous != "2" || journal != "wal" {
		return fmt.Errorf("%w: synchronous=%s journal_mode=%s", ErrDurability, synchronous, journal)
	}
	return nil
}
