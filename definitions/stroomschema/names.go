package stroomschema

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// nameForm is one of the forms that a name can have.
type nameForm uint8

// The forms of a name.
const (
	plainName nameForm = iota // desk, bring_back
	typeName                  // Place
	valueName                 // a value of an enumeration: K2L, urgent, HKT_R
	codeName                  // NOT_YET
	anyName                   // MSG_821, urgent: names that no expression reads
)

const maxName = 40

func (f nameForm) ok(s string) bool {
	if s == "" || len(s) > maxName {
		return false
	}
	for i := range len(s) {
		b := s[i]
		lower, upper := b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z'
		digit, under := b >= '0' && b <= '9', b == '_'
		var good bool
		switch f {
		case plainName:
			good = lower || i > 0 && (digit || under)
		case typeName:
			good = upper || i > 0 && (lower || digit)
		case codeName:
			good = upper || i > 0 && (digit || under)
		default:
			good = lower || upper || i > 0 && (digit || under)
		}
		if !good {
			return false
		}
	}
	return true
}

func (f nameForm) words() string {
	switch f {
	case plainName:
		return "small letters, digits and _, starting with a letter, at most 40"
	case typeName:
		return "letters and digits, starting with a capital, at most 40"
	case codeName:
		return "capitals, digits and _, starting with a capital, at most 40"
	}
	return "letters, digits and _, starting with a letter, at most 40"
}

// unwritable names cannot be written in an expression at all.
var unwritable = []string{"true", "false", "null", "in"}

// checkName reports a key that is no name of that form.
func (r *reporter) checkName(n *node, form nameForm) bool {
	if n.kind != scalarNode || !form.ok(n.text) || slices.Contains(unwritable, n.text) {
		r.report(CodeName, n.rng, "a name here is "+form.words(), "%q cannot be a name here", shorten(n.text))
		return false
	}
	return true
}

// reserved are the names that expressions read without a declaration, and those of CEL itself.
var reserved = strings.Fields("with own ask again begun starter occurred actor message answer outcome now today due paused " +
	"recorded param party every old new cause first step percent has size all exists hours minutes days " +
	"days_between working_days_between months_between " +
	"as break const continue else for function if import let loop package namespace return var void while " +
	"any other who stay none unset")

// nearest returns the candidate that s most likely was meant to be, or "".
func nearest(s string, candidates []string) string {
	best, bestDistance := "", max(1, len(s)/3)+1
	if len(s) > maxName+10 {
		return ""
	}
	for _, c := range candidates {
		if d := distance(strings.ToLower(s), strings.ToLower(c), bestDistance); d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best
}

// distance is the number of letters to add, remove, replace or swap (with the neighbour) between two words; it stops
// counting at limit.
func distance(a, b string, limit int) int {
	if abs(len(a)-len(b)) >= limit {
		return limit
	}
	before, previous := make([]int, len(b)+1), make([]int, len(b)+1)
	current := make([]int, len(b)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := 1; i <= len(a); i++ {
		current[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			current[j] = min(previous[j]+1, current[j-1]+1, previous[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				current[j] = min(current[j], before[j-2]+1)
			}
		}
		before, previous, current = previous, current, before
	}
	return previous[len(b)]
}

func abs(n int) int { return max(n, -n) }

// suggest is the hint for a name that is none of the candidates.
func suggest(s string, candidates []string) string {
	if near := nearest(s, candidates); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	switch {
	case len(candidates) == 0:
		return "none is declared"
	case len(candidates) <= 12:
		return "possible here: " + strings.Join(candidates, ", ")
	}
	return ""
}

// sortedKeys returns the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
