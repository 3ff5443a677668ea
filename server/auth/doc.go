// Package auth says who is asking: it turns a bearer token into a Caller, or refuses it.
//
// What not: it decides nothing about trajectories. What a caller may see or do there is said by the definition (`sees`, `by`)
// and judged by the engine and the read model; a token only says which roles a person holds at which organisations, and
// which permissions of the system itself.
//
// Nouns: an Issuer is configuration: who signs, for which audience, with which keys, and how his claims are read (Mapping).
// A Verifier checks tokens of all configured issuers. A KeySource gives the keys of one issuer: RemoteKeys fetches and keeps
// them, StaticKeys holds them. DevIssuer signs for demo people, with a key that lives in memory only.
//
// Caller's duties: give the present moment to Verify; take the token from the Authorization header by Bearer and from
// nowhere else; pass the Caller on as an argument, never in a context; show nobody the Reason of an Error.
//
// Errors: *Error with NoToken or BadToken (401), or ErrKeys when the keys of an issuer cannot be had now (503).
//
// Limits: a token has at most MaxToken bytes and MaxMemberships memberships; a key set MaxKeySet bytes and MaxKeys keys. Keys
// are fetched again after RefreshAfter, at most once in RetryAfter (a stranger's key id cannot make us fetch more often),
// and no longer trusted StaleAfter their last fetch.
//
// Why so strict: every laxity in reading tokens has been somebody's hole. The header is an allow-list (alg, kid, typ and two
// thumbprints), so that no key can come with the token (jwk, jku, x5u, x5c); base64 is canonical and JSON has no name twice, so
// that one token has one spelling; the algorithm must be on the issuer's list and fit the key, so that a public key is
// never used as a shared secret; symmetric algorithms and "none" are not on any list. go-jose does the cryptography, and
// nothing else here trusts what it has not checked.
package auth
