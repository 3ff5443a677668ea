package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// A transaction is tried this often, with these waits between. Together they stay under the two seconds after which the
// shell goes on to its fallback.
const (
	attempts  = 5
	firstWait = 10 * time.Millisecond
	longest   = 250 * time.Millisecond
)

// fault says what an error of the database means for the transaction that met it.
type fault uint8

const (
	lasting   fault = iota // trying again gives the same
	transient              // the same transaction may well succeed
	demoted                // transient, and every open connection leads to a server that takes no writes
)

// retry runs a transaction until it succeeds or fails for good. Every transaction of this package finds by its keys what
// an earlier attempt left behind, so it may also run again when the answer to a commit was lost.
func (s *Store) retry(ctx context.Context, transaction func() error) error {
	wait := firstWait
	for attempt := 1; ; attempt++ {
		err := transaction()
		if err == nil {
			return nil
		}
		kind := faultOf(err)
		if kind == demoted && s.gens != nil {
			s.gens.next()
		}
		if kind == lasting || attempt == attempts || ctx.Err() != nil {
			return err
		}
		// Full jitter: those who collided do not collide again.
		timer := time.NewTimer(rand.N(wait))
		select {
		case <-ctx.Done():
			timer.Stop()
			return errors.Join(err, ctx.Err())
		case <-timer.C:
		}
		wait = min(2*wait, longest)
	}
}

// Transient reports whether err is a fault of the database that passes: a caller may answer "try again later". A statement
// that took too long is one, although trying it again at once would only make it worse.
func Transient(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && pg.Code == statementTimeout {
		return true
	}
	return err != nil && (faultOf(err) != lasting || errors.Is(err, context.DeadlineExceeded))
}

const statementTimeout = "57014"

func faultOf(err error) fault {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		// A server that lets nobody in, for whatever reason, has done nothing yet.
		if _, connecting := errors.AsType[*pgconn.ConnectError](err); connecting && faultOfCode(pg.Code) == lasting {
			return transient
		}
		return faultOfCode(pg.Code)
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		switch lite.Code() & 0xff { // the low byte is the primary code
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return transient
		case sqlite3.SQLITE_CONSTRAINT:
			return faultOfConstraint(lite.Code())
		default:
			return lasting
		}
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return lasting
	}
	if isConnection(err) {
		return transient
	}
	return lasting
}

// faultOfCode sorts the SQLSTATE codes of Postgres (manual, appendix A).
func faultOfCode(code string) fault {
	switch code {
	case "25006": // read-only transaction: the server was made a standby
		return demoted
	case "57P01", "57P02", "57P03": // shutting down, crashed, starting up
		return demoted
	case "23505": // unique: another writer was first, the next attempt reads what it wrote
		return transient
	case "53300", "55P03", "55006": // too many connections, lock not available, object in use
		return transient
	}
	switch {
	case strings.HasPrefix(code, "08"), strings.HasPrefix(code, "40"): // connection; serialization and deadlock
		return transient
	}
	return lasting
}

func faultOfConstraint(code int) fault {
	switch code {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return transient
	}
	return lasting
}

// isConnection recognises a connection that was refused or broke, whatever layer noticed it first.
func isConnection(err error) bool {
	if errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || pgconn.SafeToRetry(err) {
		return true
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	_, ok := errors.AsType[net.Error](err)
	return ok
}
