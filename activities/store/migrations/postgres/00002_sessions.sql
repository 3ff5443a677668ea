-- Who has signed in with a browser. The key is the hash of a secret that only that browser has.

-- +goose Up

CREATE TABLE sessions (
    session_key text COLLATE "C" NOT NULL PRIMARY KEY,
    until_at    timestamptz NOT NULL,
    sealed      bytea NOT NULL,
    key_id      text COLLATE "C" NOT NULL
);
CREATE INDEX sessions_until ON sessions (until_at);
