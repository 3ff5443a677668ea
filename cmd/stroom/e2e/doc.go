// Package e2e proves the shell on a real Temporal server, with the real activities on a real database, and with worker
// processes that are killed.
//
// What: its tests start the embedded server once, give each test a task queue and a database of its own, and run workers
// either in this process or as processes of this same test binary, which can be killed with kill -9 at a failpoint.
//
// What not: it holds no code but tests. The API and the pages have their own.
//
// Limits: SQLite everywhere; Postgres where its programs are found (see pgtest). The golden histories of the shell are
// made here (go test -run Golden -update) and replayed in package workflows, which links no server.
package e2e
