package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"stroom/activities"
	"stroom/definitions/stroomschema"
	"stroom/workflows"
)

// ErrPublished says that another content was published under this name and version before. A published version never
// changes: publish the next.
var ErrPublished = errors.New("published before with other content")

// DefinitionStatus says whether new trajectories may start with a version.
type DefinitionStatus string

// The statuses of a definition.
const (
	Published DefinitionStatus = "published"
	Retired   DefinitionStatus = "retired"
)

// DefinitionInfo is one published version.
type DefinitionInfo struct {
	Name        string
	Version     int
	Hash        string
	Title       stroomschema.Text
	Status      DefinitionStatus
	PublishedAt time.Time
}

// maxVersions bounds a list of versions.
const maxVersions = 1000

// Publish keeps definitions by their content, all or none. What is published already is left as it is.
//
// Errors: ErrPublished.
func (s *Store) Publish(ctx context.Context, defs ...*stroomschema.Definition) error {
	rows := make([]definitionRow, len(defs))
	for i, def := range defs {
		pin, err := workflows.Pin(def)
		if err != nil {
			return fmt.Errorf("publish %s@%d: %w", def.Name, def.Version, err)
		}
		parameters, err := json.Marshal(pin.Parameters)
		if err != nil {
			return fmt.Errorf("publish %s@%d: %w", def.Name, def.Version, err)
		}
		rows[i] = definitionRow{
			Hash: def.Hash, Name: def.Name, Version: def.Version, Source: pin.Source, Parameters: string(parameters),
			TitleNL: def.Title.NL, TitleEN: def.Title.EN, PublishedAt: stored(s.now()),
		}
	}
	return s.transaction(ctx, func(tx *gorm.DB) error {
		for _, row := range rows {
			if err := publish(tx, row); err != nil {
				return fmt.Errorf("publish %s@%d: %w", row.Name, row.Version, err)
			}
		}
		return nil
	})
}

func publish(tx *gorm.DB, row definitionRow) error {
	created := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
	if created.Error != nil || created.RowsAffected == 1 {
		return created.Error
	}
	var same int64
	err := tx.Model(&definitionRow{}).Where("name = ? AND version = ? AND hash = ?", row.Name, row.Version, row.Hash).
		Count(&same).Error
	if err == nil && same == 0 {
		err = ErrPublished
	}
	return err
}

// Retire keeps new trajectories from starting with a version. What runs with it goes on.
//
// Errors: ErrUnknown.
func (s *Store) Retire(ctx context.Context, name string, version int) error {
	err := s.transaction(ctx, func(tx *gorm.DB) error {
		rows, err := infos(tx, "d.name = ? AND d.version = ?", name, version)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return ErrUnknown
		}
		return tx.Clauses(clause.OnConflict{DoNothing: true}).
			Create(&retirementRow{Hash: rows[0].Hash, RetiredAt: stored(s.now())}).Error
	})
	if err != nil {
		return fmt.Errorf("retire %s@%d: %w", name, version, err)
	}
	return nil
}

// infoRow is a definition without its source, with its status.
type infoRow struct {
	Hash        string
	Name        string
	Version     int
	TitleNL     string `gorm:"column:title_nl"`
	TitleEN     string `gorm:"column:title_en"`
	PublishedAt time.Time
	RetiredAt   *time.Time
}

func (r infoRow) info() DefinitionInfo {
	status := Published
	if r.RetiredAt != nil {
		status = Retired
	}
	return DefinitionInfo{
		Name: r.Name, Version: r.Version, Hash: r.Hash, Title: stroomschema.Text{NL: r.TitleNL, EN: r.TitleEN},
		Status: status, PublishedAt: r.PublishedAt.UTC(),
	}
}

// infos returns the versions that a condition of this file chooses, by name, the newest first.
func infos(db *gorm.DB, condition string, args ...any) ([]infoRow, error) {
	var rows []infoRow
	err := db.Table("definitions AS d").
		Select("d.hash, d.name, d.version, d.title_nl, d.title_en, d.published_at, r.retired_at").
		Joins("LEFT JOIN retirements AS r ON r.hash = d.hash").
		Where(condition, args...).Order("d.name, d.version DESC").Limit(maxVersions).Scan(&rows).Error
	return rows, err
}

// Newest returns the newest published version of each definition, by name.
func (s *Store) Newest(ctx context.Context) ([]DefinitionInfo, error) {
	return s.definitionInfos(ctx, `r.hash IS NULL AND d.version = (SELECT max(n.version) FROM definitions AS n
		WHERE n.name = d.name AND NOT EXISTS (SELECT 1 FROM retirements AS x WHERE x.hash = n.hash))`)
}

