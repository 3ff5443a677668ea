package embedded

import (
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"
)

// Errors that a person can do something about.
var (
	ErrLocked       = errors.New("another process uses this folder")
	ErrOtherVersion = errors.New("the file was made by another version of the Temporal server")
)

// Namespace is the namespace that a server has when it is ready.
const Namespace = "stroom"

// Config says what kind of server to start. Exactly one of SQLiteFile and PostgresDSN is set.
type Config struct {
	SQLiteFile  string // made if absent; the folder must exist and is locked
	PostgresDSN string // postgres://user:password@host:port/name; "name" and "name_visibility" are made if absent
	Port        int    // of the gRPC frontend on 127.0.0.1; 0: a free one

	Namespaces       []string            // nil: only Namespace
	SearchAttributes map[string]AttrType // of every namespace
	Retention        time.Duration       // of closed runs; 0: 72 hours
	Logger           *slog.Logger        // gets warnings and errors of the server; nil: nobody does
	Dynamic          map[string]any      // dynamic configuration by key, over the package's own
}

// AttrType is the type of a search attribute.
type AttrType string

// The types of search attributes that the product uses.
const (
	Keyword AttrType = "keyword"
	Int     AttrType = "int"
)

const (
	loopback         = "127.0.0.1"
	defaultRetention = 72 * time.Hour
	postgresShards   = 4 // for good: written into the tables at the first start
	sqliteShards     = 1
)

func (c Config) checked() (Config, error) {
	if (c.SQLiteFile == "") == (c.PostgresDSN == "") {
		return c, errors.New("configure server: want a SQLite file or a Postgres DSN, and not both")
	}
	if c.Port < 0 || c.Port > 65535 {
		return c, fmt.Errorf("configure server: port %d", c.Port)
	}
	if c.SQLiteFile != "" {
		file, err := filepath.Abs(c.SQLiteFile)
		if err != nil {
			return c, fmt.Errorf("configure server: %w", err)
		}
		c.SQLiteFile = file
	}
	if len(c.Namespaces) == 0 {
		c.Namespaces = []string{Namespace}
	}
	if c.Retention == 0 {
		c.Retention = defaultRetention
	}
	return c, nil
}
