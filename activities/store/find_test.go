package store_test

import (
	"context"
	"fmt"
	"testing"

	"stroom/activities/store"
	"stroom/workflows/engine"
)

// A trajectory is found by the beginning of its id, by who sees it, open or ended.
func TestFind(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		shelf(t, s)
		ctx := context.Background()
		for _, test := range []struct {
			who       engine.Address
			beginning string
			limit     int
			want      string
		}{
			{chief, "t-s", 10, "[t-same t-soon t-south t-stop]"}, {chief, "t-s", 2, "[t-same t-soon]"}, {chief, "t-so", 10, "[t-soon t-south]"},
			{chief, "t-south", 10, "[t-south]"}, {chief, "t-south1", 10, "[]"}, {south, "t-so", 10, "[t-south]"},
			{engine.Address{Role: "stranger", Organisation: "south"}, "t-s", 10, "[]"}, {chief, "t-%", 10, "[]"}, {chief, "T-S", 10, "[]"},
		} {
			got, err := s.Find(ctx, []engine.Address{test.who}, test.beginning, test.limit)
			if err != nil || fmt.Sprint(got) != test.want {
				t.Errorf("%v %q: %v %v, want %s", test.who, test.beginning, got, err, test.want)
			}
		}
		if _, err := s.Find(ctx, nil, "t-s", 10); err == nil {
			t.Error("nobody finds something")
		}
		if _, err := s.Find(ctx, []engine.Address{chief}, "t-", 10); err == nil {
			t.Error("two letters find something")
		}
	})
}
