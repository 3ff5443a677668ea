-- How much each organisation has in hand in a role.

-- +goose Up

CREATE INDEX parties_role ON parties (role, organisation, trajectory) WHERE status = 'open';
