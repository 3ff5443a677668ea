-- Who has signed in with a browser. The key is the hash of a secret that only that browser has.

-- +goose Up

CREATE TABLE sessions (
    session_key text NOT NULL PRIMARY KEY,
    until_at    timestamp NOT NULL,
    sealed      blob NOT NULL,
    key_id      text NOT NULL
);
CREATE INDEX sessions_until ON sessions (until_at);
