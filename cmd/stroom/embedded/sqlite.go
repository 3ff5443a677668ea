package embedded

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"syscall"

	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/headers"
	"go.temporal.io/server/common/persistence"
	sqliteplugin "go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite"
	"go.temporal.io/server/schema"
	sqliteschema "go.temporal.io/server/schema/sqlite"

	"bytes"
	"io"

	_ "modernc.org/sqlite" // the driver "sqlite", the same that the server uses
)

// sqliteStore makes the file if there is none and returns the server's configuration of it.
func sqliteStore(ctx context.Context, file string) (*config.SQL, error) {
	if err := makeSQLiteFile(ctx, file); err != nil {
		return nil, err
	}
	return &config.SQL{
		PluginName:   sqliteplugin.PluginName,
		DatabaseName: file,
		ConnectAttributes: map[string]string{
			"mode":         "rw",
			"journal_mode": "wal",
			"synchronous":  "full",
			"busy_timeout": "10000", // milliseconds; a backup may hold the file for a moment
		},
	}, nil
}

// makeSQLiteFile lays down the server's tables under another name, makes them durable, and gives the file its name.
func makeSQLiteFile(ctx context.Context, file string) error {
	if _, err := os.Stat(file); err == nil {
		return checkSQLiteVersion(ctx, file)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("make %s: %w", filepath.Base(file), err)
	}
	fresh := file + ".new"
	for _, leftover := range []string{fresh, fresh + "-journal"} { // of a process that was killed here
		if err := os.Remove(leftover); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("make %s: %w", filepath.Base(file), err)
		}
	}
	if err := layDown(ctx, fresh); err != nil {
		return fmt.Errorf("make %s: %w", filepath.Base(file), err)
	}
	if err := os.Rename(fresh, file); err != nil {
		return fmt.Errorf("make %s: %w", filepath.Base(file), err)
	}
	return syncFolder(filepath.Dir(file))
}

func layDown(ctx context.Context, file string) error {
	db, err := openSQLite(file, "rwc")
	if err != nil {
		return err
	}
	defer db.Close()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // after Commit it does nothing
	for _, name := range []string{"sqlite/v3/temporal/schema.sql", "sqlite/v3/visibility/schema.sql"} {
		text, err := fs.ReadFile(schema.Assets(), name)
		if err != nil {
			return err
		}
		statements, err := persistence.LoadAndSplitQueryFromReaders([]io.Reader{bytes.NewReader(text)})
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, s := range statements {
			if _, err := tx.ExecContext(ctx, s); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", sqliteVersion())); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	return db.Close()
}

func checkSQLiteVersion(ctx context.Context, file string) error {
	db, err := openSQLite(file, "rw")
	if err != nil {
		return fmt.Errorf("read %s: %w", filepath.Base(file), err)
	}
	defer db.Close()
	var version int64
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return fmt.Errorf("read %s: %w", filepath.Base(file), err)
	}
	if version != sqliteVersion() {
		return fmt.Errorf("read %s: %w", filepath.Base(file), ErrOtherVersion)
	}
	return nil
}

// sqliteVersion is a number for the version of the server and of its tables, positive in 32 bits.
func sqliteVersion() int64 {
	name := headers.ServerVersion + " " + sqliteschema.Version + " " + sqliteschema.VisibilityVersion
	return int64(crc32.ChecksumIEEE([]byte(name)) & 0x7fffffff)
}

func openSQLite(file, mode string) (*sql.DB, error) {
	dsn := url.URL{Scheme: "file", Opaque: url.PathEscape(file), RawQuery: "mode=" + mode}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	return nil
}

// lockFolder keeps other processes from using the folder. The lock goes when the file is closed, or the process dies.
func lockFolder(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock folder: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("lock folder: %w", ErrLocked)
		}
		return nil, fmt.Errorf("lock folder: %w", err)
	}
	return f, nil
}
