-- The work of a day: tasks can be chosen by what they are about and left out for whom four eyes shut out, people know their
-- colleagues, and one stands in for another for a while.

-- +goose Up

-- Copies for lists. What stood before gets its definition; whom it shuts out is known from its next event on, and is judged from
-- the state whenever a task is shown.
ALTER TABLE tasks ADD COLUMN definition   text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE tasks ADD COLUMN exclude_ref  text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE tasks ADD COLUMN exclude_for  text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE tasks ADD COLUMN exclude_org  text COLLATE "C" NOT NULL DEFAULT '';
UPDATE tasks SET definition = (SELECT t.definition FROM trajectories AS t WHERE t.id = tasks.trajectory);
CREATE INDEX tasks_flow ON tasks (role, organisation, definition, flow, due_at, id);

-- On which trajectories somebody has acted.
CREATE INDEX events_actor ON events (actor_ref, trajectory);

-- In whose place somebody acted or looked.
ALTER TABLE audit ADD COLUMN actor_for text COLLATE "C" NOT NULL DEFAULT '';

-- As what people have signed in, and when last: who is a colleague of whom.
CREATE TABLE members (
    ref          text COLLATE "C" NOT NULL,
    role         text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    seen_at      timestamptz NOT NULL,
    PRIMARY KEY (ref, role, organisation)
);
CREATE INDEX members_colleagues ON members (role, organisation, seen_at);

-- Who stands in for whom, in one role of one organisation. Nothing is taken away from it but time: ended_at is set once.
CREATE TABLE substitutions (
    id           text COLLATE "C" NOT NULL PRIMARY KEY,
    person_ref   text COLLATE "C" NOT NULL,
    role         text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    by_ref       text COLLATE "C" NOT NULL,
    from_at      timestamptz NOT NULL,
    until_at     timestamptz NOT NULL,
    made_at      timestamptz NOT NULL,
    ended_at     timestamptz
);
CREATE INDEX substitutions_person ON substitutions (person_ref, until_at, id);
CREATE INDEX substitutions_by ON substitutions (by_ref, until_at, id);
