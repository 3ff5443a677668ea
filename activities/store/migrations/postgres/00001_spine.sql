-- The first edition of the schema. Columns of type bytea hold sealed or compressed payloads; every other column holds
-- references, codes, counts and moments. Text is compared byte by byte (COLLATE "C"): the order is that of SQLite, and an
-- upgrade of the system's collations cannot corrupt an index.

-- +goose Up

-- Definitions as they were published. Immutable: the same name and version never get other content.
CREATE TABLE definitions (
    hash         text COLLATE "C" NOT NULL PRIMARY KEY,
    name         text COLLATE "C" NOT NULL,
    version      integer          NOT NULL,
    source       bytea            NOT NULL,
    parameters   text COLLATE "C" NOT NULL,
    title_nl     text COLLATE "C" NOT NULL,
    title_en     text COLLATE "C" NOT NULL,
    published_at timestamptz      NOT NULL,
    UNIQUE (name, version)
);

-- Versions with which nothing new is started. What runs with them goes on.
CREATE TABLE retirements (
    hash       text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES definitions (hash),
    retired_at timestamptz      NOT NULL
);

-- People, by reference. The subject is kept as a keyed hash; the name is sealed.
CREATE TABLE subjects (
    ref          text COLLATE "C" NOT NULL PRIMARY KEY,
    issuer       text COLLATE "C" NOT NULL,
    subject_hash bytea            NOT NULL UNIQUE,
    hash_key_id  text COLLATE "C" NOT NULL,
    sealed       bytea,
    key_id       text COLLATE "C" NOT NULL,
    created_at   timestamptz      NOT NULL
);

-- Where every trajectory stands: the present picture and state, and the columns that lists filter on.
-- due_at is year 9999 when nothing is due, so that it can be ordered and compared without a special case.
CREATE TABLE trajectories (
    id              text COLLATE "C" NOT NULL PRIMARY KEY,
    epoch           integer          NOT NULL,
    seq             bigint           NOT NULL,
    semantics       integer          NOT NULL,
    build           text COLLATE "C" NOT NULL,
    first_run       text COLLATE "C" NOT NULL,
    definition      text COLLATE "C" NOT NULL,
    version         integer          NOT NULL,
    definition_hash text COLLATE "C" NOT NULL,
    status          text COLLATE "C" NOT NULL,
    outcome         text COLLATE "C" NOT NULL,
    late            boolean          NOT NULL,
    incidents       integer          NOT NULL,
    due_at          timestamptz      NOT NULL,
    started_at      timestamptz      NOT NULL,
    updated_at      timestamptz      NOT NULL,
    tasks_digest    text COLLATE "C" NOT NULL,
    audience_digest text COLLATE "C" NOT NULL,
    parties_digest  text COLLATE "C" NOT NULL,
    picture         bytea            NOT NULL,
    state           bytea            NOT NULL,
    key_id          text COLLATE "C" NOT NULL
);
CREATE INDEX trajectories_overdue ON trajectories (due_at, id) WHERE status = 'open';
CREATE INDEX trajectories_touched ON trajectories (updated_at, id) WHERE status = 'open';
CREATE INDEX trajectories_definition ON trajectories (definition_hash, id) WHERE status = 'open';
CREATE INDEX trajectories_incidents ON trajectories (updated_at, id) WHERE incidents > 0;

-- Who may see a trajectory, with copies of the columns that lists filter and order by: a list is then a few index ranges.
-- An empty organisation stands for every organisation.
CREATE TABLE audience (
    trajectory   text COLLATE "C" NOT NULL REFERENCES trajectories (id) ON DELETE CASCADE,
    role         text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    status       text COLLATE "C" NOT NULL,
    definition   text COLLATE "C" NOT NULL,
    version      integer          NOT NULL,
    outcome      text COLLATE "C" NOT NULL,
    late         boolean          NOT NULL,
    due_at       timestamptz      NOT NULL,
    PRIMARY KEY (trajectory, role, organisation)
);
CREATE INDEX audience_due ON audience (role, organisation, status, due_at, trajectory);
CREATE INDEX audience_definition ON audience (role, organisation, status, definition, due_at, trajectory);
CREATE INDEX audience_version ON audience (role, organisation, status, definition, version, due_at, trajectory);
CREATE INDEX audience_late ON audience (role, organisation, status, due_at, trajectory) WHERE late;
CREATE INDEX audience_outcome ON audience (role, organisation, status, outcome, due_at, trajectory) WHERE outcome <> '';

