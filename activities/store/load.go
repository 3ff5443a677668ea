package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"gorm.io/gorm"

	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
)

// Loaded is one trajectory as it stands.
type Loaded struct {
	ID         string
	Epoch      int
	FirstRun   string // of its workflow
	State      engine.State
	Definition *stroomschema.Definition // compiled, and linked with the earlier versions that some runs still follow
	Updated    time.Time                // when the last entry was recorded
	Due        *time.Time               // when something happens by itself
}

// MaxIDs bounds the ids of one question.
const MaxIDs = 200

// Load returns one trajectory from the primary.
//
// Errors: ErrUnknown.
func (s *Store) Load(ctx context.Context, id string) (Loaded, error) {
	all, err := s.LoadAll(ctx, []string{id})
	if err == nil && len(all) == 0 {
		err = ErrUnknown
	}
	if err != nil {
		return Loaded{}, fmt.Errorf("load trajectory: %w", err)
	}
	return all[0], nil
}

// LoadAll returns those of ids that exist, in the order of ids. At most MaxIDs.
func (s *Store) LoadAll(ctx context.Context, ids []string) ([]Loaded, error) {
	if len(ids) > MaxIDs {
		return nil, fmt.Errorf("load trajectories: %d at once, at most %d", len(ids), MaxIDs)
	}
	var rows []trajectoryRow
	err := s.query(ctx, func(db *gorm.DB) error {
		return db.Select(loadedColumns).Where("id IN ?", ids).Find(&rows).Error
	})
	if err != nil {
		return nil, fmt.Errorf("load trajectories: %w", err)
	}
	slices.SortFunc(rows, func(a, b trajectoryRow) int {
		return cmp.Compare(slices.Index(ids, a.ID), slices.Index(ids, b.ID))
	})
	return s.loaded(ctx, rows)
}

// loadedColumns are what Loaded is made of.
var loadedColumns = []string{"id", "epoch", "first_run", "definition_hash", "state", "key_id", "updated_at", "due_at"}

// openers is how many goroutines open the states of one page: that is most of what a page costs.
const openers = 4

func (s *Store) loaded(ctx context.Context, rows []trajectoryRow) ([]Loaded, error) {
	out, errs := make([]Loaded, len(rows)), make([]error, len(rows))
	var all sync.WaitGroup
	for first := range min(openers, len(rows)) {
		all.Go(func() {
			for i := first; i < len(rows); i += openers {
				out[i], errs[i] = s.loadedRow(ctx, rows[i])
			}
		})
	}
	all.Wait()
	return out, errors.Join(errs...)
}

func (s *Store) loadedRow(ctx context.Context, row trajectoryRow) (Loaded, error) {
	l := Loaded{
		ID: row.ID, Epoch: row.Head.Epoch, FirstRun: row.FirstRun, Updated: row.UpdatedAt.UTC(), Due: optional(row.Head.DueAt),
	}
	err := s.open(row.ID, row.KeyID, row.State, &l.State)
	if err == nil {
		l.Definition, err = s.linked(ctx, row.Head.DefinitionHash, l.State)
	}
	if err != nil {
		return Loaded{}, fmt.Errorf("load %s: %w", row.ID, err)
	}
	return l, nil
}

// linked returns the definition of a state with the versions that its runs still follow behind it, newest first.
func (s *Store) linked(ctx context.Context, hash string, st engine.State) (*stroomschema.Definition, error) {
	def, err := s.ByHash(ctx, hash)
	if err != nil {
		return nil, err
	}
	var versions []int
	for _, run := range st.Runs {
		if run.Version != def.Version && !slices.Contains(versions, run.Version) {
			versions = append(versions, run.Version)
		}
	}
	slices.Sort(versions) // oldest first: each is linked behind the next
	var earlier *stroomschema.Definition
	for _, v := range versions {
		old, err := s.byVersion(ctx, st.Name, v)
		if err != nil {
			return nil, err
		}
		if earlier != nil {
			old = stroomschema.Linked(old, earlier)
		}
		earlier = old
	}
	if earlier != nil {
		def = stroomschema.Linked(def, earlier)
	}
	return def, nil
}

// MaxEntries is the largest page of the journal.
const MaxEntries = 1000

// Entries returns at most limit entries of a trajectory with Seq > after, in order of Seq; none for an unknown one.
func (s *Store) Entries(ctx context.Context, id string, after uint64, limit int) ([]engine.Entry, error) {
	if limit <= 0 || limit > MaxEntries {
		limit = MaxEntries
	}
	var rows []journalRow
	err := s.query(ctx, func(db *gorm.DB) error {
		return db.Where("trajectory = ? AND seq > ?", id, after).Order("seq, epoch").Limit(limit).Find(&rows).Error
	})
	if err != nil {
		return nil, fmt.Errorf("read journal of %s: %w", id, err)
	}
	entries, err := s.openEntries(rows)
	if err != nil {
		return nil, fmt.Errorf("read journal of %s: %w", id, err)
	}
	return entries, nil
}

// History returns every entry of a trajectory up to and with one, in order of Seq.
func (s *Store) History(ctx context.Context, id string, until uint64) ([]engine.Entry, error) {
	var all []engine.Entry
	for after := uint64(0); after < until; {
		page, err := s.Entries(ctx, id, after, MaxEntries)
		if err != nil {
			return nil, err
		}
		for _, e := range page {
			if e.Seq <= until {
				all = append(all, e)
			}
		}
		if len(page) < MaxEntries {
			break
		}
		after = page[len(page)-1].Seq
	}
	return all, nil
}

// Recorded is an accepted event as it stands in the journal.
type Recorded struct {
	Event    string
	Digest   string
	Actor    engine.Actor
	Received time.Time
	Recorded time.Time
	Entries  []engine.Entry // in order of Seq; never empty
}

// Event returns an accepted event by its id.
//
// Errors: ErrUnknown.
func (s *Store) Event(ctx context.Context, trajectory, event string) (Recorded, error) {
	var found Recorded
	err := s.query(ctx, func(db *gorm.DB) error {
		var rows []eventRow
		err := db.Where("trajectory = ? AND event_id = ?", trajectory, event).Limit(1).Find(&rows).Error
		if err == nil && len(rows) == 0 {
			err = ErrUnknown
		}
		if err != nil {
			return err
		}
		e := rows[0]
		entries, err := s.entriesOf(db, e)
		found = Recorded{
			Event: e.EventID, Digest: e.Digest,
			Actor:    engine.Actor{Person: e.ActorRef, Role: e.Role, Organisation: e.Organisation},
			Received: e.ReceivedAt.UTC(), Recorded: e.RecordedAt.UTC(), Entries: entries,
		}
		return err
	})
	if err != nil {
		return Recorded{}, fmt.Errorf("read event of %s: %w", trajectory, err)
	}
	return found, nil
}
