package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"

	_ "modernc.org/sqlite" // registers "sqlite": SQLite without a C compiler
)

// sqliteReaders is how many readers may work beside the one writer.
const sqliteReaders = 4

// sqliteSettings stand in the address of the file, so that every connection of the pool gets them.
//   - immediate: a transaction that will write takes the write lock at once, and waits for it instead of failing halfway.
//   - WAL with synchronous FULL: readers never wait for the writer, and a commit is on the disk when it returns.
//   - moments are whole microseconds, so that they compare and order as numbers.
var sqliteSettings = url.Values{
	"_txlock":              {"immediate"},
	"_inttotime":           {"1"},
	"_time_integer_format": {"unix_micro"},
	"_pragma": {
		"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)", "trusted_schema(OFF)",
	},
}

// openSQLite opens the two pools of a file: one connection that writes, and a few that only read.
func openSQLite(ctx context.Context, path string) (writer, readers *sql.DB, err error) {
	if path == "" || path == ":memory:" {
		return nil, nil, errors.New("sqlite needs a file")
	}
	if err := createPrivate(path); err != nil {
		return nil, nil, err
	}
	writer, err = sql.Open("sqlite", sqliteAddress(path, sqliteSettings))
	if err != nil {
		return nil, nil, err
	}
	writer.SetMaxOpenConns(1)
	if err := writer.PingContext(ctx); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("open: %w", err), writer.Close())
	}
	reading := url.Values{}
	for k, v := range sqliteSettings {
		reading[k] = v
	}
	reading["_txlock"] = []string{"deferred"}
	reading["_pragma"] = append(append([]string{}, sqliteSettings["_pragma"]...), "query_only(ON)")
	readers, err = sql.Open("sqlite", sqliteAddress(path, reading))
	if err != nil {
		return nil, nil, errors.Join(err, writer.Close())
	}
	readers.SetMaxOpenConns(sqliteReaders)
	readers.SetMaxIdleConns(sqliteReaders)
	return writer, readers, nil
}

// createPrivate makes the file, if it is not there, readable by its owner only; SQLite gives its companions the same rights.
func createPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func sqliteAddress(path string, settings url.Values) string {
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: settings.Encode()}
	return u.String()
}
