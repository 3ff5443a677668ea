// Package pgtest starts a Postgres server of the test's own.
//
// What: New returns the address of a fresh database; Start gives a test a whole server that it may stop and start again.
// The programs are found on PATH, or in the folders where Debian and Red Hat put them. A server listens on the loopback
// address only, on a free port, keeps its files in a temporary folder, and is gone when the test is.
//
// What not: it never uses a server that runs already, and it is imported by tests only.
//
// Caller's duties: a package that calls New in several tests has a TestMain that calls Main, so that they share one server.
//
// Errors: without the programs a test is skipped and says why; with CI=true in the environment it fails.
//
// Why it drops privileges: Postgres refuses to run as root, and a container's tests usually do. The server then runs as the
// user postgres, or nobody. Durability stays on (fsync, full_page_writes, synchronous_commit), because the store asserts it.
package pgtest
