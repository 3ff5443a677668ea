package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// Limits of the Postgres pool.
const (
	pgConnections    = 16              // per process, unless Options says otherwise
	pgLifetime       = 5 * time.Minute // so that a failover that went unnoticed is forgotten
	pgConnectTimeout = 2 * time.Second
	pgStatement      = "5000" // ms; statement_timeout
	pgIdleInTx       = "5000" // ms; a process that hangs inside a transaction must not hold its rows
	pgLock           = "2000" // ms; lock_timeout
)

// generations tells connections to the present primary from those that were opened before a failover. A server that
// became a standby answers 25006 on connections that are still good: every connection of its time has to go.
type generations struct {
	now atomic.Int64
}

const generationKey = "stroom.generation"

func (g *generations) mark(_ context.Context, c *pgx.Conn) error {
	c.PgConn().CustomData()[generationKey] = g.now.Load()
	return nil
}

func (g *generations) check(_ context.Context, c *pgx.Conn) error {
	if born, ok := c.PgConn().CustomData()[generationKey].(int64); !ok || born < g.now.Load() {
		return driver.ErrBadConn
	}
	return nil
}

// next makes every connection that is open now unusable for the next caller.
func (g *generations) next() { g.now.Add(1) }

// pgSettings are the settings of every session, unless the address has its own.
var pgSettings = map[string]string{
	"application_name": "stroom", "timezone": "UTC", "statement_timeout": pgStatement,
	"lock_timeout": pgLock, "idle_in_transaction_session_timeout": pgIdleInTx,
}

// pgMigrating are those of a session that changes the schema: an index on a large table takes what it takes.
var pgMigrating = map[string]string{"application_name": "stroom migrate", "timezone": "UTC", "lock_timeout": "30000"}

// openPostgres opens the pool on the primary. It does not connect: a database that is down is a matter for the first query.
func openPostgres(dsn string, connections int, settings map[string]string) (*sql.DB, *generations, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, nil, errParse(err)
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = pgConnectTimeout
	}
	// Only a server that takes writes will do: with several hosts in the address pgx goes on to the next.
	config.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	for name, value := range settings {
		if _, set := config.RuntimeParams[name]; !set {
			config.RuntimeParams[name] = value
		}
	}
	gens := &generations{}
	pool := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(gens.mark), stdlib.OptionResetSession(gens.check))
	if connections <= 0 {
		connections = pgConnections
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	pool.SetConnMaxLifetime(pgLifetime)
	return pool, gens, nil
}

// errParse hides the address from the error: it may hold a password.
func errParse(err error) error {
	return fmt.Errorf("read the database address: %T", err)
}
