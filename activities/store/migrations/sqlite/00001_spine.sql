-- The first edition of the schema, table by table the same as for Postgres. Columns of type blob hold sealed or compressed
-- payloads; every other column holds references, codes, counts and moments (microseconds since 1970, UTC).

-- +goose Up

-- Definitions as they were published. Immutable: the same name and version never get other content.
CREATE TABLE definitions (
    hash         text      NOT NULL PRIMARY KEY,
    name         text      NOT NULL,
    version      integer   NOT NULL,
    source       blob      NOT NULL,
    parameters   text      NOT NULL,
    title_nl     text      NOT NULL,
    title_en     text      NOT NULL,
    published_at timestamp NOT NULL,
    UNIQUE (name, version)
);

-- Versions with which nothing new is started. What runs with them goes on.
CREATE TABLE retirements (
    hash       text      NOT NULL PRIMARY KEY REFERENCES definitions (hash),
    retired_at timestamp NOT NULL
);

-- People, by reference. The subject is kept as a keyed hash; the name is sealed.
CREATE TABLE subjects (
    ref          text      NOT NULL PRIMARY KEY,
    issuer       text      NOT NULL,
    subject_hash blob      NOT NULL UNIQUE,
    hash_key_id  text      NOT NULL,
    sealed       blob,
    key_id       text      NOT NULL,
    created_at   timestamp NOT NULL
);

-- Where every trajectory stands: the present picture and state, and the columns that lists filter on.
-- due_at is year 9999 when nothing is due, so that it can be ordered and compared without a special case.
CREATE TABLE trajectories (
    id              text      NOT NULL PRIMARY KEY,
    epoch           integer   NOT NULL,
    seq             integer   NOT NULL,
    semantics       integer   NOT NULL,
    build           text      NOT NULL,
    first_run       text      NOT NULL,
    definition      text      NOT NULL,
    version         integer   NOT NULL,
    definition_hash text      NOT NULL,
    status          text      NOT NULL,
    outcome         text      NOT NULL,
    late            boolean   NOT NULL,
    incidents       integer   NOT NULL,
    due_at          timestamp NOT NULL,
    started_at      timestamp NOT NULL,
    updated_at      timestamp NOT NULL,
    tasks_digest    text      NOT NULL,
    audience_digest text      NOT NULL,
    parties_digest  text      NOT NULL,
    picture         blob      NOT NULL,
    state           blob      NOT NULL,
    key_id          text      NOT NULL
);
CREATE INDEX trajectories_overdue ON trajectories (due_at, id) WHERE status = 'open';
CREATE INDEX trajectories_touched ON trajectories (updated_at, id) WHERE status = 'open';
CREATE INDEX trajectories_definition ON trajectories (definition_hash, id) WHERE status = 'open';
CREATE INDEX trajectories_incidents ON trajectories (updated_at, id) WHERE incidents > 0;

-- Who may see a trajectory, with copies of the columns that lists filter and order by: a list is then a few index ranges.
-- An empty organisation stands for every organisation.
CREATE TABLE audience (
    trajectory   text      NOT NULL REFERENCES trajectories (id) ON DELETE CASCADE,
    role         text      NOT NULL,
    organisation text      NOT NULL,
    status       text      NOT NULL,
    definition   text      NOT NULL,
    version      integer   NOT NULL,
    outcome      text      NOT NULL,
    late         boolean   NOT NULL,
    due_at       timestamp NOT NULL,
    PRIMARY KEY (trajectory, role, organisation)
);
CREATE INDEX audience_due ON audience (role, organisation, status, due_at, trajectory);
CREATE INDEX audience_definition ON audience (role, organisation, status, definition, due_at, trajectory);
CREATE INDEX audience_version ON audience (role, organisation, status, definition, version, due_at, trajectory);
CREATE INDEX audience_late ON audience (role, organisation, status, due_at, trajectory) WHERE late;
CREATE INDEX audience_outcome ON audience (role, organisation, status, outcome, due_at, trajectory) WHERE outcome <> '';

-- What is open, for whom, and when it is due. What is to be done is read from the state, as far as the reader may know.
CREATE TABLE tasks (
    id           text      NOT NULL PRIMARY KEY,
    trajectory   text      NOT NULL REFERENCES trajectories (id) ON DELETE CASCADE,
    run          integer   NOT NULL,
    visit        integer   NOT NULL,
    flow         text      NOT NULL,
    run_key      text      NOT NULL,
    step         text      NOT NULL,
    role         text      NOT NULL,
    organisation text      NOT NULL,
    due_at       timestamp NOT NULL,
    since        timestamp NOT NULL
);
CREATE INDEX tasks_due ON tasks (role, organisation, due_at, id);
CREATE INDEX tasks_trajectory ON tasks (trajectory);

-- Which organisation holds which role now. Periods that are over stand in the state and the journal. The copies serve lists
-- that are filtered on an organisation; listed marks one row for each organisation, so that a list has each trajectory once.
CREATE TABLE parties (
    trajectory   text      NOT NULL REFERENCES trajectories (id) ON DELETE CASCADE,
    role         text      NOT NULL,
    party_key    text      NOT NULL,
    organisation text      NOT NULL,
    since        timestamp NOT NULL,
    listed       boolean   NOT NULL,
    status       text      NOT NULL,
    due_at       timestamp NOT NULL,
    PRIMARY KEY (trajectory, role, party_key, organisation)
);
CREATE INDEX parties_due ON parties (organisation, status, due_at, trajectory) WHERE listed;

