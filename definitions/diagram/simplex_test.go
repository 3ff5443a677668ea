package diagram

import (
	"math/rand/v2"
	"testing"
)

// cost is what springs cost at some places; ok is false when one of them is too short.
func cost(springs []spring, places []int) (sum int, ok bool) {
	for _, e := range springs {
		slack := places[e.to] - places[e.from] - e.length
		if slack < 0 {
			return 0, false
		}
		sum += e.weight * slack
	}
	return sum, true
}

// cheapest tries all places up to a bound.
func cheapest(n, most int, springs []spring) int {
	best := -1
	places := make([]int, n)
	for {
		if c, ok := cost(springs, places); ok && (best < 0 || c < best) {
			best = c
		}
		i := 0
		for ; i < n; i++ {
			if places[i]++; places[i] <= most {
				break
			}
			places[i] = 0
		}
		if i == n {
			return best
		}
	}
}

func TestSettleIsAsCheapAsTryingEverything(t *testing.T) {
	t.Parallel()
	const seed = 20_241
	r := rand.New(rand.NewPCG(seed, 1))
	for round := range 400 {
		n := 2 + r.IntN(4)
		var springs []spring
		for range 1 + r.IntN(8) {
			from, to := r.IntN(n), r.IntN(n)
			if from < to {
				springs = append(springs, spring{from, to, r.IntN(2), r.IntN(4)})
			}
		}
		places := settle(n, springs)
		got, ok := cost(springs, places)
		if want := cheapest(n, 4, springs); !ok || got != want {
			t.Fatalf("seed %d, round %d: %v placed at %v costs %d (held: %v), and %d is possible", seed, round, springs, places, got, ok, want)
		}
	}
}