// Versions returns all versions of one definition, newest first; none if there is no such definition.
func (s *Store) Versions(ctx context.Context, name string) ([]DefinitionInfo, error) {
	return s.definitionInfos(ctx, "d.name = ?", name)
}

func (s *Store) definitionInfos(ctx context.Context, condition string, args ...any) ([]DefinitionInfo, error) {
	var rows []infoRow
	err := s.query(ctx, func(db *gorm.DB) (err error) {
		rows, err = infos(db, condition, args...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list definitions: %w", err)
	}
	out := make([]DefinitionInfo, len(rows))
	for i, row := range rows {
		out[i] = row.info()
	}
	return out, nil
}

// Version returns one version, compiled; version 0 is the newest that is published.
//
// Errors: ErrUnknown.
func (s *Store) Version(ctx context.Context, name string, version int) (*stroomschema.Definition, DefinitionInfo, error) {
	condition, args := "d.name = ? AND r.hash IS NULL", []any{name}
	if version != 0 {
		condition, args = "d.name = ? AND d.version = ?", []any{name, version}
	}
	found, err := s.definitionInfos(ctx, condition, args...)
	if err != nil {
		return nil, DefinitionInfo{}, err
	}
	if len(found) == 0 {
		return nil, DefinitionInfo{}, ErrUnknown
	}
	def, err := s.ByHash(ctx, found[0].Hash)
	return def, found[0], err
}

// ByHash returns a definition by its content, compiled.
//
// Errors: ErrUnknown.
func (s *Store) ByHash(ctx context.Context, hash string) (*stroomschema.Definition, error) {
	return s.definition(ctx, hash, "hash = ?", hash)
}

// byVersion returns a version of a definition, published or retired.
func (s *Store) byVersion(ctx context.Context, name string, version int) (*stroomschema.Definition, error) {
	return s.definition(ctx, fmt.Sprintf("%s@%d", name, version), "name = ? AND version = ?", name, version)
}

// definition returns the definition that a condition on a unique key chooses. Rows never change, so it is compiled once.
func (s *Store) definition(ctx context.Context, key, condition string, args ...any) (*stroomschema.Definition, error) {
	if def := s.compiled.get(key); def != nil {
		return def, nil
	}
	row, err := s.definitionRow(ctx, condition, args...)
	if err != nil {
		return nil, fmt.Errorf("definition %s: %w", key, err)
	}
	pin, err := pinnedOf(row)
	if err != nil {
		return nil, fmt.Errorf("definition %s: %w", key, err)
	}
	def, err := pin.Compile()
	if err != nil {
		return nil, fmt.Errorf("definition %s: %w", key, err)
	}
	s.compiled.put(key, def)
	return def, nil
}

func (s *Store) definitionRow(ctx context.Context, condition string, args ...any) (definitionRow, error) {
	var rows []definitionRow
	err := s.query(ctx, func(db *gorm.DB) error { return db.Where(condition, args...).Limit(1).Find(&rows).Error })
	if err != nil {
		return definitionRow{}, err
	}
	if len(rows) == 0 {
		return definitionRow{}, ErrUnknown
	}
	return rows[0], nil
}

// Pinned returns a definition by its hash as a trajectory pins it. See activities.Journal.
func (s *Store) Pinned(ctx context.Context, hash string) (workflows.Pinned, error) {
	row, err := s.definitionRow(ctx, "hash = ?", hash)
	if errors.Is(err, ErrUnknown) {
		err = activities.ErrDefinition
	}
	if err != nil {
		return workflows.Pinned{}, fmt.Errorf("definition %s: %w", hash, err)
	}
	return pinnedOf(row)
}

func pinnedOf(row definitionRow) (workflows.Pinned, error) {
	sum := sha256.Sum256(row.Source)
	pin := workflows.Pinned{
		Name: row.Name, Version: row.Version, Hash: row.Hash, Source: row.Source, Sum: hex.EncodeToString(sum[:]),
	}
	if err := json.Unmarshal([]byte(row.Parameters), &pin.Parameters); err != nil {
		return workflows.Pinned{}, fmt.Errorf("parameters: %w", err)
	}
	return pin, nil
}

// maxCompiled bounds what a process keeps compiled.
const maxCompiled = 200

// compiled keeps definitions by their keys. When it is full it begins anew: there are seldom more than a few.
type compiled struct {
	mu   sync.Mutex
	defs map[string]*stroomschema.Definition
}

func newCompiled() *compiled { return &compiled{defs: map[string]*stroomschema.Definition{}} }

func (c *compiled) get(key string) *stroomschema.Definition {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.defs[key]
}

func (c *compiled) put(key string, def *stroomschema.Definition) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.defs) >= maxCompiled {
		clear(c.defs)
	}
	c.defs[key] = def
}
