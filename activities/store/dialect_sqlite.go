package store

import (
	"database/sql"
	"errors"
	"strconv"

	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/schema"
)

// sqliteDialect lets gorm speak to a SQLite database that is already open. gorm's own driver would do, but it links
// mattn/go-sqlite3, which wants a C compiler; this project builds on a machine with only Go. The schema comes from the
// migrations, so a dialect without a migrator is enough.
type sqliteDialect struct {
	pool *sql.DB
}

var _ gorm.Dialector = sqliteDialect{}

func (sqliteDialect) Name() string { return "sqlite" }

func (d sqliteDialect) Initialize(db *gorm.DB) error {
	callbacks.RegisterDefaultCallbacks(db, &callbacks.Config{
		CreateClauses: []string{"INSERT", "VALUES", "ON CONFLICT"},
		UpdateClauses: []string{"UPDATE", "SET", "FROM", "WHERE"},
		DeleteClauses: []string{"DELETE", "FROM", "WHERE"},
	})
	db.ConnPool = d.pool
	// One writer holds the whole file, so there are no rows to lock.
	db.ClauseBuilders["FOR"] = func(clause.Clause, clause.Builder) {}
	return nil
}

func (sqliteDialect) Migrator(*gorm.DB) gorm.Migrator {
	panic("store: the schema is made by migrations, never by gorm")
}

// DataTypeOf is asked only by gorm's migrator.
func (sqliteDialect) DataTypeOf(*schema.Field) string { return "" }

func (sqliteDialect) DefaultValueOf(*schema.Field) clause.Expression {
	return clause.Expr{SQL: "NULL"}
}

func (sqliteDialect) BindVarTo(w clause.Writer, _ *gorm.Statement, _ any) {
	_ = w.WriteByte('?') // a strings.Builder: cannot fail
}

// QuoteTo quotes a name. Every name comes from this package: letters, digits, underscores, and one dot at most.
func (sqliteDialect) QuoteTo(w clause.Writer, name string) {
	for i, part := range splitName(name) {
		if i > 0 {
			_ = w.WriteByte('.')
		}
		_, _ = w.WriteString(strconv.Quote(part))
	}
}

func splitName(name string) []string {
	for i := range len(name) {
		if name[i] == '.' {
			return []string{name[:i], name[i+1:]}
		}
	}
	return []string{name}
}

func (sqliteDialect) Explain(sql string, vars ...any) string {
	return logger.ExplainSQL(sql, nil, `"`, vars...)
}

func (sqliteDialect) SavePoint(*gorm.DB, string) error {
	return errors.New("savepoints are not used")
}

func (sqliteDialect) RollbackTo(*gorm.DB, string) error {
	return errors.New("savepoints are not used")
}
