package readmodel_test

import (
	"testing"

	"stroom/workflows/readmodel"
)

func TestSpreadOf(t *testing.T) {
	t.Parallel()
	hundred := map[int]int{}
	for i := 1; i <= 100; i++ {
		hundred[i] = 1
	}
	for _, c := range []struct {
		name  string
		times map[int]int
		want  readmodel.Spread
	}{
		{"none", nil, readmodel.Spread{}},
		{"taken back", map[int]int{4: 0, 5: -1}, readmodel.Spread{}},
		{"one", map[int]int{7: 1}, readmodel.Spread{N: 1, Low: 7, Middle: 7, High: 7}},
		{"two", map[int]int{3: 1, 9: 1}, readmodel.Spread{N: 2, Low: 3, Middle: 3, High: 9}},
		{"ten", map[int]int{1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1, 9: 1, 40: 1}, readmodel.Spread{N: 10, Low: 1, Middle: 5, High: 9}},
		{"hundred", hundred, readmodel.Spread{N: 100, Low: 10, Middle: 50, High: 90}},
		{"a long tail", map[int]int{0: 80, 10: 5, 200: 15}, readmodel.Spread{N: 100, Low: 0, Middle: 0, High: 200}},
	} {
		if got := readmodel.SpreadOf(c.times); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}
