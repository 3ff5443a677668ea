package store_test

import (
	"context"
	"testing"
	"time"

	"stroom/activities/store"
)

func TestReconcile(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		shelf(t, s)
		one, two := published(t, s)
		stuck := follow(newStory("t-stuck"), two).event("e-1", 1)
		stuck.Picture.Incidents = 2
		mustRecord(t, s, due(stuck, nil))

		named := func(rows []store.Stand, err error) []string {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			out := []string{}
			for _, r := range rows {
				out = append(out, r.ID)
			}
			return out
		}
		hour, second := noon.Add(90*time.Minute), noon.Add(time.Second)
		overdue, err := s.Overdue(ctx, hour, nil, 1)
		wantSame(t, "overdue", named(overdue, err), []string{"t-late"})
		wantSame(t, "one of them", overdue[0], store.Stand{ID: "t-late", Epoch: 1, Seq: 1, Due: overdue[0].Due, Updated: noon})
		wantSame(t, "overdue, behind the first", named(s.Overdue(ctx, hour, &store.Place{Time: overdue[0].Due, ID: "t-late"}, 0)), []string{"t-two"})

		stand, err := s.StandOf(ctx, "t-late")
		wantSame(t, "one by its id", stand, overdue[0])
		if err != nil {
			t.Error(err)
		}
		picture, err := s.PictureOf(ctx, "t-stuck")
		wantSame(t, "picture", picture, due(stuck, nil).Picture)
		if err != nil {
			t.Error(err)
		}
		_, noStand := s.StandOf(ctx, "t-none")
		_, noPicture := s.PictureOf(ctx, "t-none")
		if !isUnknown(noStand) || !isUnknown(noPicture) {
			t.Error("a trajectory that is not there:", noStand, noPicture)
		}

		open := []string{"t-any", "t-idle", "t-late", "t-same", "t-soon", "t-south", "t-stuck", "t-two"}
		wantSame(t, "touched", named(s.Touched(ctx, noon, second, nil, 0)), open)
		wantSame(t, "touched ever", named(s.Touched(ctx, time.Time{}, second, nil, 0)), open)
		wantSame(t, "touched, behind", named(s.Touched(ctx, noon, second, &store.Place{Time: &noon, ID: "t-soon"}, 1)), []string{"t-south"})
		wantSame(t, "touched later", named(s.Touched(ctx, second, hour, nil, 0)), []string{})
		wantSame(t, "following", named(s.Following(ctx, two.Hash, "", 0)), []string{"t-stuck", "t-two"})
		wantSame(t, "following, behind", named(s.Following(ctx, one.Hash, "t-same", 0)), []string{"t-soon", "t-south"})
		wantSame(t, "stuck", named(s.Stuck(ctx, nil, 0)), []string{"t-stuck"})
		wantSame(t, "stuck, behind", named(s.Stuck(ctx, &store.Place{Time: &noon, ID: "t-stuck"}, 0)), []string{})
	})
}
