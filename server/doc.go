// Package server talks: it is the HTTP API of stroom, and the only package that knows echo.
//
// What: it establishes who asks, loads what is asked about, shows what `sees` allows, hands events to the Decider, and turns
// every refusal and every fault into one kind of answer (problem+json) that explains itself in Dutch or English.
//
// What not: it judges nothing. Whether a decision is allowed is said by engine.Step behind the Decider; what a reader may see by
// readmodel. It knows no Temporal, no database and no activities: ports.go names what it asks of the world, and cmd fills
// that in. It keeps no state between requests but counters of what is in flight.
//
// Nouns: a route is one line of the table in routes.go, from which echo, the OpenAPI document and the tests are made, so that they
// cannot drift apart; a call is one request on its way; an answer is what goes back; a Problem is an answer that says no;
// a code is the stable name of a reason, with its HTTP status in one table (codes.go).
//
// Caller's duties: fill every field of Config that is not said to be optional; serve with timeouts (Server.HTTP gives an
// http.Server that has them); terminate TLS in front, and name the proxies that do so.
//
// Errors: New returns an error for a Config that cannot work. Ports return the errors of ports.go; any other is shown as INTERNAL
// and logged once, with the trace id and without its text being sent.
//
// Limits: bodies of MaxBody bytes (MaxDefinition for a definition, MaxImport for a past trace), strict JSON as package
// strict says, MaxLimit rows a page, MaxWait for minSeq, MaxGate writes in flight for one trajectory, Config.MaxInFlight requests at all,
// Config.Timeout for one.
//
// Laws of this package:
//   - The actor is an argument. The caller of a request stands in its call and is handed on by value; contexts carry no
//     identity.
//   - Foreign and missing are one answer: a trajectory that the caller may not see is answered as one that does not exist,
//     in status, headers and body. Whatever depends on the trajectory comes after that check (permission, gate, form).
//   - No audit, no answer: what is shown is audited before it is sent, what is asked before it is judged.
//   - No ledger, no answer: a refusal is written before it is told.
//   - A file that is handed out is a line of the audit too, and its stamp stands there before it is sent. Who looked at a trajectory is
//     read from the audit, who decided from the journal (insight.go); names of people of other organisations are for readers who see
//     every fact.
//   - The same id with the same content gets the same answer; with other content it is refused.
//   - Who stands in for somebody acts as himself, with his own role: see standin.go. It is chosen on a page, for a session; the
//     API knows no way to say it, for a token is one person's.
//   - On a page, what the definition calls final is handed in on a sign-in younger than proofLife. It is asked of people with a
//     browser only (page_proof.go says why), and says nothing of authority: that is judged by the one path, as ever.
//
// Why the identifiers are English: the NL GOV API Design Rules ask for Dutch names unless there is reason. The code, the YAML and the
// API use one vocabulary, which is English; everything that people read (descriptions, texts, problems) is Dutch at
// level B1 with English beside it. The document says so itself.
package server