-- Accepted events: the place of each in the journal. The two unique keys are what makes recording idempotent.
CREATE TABLE events (
    trajectory      text      NOT NULL REFERENCES trajectories (id),
    epoch           integer   NOT NULL,
    event_id        text      NOT NULL,
    first_seq       integer   NOT NULL,
    last_seq        integer   NOT NULL,
    digest          text      NOT NULL,
    kind            text      NOT NULL,
    place           text      NOT NULL,
    actor_ref       text      NOT NULL,
    role            text      NOT NULL,
    organisation    text      NOT NULL,
    definition_hash text      NOT NULL,
    imported        boolean   NOT NULL,
    received_at     timestamp NOT NULL,
    recorded_at     timestamp NOT NULL,
    semantics       integer   NOT NULL,
    build           text      NOT NULL,
    PRIMARY KEY (trajectory, event_id),
    UNIQUE (trajectory, first_seq, epoch)
);

-- The journal: the point of truth.
CREATE TABLE journal (
    trajectory text      NOT NULL REFERENCES trajectories (id),
    epoch      integer   NOT NULL,
    seq        integer   NOT NULL,
    event_id   text      NOT NULL,
    at         timestamp NOT NULL,
    kind       text      NOT NULL,
    cause      text      NOT NULL,
    sealed     blob      NOT NULL,
    key_id     text      NOT NULL,
    semantics  integer   NOT NULL,
    build      text      NOT NULL,
    PRIMARY KEY (trajectory, seq, epoch)
);

-- Decisions that were refused, with the rule, what was sent and the explanation in the sealed column.
CREATE TABLE refusals (
    id              text      NOT NULL PRIMARY KEY,
    trajectory      text      NOT NULL,
    epoch           integer   NOT NULL,
    seq             integer   NOT NULL,
    event_id        text      NOT NULL,
    digest          text      NOT NULL,
    kind            text      NOT NULL,
    decision        text      NOT NULL,
    actor_ref       text      NOT NULL,
    role            text      NOT NULL,
    organisation    text      NOT NULL,
    code            text      NOT NULL,
    rule            text      NOT NULL,
    definition_hash text      NOT NULL,
    trace_id        text      NOT NULL,
    at              timestamp NOT NULL,
    sealed          blob      NOT NULL,
    key_id          text      NOT NULL,
    semantics       integer   NOT NULL,
    build           text      NOT NULL
);
CREATE INDEX refusals_trajectory ON refusals (trajectory, at, id);
CREATE INDEX refusals_event ON refusals (trajectory, event_id, at, id);
CREATE INDEX refusals_actor ON refusals (trajectory, actor_ref, at, id);

-- Who did or read what: reads too. From where and why, in his own words, is sealed.
CREATE TABLE audit (
    id           text      NOT NULL PRIMARY KEY,
    at           timestamp NOT NULL,
    actor_ref    text      NOT NULL,
    role         text      NOT NULL,
    organisation text      NOT NULL,
    action       text      NOT NULL,
    kind         text      NOT NULL,
    trajectory   text      NOT NULL,
    event_id     text      NOT NULL,
    result       text      NOT NULL,
    code         text      NOT NULL,
    ground       text      NOT NULL,
    trace_id     text      NOT NULL,
    sealed       blob      NOT NULL,
    key_id       text      NOT NULL
);
CREATE INDEX audit_at ON audit (at, id);
CREATE INDEX audit_trajectory ON audit (trajectory, at, id);
CREATE INDEX audit_actor ON audit (actor_ref, at, id);

-- What is still to be done in the world. next_at moves on when a relay claims the row, so that a claim is a lease.
CREATE TABLE outbox (
    id         text      NOT NULL PRIMARY KEY,
    trajectory text      NOT NULL REFERENCES trajectories (id),
    epoch      integer   NOT NULL,
    seq        integer   NOT NULL,
    event_id   text      NOT NULL,
    kind       text      NOT NULL,
    not_before timestamp NOT NULL,
    next_at    timestamp NOT NULL,
    attempts   integer   NOT NULL,
    last_code  text      NOT NULL,
    outcome    text      NOT NULL,
    created_at timestamp NOT NULL,
    done_at    timestamp,
    payload    blob      NOT NULL,
    key_id     text      NOT NULL
);
CREATE INDEX outbox_next ON outbox (next_at, id) WHERE done_at IS NULL;
CREATE INDEX outbox_event ON outbox (trajectory, event_id) WHERE done_at IS NULL;
CREATE INDEX outbox_done ON outbox (done_at) WHERE done_at IS NOT NULL;

-- Notices that were delivered, one for each address.
CREATE TABLE notices (
    id           text      NOT NULL PRIMARY KEY,
    trajectory   text      NOT NULL REFERENCES trajectories (id),
    role         text      NOT NULL,
    organisation text      NOT NULL,
    notice       text      NOT NULL,
    number       integer   NOT NULL,
    event_id     text      NOT NULL,
    at           timestamp NOT NULL,
    sealed       blob      NOT NULL,
    key_id       text      NOT NULL
);
CREATE INDEX notices_address ON notices (role, organisation, at, id);
CREATE INDEX notices_trajectory ON notices (trajectory, at, id);

-- What was acknowledged is never changed: not by a bug, and not by hand without taking the triggers away first.
-- +goose StatementBegin
CREATE TRIGGER definitions_no_update BEFORE UPDATE ON definitions BEGIN SELECT RAISE(ABORT, 'table definitions is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER definitions_no_delete BEFORE DELETE ON definitions BEGIN SELECT RAISE(ABORT, 'table definitions is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'table events is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'table events is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'table journal is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'table journal is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER refusals_no_update BEFORE UPDATE ON refusals BEGIN SELECT RAISE(ABORT, 'table refusals is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER refusals_no_delete BEFORE DELETE ON refusals BEGIN SELECT RAISE(ABORT, 'table refusals is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'table audit is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'table audit is append-only'); END;
-- +goose StatementEnd
