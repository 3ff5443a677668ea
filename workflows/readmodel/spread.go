package readmodel

import "slices"

// Spread is how lengths lie: N of them, one in ten at most Low, half at most Middle, nine in ten at most High. Each is one of
// the lengths (the nearest rank), so that it can be said of few as well as of many. The zero Spread is of none.
type Spread struct {
	N, Low, Middle, High int
}

// SpreadOf is the spread of lengths, each given with how many times it was measured; what is not above zero times counts as
// not at all.
func SpreadOf(times map[int]int) Spread {
	var s Spread
	lengths := make([]int, 0, len(times))
	for length, n := range times {
		if n > 0 {
			lengths, s.N = append(lengths, length), s.N+n
		}
	}
	slices.Sort(lengths)
	rank := func(tenths int) int {
		sum, least := 0, (s.N*tenths+9)/10
		for _, length := range lengths {
			if sum += times[length]; sum >= least {
				return length
			}
		}
		return 0
	}
	s.Low, s.Middle, s.High = rank(1), rank(5), rank(9)
	return s
}
