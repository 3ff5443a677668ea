-- Where everything stands now, and what has happened how often.

-- +goose Up

-- circle: who sees where it stands now, see circles. tallied: the last entry of its journal that is in the tallies.
-- Both are filled in for what was recorded before this edition; until then tallied is less than seq.
ALTER TABLE trajectories ADD COLUMN circle text NOT NULL DEFAULT '';
ALTER TABLE trajectories ADD COLUMN standings_digest text NOT NULL DEFAULT '';
ALTER TABLE trajectories ADD COLUMN tallied integer NOT NULL DEFAULT 0;
CREATE INDEX trajectories_unfilled ON trajectories (id) WHERE tallied < seq;

-- Those who may see where a trajectory stands, as a set with a name: very many trajectories have the same. An empty
-- organisation stands for every organisation. A circle never changes. Each has one row without a role: itself.
CREATE TABLE circles (
    circle       text NOT NULL,
    role         text NOT NULL,
    organisation text NOT NULL,
    PRIMARY KEY (circle, role, organisation)
) WITHOUT ROWID;
CREATE INDEX circles_address ON circles (role, organisation, circle);

-- Open runs at their steps. since_day is the day, in UTC, counted from 1970. due_at is year 9999 without a term, and while
-- its clock stands still. version is the one that the run follows.
CREATE TABLE standings (
    id         text      NOT NULL PRIMARY KEY,
    trajectory text      NOT NULL REFERENCES trajectories (id) ON DELETE CASCADE,
    circle     text      NOT NULL,
    run        integer   NOT NULL,
    definition text      NOT NULL,
    version    integer   NOT NULL,
    flow       text      NOT NULL,
    run_key    text      NOT NULL,
    step       text      NOT NULL,
    since      timestamp NOT NULL,
    since_day  integer   NOT NULL,
    due_at     timestamp NOT NULL
);
CREATE INDEX standings_trajectory ON standings (trajectory);
CREATE INDEX standings_circle ON standings (circle, due_at, id);
CREATE INDEX standings_crowd ON standings (circle, definition, flow, step, version, since_day, due_at);
CREATE INDEX standings_due ON standings (due_at, id, circle, definition, version);
CREATE INDEX standings_step ON standings (definition, flow, step, version, since_day, due_at, circle);
CREATE INDEX standings_since ON standings (definition, flow, step, since, id, circle, version);

-- What has happened how often, by month: nothing here says in which trajectory or by whom. n is added to. Rows that differ
-- in shard only are to be added up: so that those who count the same thing at once do not wait for each other.
CREATE TABLE tallies (
    definition   text    NOT NULL,
    organisation text    NOT NULL,
    kind         text    NOT NULL,
    month        text    NOT NULL,
    version      integer NOT NULL,
    name         text    NOT NULL,
    place        text    NOT NULL,
    particulars  text    NOT NULL,
    length       integer NOT NULL,
    term         text    NOT NULL,
    shard        integer NOT NULL,
    n            integer NOT NULL,
    PRIMARY KEY (definition, organisation, kind, month, version, name, place, particulars, length, term, shard)
) WITHOUT ROWID;