-- What is open, for whom, and when it is due. What is to be done is read from the state, as far as the reader may know.
CREATE TABLE tasks (
    id           text COLLATE "C" NOT NULL PRIMARY KEY,
    trajectory   text COLLATE "C" NOT NULL REFERENCES trajectories (id) ON DELETE CASCADE,
    run          integer          NOT NULL,
    visit        integer          NOT NULL,
    flow         text COLLATE "C" NOT NULL,
    run_key      text COLLATE "C" NOT NULL,
    step         text COLLATE "C" NOT NULL,
    role         text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    due_at       timestamptz      NOT NULL,
    since        timestamptz      NOT NULL
);
CREATE INDEX tasks_due ON tasks (role, organisation, due_at, id);
CREATE INDEX tasks_trajectory ON tasks (trajectory);

-- Which organisation holds which role now. Periods that are over stand in the state and the journal. The copies serve lists
-- that are filtered on an organisation; listed marks one row for each organisation, so that a list has each trajectory once.
CREATE TABLE parties (
    trajectory   text COLLATE "C" NOT NULL REFERENCES trajectories (id) ON DELETE CASCADE,
    role         text COLLATE "C" NOT NULL,
    party_key    text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    since        timestamptz      NOT NULL,
    listed       boolean          NOT NULL,
    status       text COLLATE "C" NOT NULL,
    due_at       timestamptz      NOT NULL,
    PRIMARY KEY (trajectory, role, party_key, organisation)
);
CREATE INDEX parties_due ON parties (organisation, status, due_at, trajectory) WHERE listed;

-- Accepted events: the place of each in the journal. The two unique keys are what makes recording idempotent.
CREATE TABLE events (
    trajectory      text COLLATE "C" NOT NULL REFERENCES trajectories (id),
    epoch           integer          NOT NULL,
    event_id        text COLLATE "C" NOT NULL,
    first_seq       bigint           NOT NULL,
    last_seq        bigint           NOT NULL,
    digest          text COLLATE "C" NOT NULL,
    kind            text COLLATE "C" NOT NULL,
    place           text COLLATE "C" NOT NULL,
    actor_ref       text COLLATE "C" NOT NULL,
    role            text COLLATE "C" NOT NULL,
    organisation    text COLLATE "C" NOT NULL,
    definition_hash text COLLATE "C" NOT NULL,
    imported        boolean          NOT NULL,
    received_at     timestamptz      NOT NULL,
    recorded_at     timestamptz      NOT NULL,
    semantics       integer          NOT NULL,
    build           text COLLATE "C" NOT NULL,
    PRIMARY KEY (trajectory, event_id),
    UNIQUE (trajectory, first_seq, epoch)
);

-- The journal: the point of truth.
CREATE TABLE journal (
    trajectory text COLLATE "C" NOT NULL REFERENCES trajectories (id),
    epoch      integer          NOT NULL,
    seq        bigint           NOT NULL,
    event_id   text COLLATE "C" NOT NULL,
    at         timestamptz      NOT NULL,
    kind       text COLLATE "C" NOT NULL,
    cause      text COLLATE "C" NOT NULL,
    sealed     bytea            NOT NULL,
    key_id     text COLLATE "C" NOT NULL,
    semantics  integer          NOT NULL,
    build      text COLLATE "C" NOT NULL,
    PRIMARY KEY (trajectory, seq, epoch)
);

