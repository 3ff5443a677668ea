package store_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"stroom/activities/store"
	"stroom/rules"
	"stroom/workflows/engine"
)

// column is a column of the schema. Type is the dialect's own, brought to one word.
type column struct{ Table, Name, Type string }

// columnsOf walks the schema.
func columnsOf(t testing.TB, s *store.Store, dialect store.Dialect) []column {
	t.Helper()
	query := `SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns AS c
		WHERE c.table_schema = 'public' AND c.table_name <> 'goose_db_version'`
	if dialect == store.SQLite {
		query = `SELECT m.name, c.name, c.type FROM sqlite_master AS m, pragma_table_info(m.name) AS c
			WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'goose_db_version'`
	}
	rows, err := store.Pool(s).Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var out []column
	oneWord := map[string]string{
		"timestamp with time zone": "moment", "timestamp": "moment", "bytea": "sealed", "blob": "sealed", "bigint": "integer",
	}
	for rows.Next() {
		var c column
		if err := rows.Scan(&c.Table, &c.Name, &c.Type); err != nil {
			t.Fatal(err)
		}
		c.Type = strings.ToLower(c.Type)
		if word, ok := oneWord[c.Type]; ok {
			c.Type = word
		}
		out = append(out, c)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(out, func(a, b column) int { return cmp.Or(cmp.Compare(a.Table, b.Table), cmp.Compare(a.Name, b.Name)) })
	return out
}

// Both dialects have the same tables, and the row types name their columns, all of them.
func TestSchemaIsOne(t *testing.T) {
	t.Parallel()
	lite := columnsOf(t, open(t, options(t, store.SQLite)), store.SQLite)
	pg := columnsOf(t, open(t, options(t, store.Postgres)), store.Postgres)
	for _, c := range lite {
		if !slices.Contains(pg, c) {
			t.Errorf("only in SQLite: %v", c)
		}
	}
	for _, c := range pg {
		if !slices.Contains(lite, c) {
			t.Errorf("only in Postgres: %v", c)
		}
	}

	inRows := map[string][]string{}
	for table, names := range store.RowColumns(t) {
		inRows[table] = slices.Sorted(slices.Values(names))
	}
	inSchema := map[string][]string{}
	for _, c := range lite {
		inSchema[c.Table] = append(inSchema[c.Table], c.Name)
	}
	wantSame(t, "columns of the row types", inRows, inSchema)
}

// open columns are those that anybody may read who may read the database. Adding a column means saying here what it holds;
// what may be personal belongs in a sealed column.
var openColumns = map[string]string{
	// references: they say nothing without the table they point to
	"id": "reference", "ref": "reference", "trajectory": "reference", "event_id": "reference", "actor_ref": "reference",
	"actor_for": "reference", "person_ref": "reference", "by_ref": "reference", "exclude_ref": "reference", "exclude_for": "reference",
	"first_run": "reference", "trace_id": "reference", "key_id": "reference", "hash_key_id": "reference",
	"hash": "digest", "digest": "digest", "definition_hash": "digest", "tasks_digest": "digest", "audience_digest": "digest",
	"parties_digest": "digest", "circle": "digest", "standings_digest": "digest", "session_key": "digest of a secret",
	// words of the definition or of this program
	"name": "code", "definition": "code", "kind": "code", "cause": "code", "status": "code", "outcome": "code", "role": "code",
	"organisation": "code", "exclude_org": "code", "flow": "code", "run_key": "code", "step": "code", "party_key": "code", "place": "code",
	"decision": "code", "code": "code", "rule": "code", "action": "code", "result": "code", "ground": "code", "last_code": "code",
	"notice": "code", "issuer": "code", "build": "code", "parameters": "code", "month": "code", "particulars": "code", "term": "code", "title_nl": "code", "title_en": "code",
}

func TestSchemaHidesWhatMayBePersonal(t *testing.T) {
	t.Parallel()
	for _, c := range columnsOf(t, open(t, options(t, store.SQLite)), store.SQLite) {
		switch c.Type {
		case "integer", "boolean", "moment", "sealed":
		case "text":
			if openColumns[c.Name] == "" {
				t.Errorf("%s.%s is readable text and nobody has said what it holds", c.Table, c.Name)
			}
		default:
			t.Errorf("%s.%s is of type %s", c.Table, c.Name, c.Type)
		}
	}
}

// Every value that may be personal goes in with a mark, by every way in; the marks are then found in sealed columns only.
func TestMarksStandInSealedColumnsOnly(t *testing.T) {
	t.Parallel()
	for _, dialect := range []store.Dialect{store.SQLite, store.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			o := options(t, dialect)
			o.Sealer = reversing{}
			s := open(t, o)
			writeMarked(t, s)
			out, err := s.Claim(ctx, noon, 10, lease)
			if err != nil {
				t.Fatal(err)
			}
			for _, one := range out {
				if one.Notify != nil {
					err = s.Deliver(ctx, one, noon)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			for _, c := range columnsOf(t, s, dialect) {
				searchColumn(t, s, c)
			}
		})
	}
}

const mark = "MARK-7c1d"

func writeMarked(t *testing.T, s *store.Store) {
	t.Helper()
	ctx := context.Background()
	tale := newStory("t-1")
	said := engine.Said{NL: "voor " + mark, EN: "for " + mark}
	r := tale.event("e-1", 3)
	r.Taken[0].Event.Start.Form = engine.Values{"name": rules.TextOf(mark)}
	r.Taken[0].Entries[1].Change = engine.FactSet{Fact: "name", Value: rules.TextOf(mark)}
	r.State.Facts = map[string]engine.Fact{"name": {Value: rules.TextOf(mark), At: noon, Seq: 2}}
	r.Picture.Tasks[0].What = said
	r.Effects = []engine.Effect{
		engine.Notify{Number: 1, Event: "e-1", Notice: "told", To: []engine.Address{north}, Texts: []engine.Said{said}, NotBefore: noon},
		engine.Ask{Call: 2, Event: "e-1", Service: "register", With: engine.Values{"name": rules.TextOf(mark)}, Tries: 3, NotBefore: noon},
	}
	mustRecord(t, s, r)
	refused := refusal(1)
	refused.Event.Decide.Decision, refused.Rejection.Code = mark, engine.UnknownDecision
	refused.Event.Decide.Form = engine.Values{"name": rules.TextOf(mark)}
	refused.Rejection.Explanation.Text = said
	_, err := s.Reference(ctx, "https://issuer", mark, mark)
	for _, err := range []error{
		err, s.WriteRefusal(ctx, refused),
		s.RecordAudit(ctx, []store.AuditRow{{At: noon, Actor: anna, Action: "R", Kind: "read", Result: "shown", Purpose: mark, ClientAddress: mark}}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func searchColumn(t *testing.T, s *store.Store, c column) {
	t.Helper()
	rows, err := store.Pool(s).Query(fmt.Sprintf("SELECT CAST(%s AS text) FROM %s", c.Name, c.Table))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var v []byte
		if err := rows.Scan(&v); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(v, []byte(mark)) {
			t.Errorf("%s.%s holds a personal value", c.Table, c.Name)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

// reversing is a cipher for tests: it hides text from whoever looks for it, and it knows its scopes.
type reversing struct{}

func (reversing) Seal(scope string, plain []byte) ([]byte, string, error) {
	out := slices.Clone(plain)
	slices.Reverse(out)
	return out, "reversed/" + scope, nil
}

func (reversing) Open(scope, keyID string, sealed []byte) ([]byte, error) {
	if keyID != "reversed/"+scope {
		return nil, fmt.Errorf("key %q in scope %q", keyID, scope)
	}
	out := slices.Clone(sealed)
	slices.Reverse(out)
	return out, nil
}

// A cipher that fails makes the operation fail: nothing is written in clear.
func TestFailingSealerWritesNothing(t *testing.T) {
	t.Parallel()
	o := options(t, store.SQLite)
	o.Sealer = failing{}
	s := open(t, o)
	ctx := context.Background()
	_, recordErr := s.Record(ctx, newStory("t-1").event("e-1", 1))
	_, subjectErr := s.Reference(ctx, "https://issuer", "anna", "Anna")
	for name, err := range map[string]error{
		"record": recordErr, "subject": subjectErr, "refusal": s.WriteRefusal(ctx, refusal(1)),
		"audit": s.RecordAudit(ctx, []store.AuditRow{{At: noon}}),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	wantCounts(t, s, map[string]int{"trajectories": 0, "journal": 0, "refusals": 0, "audit": 0, "outbox": 0})
}

type failing struct{}

func (failing) Seal(string, []byte) ([]byte, string, error) { return nil, "", fmt.Errorf("no key") }
func (failing) Open(string, string, []byte) ([]byte, error) { return nil, fmt.Errorf("no key") }

// What was acknowledged cannot be changed or taken away, whatever the program does.
func TestAppendOnly(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		published(t, s)
		mustRecord(t, s, newStory("t-1").event("e-1", 1))
		if err := s.WriteRefusal(ctx, refusal(1)); err != nil {
			t.Fatal(err)
		}
		for _, table := range []string{"definitions", "events", "journal", "refusals", "audit"} {
			changed := map[string]string{"definitions": "name"}[table]
			if changed == "" {
				changed = "kind"
			}
			for _, sql := range []string{"DELETE FROM " + table, fmt.Sprintf("UPDATE %s SET %s = 'x'", table, changed)} {
				if _, err := store.Pool(s).Exec(sql); err == nil || !strings.Contains(err.Error(), "append-only") {
					t.Errorf("%s: %v", sql, err)
				}
			}
		}
		wantCounts(t, s, map[string]int{"definitions": 2, "events": 1, "journal": 1, "refusals": 1, "audit": 1})
	})
}
