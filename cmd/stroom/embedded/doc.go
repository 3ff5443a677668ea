// Package embedded runs a Temporal server inside this process.
//
// What: `stroom dev` needs a Temporal server on a machine that has only Go, and the tests of the shell need a real one.
// Start gives one, on a SQLite file or on Postgres, listening on loopback only.
//
// What not: a production server. There is no authorizer, no TLS, no archival, one process, and the internal worker
// service (schedules, batch jobs, deletion of namespaces) is left out: the product uses none of it.
//
// Nouns: Config says where the server keeps its tables and on which port it listens; Server is a running one.
//
// The caller's duties:
//  1. Give every server a SQLite file, or a pair of Postgres databases, of its own.
//  2. Call Stop. Killing the process instead loses nothing.
//
// Errors: ErrLocked if another process uses the folder of the SQLite file, ErrOtherVersion if the file was laid down by
// another version of the server. Temporal upgrades no SQLite file: throw the folder away, or keep the old binary.
//
// Limits: importing this package makes a first build several minutes on two cores. Only the binary and the few tests
// that need a real server import it.
//
// Why the file is made under another name: the server lays down its tables only when the file does not exist, without a
// transaction around them. A kill half-way would leave a file that never gets the rest.
package embedded