-- Decisions that were refused, with the rule, what was sent and the explanation in the sealed column.
CREATE TABLE refusals (
    id              text COLLATE "C" NOT NULL PRIMARY KEY,
    trajectory      text COLLATE "C" NOT NULL,
    epoch           integer          NOT NULL,
    seq             bigint           NOT NULL,
    event_id        text COLLATE "C" NOT NULL,
    digest          text COLLATE "C" NOT NULL,
    kind            text COLLATE "C" NOT NULL,
    decision        text COLLATE "C" NOT NULL,
    actor_ref       text COLLATE "C" NOT NULL,
    role            text COLLATE "C" NOT NULL,
    organisation    text COLLATE "C" NOT NULL,
    code            text COLLATE "C" NOT NULL,
    rule            text COLLATE "C" NOT NULL,
    definition_hash text COLLATE "C" NOT NULL,
    trace_id        text COLLATE "C" NOT NULL,
    at              timestamptz      NOT NULL,
    sealed          bytea            NOT NULL,
    key_id          text COLLATE "C" NOT NULL,
    semantics       integer          NOT NULL,
    build           text COLLATE "C" NOT NULL
);
CREATE INDEX refusals_trajectory ON refusals (trajectory, at, id);
CREATE INDEX refusals_event ON refusals (trajectory, event_id, at, id);
CREATE INDEX refusals_actor ON refusals (trajectory, actor_ref, at, id);

-- Who did or read what: reads too. From where and why, in his own words, is sealed.
CREATE TABLE audit (
    id           text COLLATE "C" NOT NULL PRIMARY KEY,
    at           timestamptz      NOT NULL,
    actor_ref    text COLLATE "C" NOT NULL,
    role         text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    action       text COLLATE "C" NOT NULL,
    kind         text COLLATE "C" NOT NULL,
    trajectory   text COLLATE "C" NOT NULL,
    event_id     text COLLATE "C" NOT NULL,
    result       text COLLATE "C" NOT NULL,
    code         text COLLATE "C" NOT NULL,
    ground       text COLLATE "C" NOT NULL,
    trace_id     text COLLATE "C" NOT NULL,
    sealed       bytea            NOT NULL,
    key_id       text COLLATE "C" NOT NULL
);
CREATE INDEX audit_at ON audit (at, id);
CREATE INDEX audit_trajectory ON audit (trajectory, at, id);
CREATE INDEX audit_actor ON audit (actor_ref, at, id);

-- What is still to be done in the world. next_at moves on when a relay claims the row, so that a claim is a lease.
CREATE TABLE outbox (
    id         text COLLATE "C" NOT NULL PRIMARY KEY,
    trajectory text COLLATE "C" NOT NULL REFERENCES trajectories (id),
    epoch      integer          NOT NULL,
    seq        bigint           NOT NULL,
    event_id   text COLLATE "C" NOT NULL,
    kind       text COLLATE "C" NOT NULL,
    not_before timestamptz      NOT NULL,
    next_at    timestamptz      NOT NULL,
    attempts   integer          NOT NULL,
    last_code  text COLLATE "C" NOT NULL,
    outcome    text COLLATE "C" NOT NULL,
    created_at timestamptz      NOT NULL,
    done_at    timestamptz,
    payload    bytea            NOT NULL,
    key_id     text COLLATE "C" NOT NULL
);
CREATE INDEX outbox_next ON outbox (next_at, id) WHERE done_at IS NULL;
CREATE INDEX outbox_event ON outbox (trajectory, event_id) WHERE done_at IS NULL;
CREATE INDEX outbox_done ON outbox (done_at) WHERE done_at IS NOT NULL;

-- Notices that were delivered, one for each address.
CREATE TABLE notices (
    id           text COLLATE "C" NOT NULL PRIMARY KEY,
    trajectory   text COLLATE "C" NOT NULL REFERENCES trajectories (id),
    role         text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    notice       text COLLATE "C" NOT NULL,
    number       integer          NOT NULL,
    event_id     text COLLATE "C" NOT NULL,
    at           timestamptz      NOT NULL,
    sealed       bytea            NOT NULL,
    key_id       text COLLATE "C" NOT NULL
);
CREATE INDEX notices_address ON notices (role, organisation, at, id);
CREATE INDEX notices_trajectory ON notices (trajectory, at, id);

-- What was acknowledged is never changed: not by a bug, and not by hand without taking the trigger away first.
-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER definitions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON definitions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refusals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON refusals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
