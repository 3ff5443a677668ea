package store_test

import (
	"context"
	"errors"
	"testing"

	"stroom/activities/store"
	"stroom/workflows/readmodel"
)

// How far a trajectory is, and its picture as it was written.
func TestStandAndPictureOfOne(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		one, _ := published(t, s)
		r := follow(newStory("t-one"), one).event("e-1", 3)
		mustRecord(t, s, r)
		stand, err := s.StandOf(ctx, "t-one")
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "stand", store.Stand{ID: stand.ID, Epoch: stand.Epoch, Seq: stand.Seq}, store.Stand{ID: "t-one", Epoch: r.Epoch, Seq: 3})
		picture, err := s.PictureOf(ctx, "t-one")
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "picture", picture, r.Picture)

		if _, err := s.StandOf(ctx, "t-none"); !errors.Is(err, store.ErrUnknown) {
			t.Errorf("stand of none: %v", err)
		}
		if p, err := s.PictureOf(ctx, "t-none"); !errors.Is(err, store.ErrUnknown) || p.Status != readmodel.Status("") {
			t.Errorf("picture of none: %v %v", p, err)
		}
	})
}
