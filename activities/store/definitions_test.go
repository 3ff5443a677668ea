package store_test

import (
	"context"
	"errors"
	"testing"

	"stroom/activities"
	"stroom/activities/store"
	"stroom/definitions/stroomschema"
	"stroom/workflows"
	"stroom/workflows/workflowstest"
)

func TestDefinitions(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		one, two := published(t, s)
		if err := s.Publish(ctx, one, two); err != nil {
			t.Error("publishing the same again:", err)
		}
		info := func(def *stroomschema.Definition, status store.DefinitionStatus) store.DefinitionInfo {
			return store.DefinitionInfo{
				Name: "counter", Version: def.Version, Hash: def.Hash, Title: stroomschema.Text{NL: "Teller", EN: "Counter"},
				Status: status, PublishedAt: noon,
			}
		}
		newest, err := s.Newest(ctx)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "newest", newest, []store.DefinitionInfo{info(two, store.Published)})
		if err := s.Retire(ctx, "counter", 2); err != nil {
			t.Fatal(err)
		}
		newest, err = s.Newest(ctx)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "newest, after one was retired", newest, []store.DefinitionInfo{info(one, store.Published)})
		versions, err := s.Versions(ctx, "counter")
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "versions", versions, []store.DefinitionInfo{info(two, store.Retired), info(one, store.Published)})

		for version, want := range map[int]*stroomschema.Definition{0: one, 1: one, 2: two} {
			got, found, err := s.Version(ctx, "counter", version)
			if err != nil || got.Hash != want.Hash || found.Hash != want.Hash {
				t.Errorf("version %d: %v", version, err)
			}
		}
		byHash, err := s.ByHash(ctx, two.Hash)
		if err != nil || byHash.Version != 2 {
			t.Error("by hash:", err)
		}
		pinned, err := s.Pinned(ctx, one.Hash)
		if err != nil {
			t.Fatal(err)
		}
		want, err := workflows.Pin(one)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "pinned", pinned, want)

		_, _, err = s.Version(ctx, "counter", 3)
		_, none := s.ByHash(ctx, "no hash")
		for _, err := range []error{err, none, s.Retire(ctx, "counter", 3)} {
			if !isUnknown(err) {
				t.Error("a version that is not there:", err)
			}
		}
		if _, err := s.Pinned(ctx, "no hash"); !errors.Is(err, activities.ErrDefinition) {
			t.Error("pinning what is not there:", err)
		}
	})
}

// What was published under a name and version never gets other content, and nothing of the same call is published then.
func TestPublishOtherContent(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		one, two := workflowstest.Counter(t, 1), workflowstest.Counter(t, 2)
		if err := s.Publish(ctx, one); err != nil {
			t.Fatal(err)
		}
		changed := *one
		changed.Source, changed.Hash = append([]byte("# changed\n"), one.Source...), "another hash"
		if err := s.Publish(ctx, two, &changed); !errors.Is(err, store.ErrPublished) {
			t.Error("published other content:", err)
		}
		wantCounts(t, s, map[string]int{"definitions": 1})
	})
}
