package embedded

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/persistence/sql/sqlplugin/postgresql"
	"go.temporal.io/server/tools/common/schema"
	toolssql "go.temporal.io/server/tools/sql"

	v12 "go.temporal.io/server/schema/postgresql/v12"
)

// duplicateDatabase is Postgres' code for a database that exists: another process was first.
const duplicateDatabase = "42P04"

// postgresStores makes both databases if they are absent, brings their tables up to this version of the server, and
// returns the server's configuration of them: the one of histories, the one of visibility.
func postgresStores(ctx context.Context, dsn string) (histories, visibility *config.SQL, err error) {
	parsed, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, nil, errors.New("configure server: the Postgres DSN cannot be read") // it may hold a password
	}
	stores := []struct {
		name, tables, version string
		conns                 int
	}{
		{parsed.Database, "postgresql/v12/temporal", v12.Version, 10},
		{parsed.Database + "_visibility", "postgresql/v12/visibility", v12.VisibilityVersion, 3},
	}
	var made []*config.SQL
	for _, s := range stores {
		if err := makeDatabase(ctx, parsed, s.name); err != nil {
			return nil, nil, fmt.Errorf("make database %s: %w", s.name, err)
		}
		store := &config.SQL{
			PluginName:   postgresql.PluginNamePGX,
			ConnectAddr:  net.JoinHostPort(parsed.Host, fmt.Sprint(parsed.Port)),
			User:         parsed.User,
			Password:     parsed.Password,
			DatabaseName: s.name,
			MaxConns:     s.conns,
			MaxIdleConns: s.conns,
		}
		if parsed.TLSConfig == nil {
			store.ConnectAttributes = map[string]string{"sslmode": "disable"}
		}
		if err := upgradeTables(store, s.tables, s.version); err != nil {
			return nil, nil, fmt.Errorf("upgrade database %s: %w", s.name, err)
		}
		made = append(made, store)
	}
	return made[0], made[1], nil
}

func makeDatabase(ctx context.Context, parsed *pgx.ConnConfig, name string) error {
	admin := parsed.Copy()
	admin.Database = "postgres"
	conn, err := pgx.ConnectConfig(ctx, admin)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	var there bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil || there {
		return err
	}
	_, err = conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize())
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == duplicateDatabase {
		return nil
	}
	return err
}

// upgradeTables runs the server's own versioned SQL. It does nothing where the version is reached.
func upgradeTables(store *config.SQL, tables, version string) error {
	conn, err := toolssql.NewConnection(store, log.NewNoopLogger())
	if err != nil {
		return err
	}
	defer conn.Close()
	if at, err := conn.ReadSchemaVersion(); err == nil && at == version {
		return nil
	} else if err != nil {
		setup := schema.NewSetupSchemaTask(conn, &schema.SetupConfig{InitialVersion: "0.0"}, log.NewNoopLogger())
		if err := setup.Run(); err != nil {
			return err
		}
	}
	update := schema.NewUpdateSchemaTask(conn, &schema.UpdateConfig{DBName: store.DatabaseName, SchemaName: tables}, log.NewNoopLogger())
	return update.Run()
}
