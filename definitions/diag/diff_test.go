package diag_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"stroom/definitions/diag"
)

func TestDiff(t *testing.T) {
	t.Parallel()
	lines := func(names string) []byte { return []byte(strings.ReplaceAll(names, " ", "\n") + "\n") }
	for _, test := range []struct {
		before, after []byte
		want          string
	}{
		{lines("a b c"), lines("a b c"), ""},
		{nil, nil, ""},
		{lines("a b c d e f g h i"), lines("a b c d E f g h i"), "@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n"},
		{nil, lines("a"), "@@ -0,0 +1,1 @@\n+a\n"},
		{lines("a b"), []byte("a\nb"), "@@ -1,2 +1,2 @@\n a\n-b\n+b\n\\ No newline at end of file\n"},
		{lines("x a x b x c x d x e x f x g x h"), lines("x a x B x c x d x e x f x g x h y"),
			"@@ -1,7 +1,7 @@\n x\n a\n x\n-b\n+B\n x\n c\n x\n@@ -14,3 +14,4 @@\n g\n x\n h\n+y\n"},
		{lines("a b c d"), lines("c d a b"), "@@ -1,4 +1,4 @@\n-a\n-b\n c\n d\n+a\n+b\n"},
	} {
		want := test.want
		if want != "" {
			want = "--- f\n+++ f\n" + want
		}
		if got := diag.Diff("f", test.before, test.after); got != want {
			t.Errorf("%q to %q: got\n%s\nwant\n%s", test.before, test.after, got, want)
		}
	}
}

var diffSeed = flag.Uint64("diff-seed", 0, "seed of TestSameRandom; 0: one of its own")

// TestSameRandom holds Same to what it promises, on random texts: the places rise in both, and hold the same lines; and what a
// plain comparison finds equal at both ends is found.
func TestSameRandom(t *testing.T) {
	t.Parallel()
	seed := *diffSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("-diff-seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	text := func(letters int) []string {
		lines := make([]string, r.IntN(30))
		for i := range lines {
			lines[i] = fmt.Sprint(r.IntN(letters))
		}
		return lines
	}
	for range 2000 {
		letters := 2 + r.IntN(40)
		a, b := text(letters), text(letters)
		i, j := -1, -1
		for _, p := range diag.Same(a, b) {
			if p[0] <= i || p[1] <= j || a[p[0]] != b[p[1]] {
				t.Fatalf("%v and %v: %v", a, b, diag.Same(a, b))
			}
			i, j = p[0], p[1]
		}
		if got := len(diag.Same(a, a)); got != len(a) {
			t.Fatalf("%v and itself: %d lines", a, got)
		}
		if len(a) > 0 && len(b) > 0 && a[0] == b[0] && len(diag.Same(a, b)) == 0 {
			t.Fatalf("%v and %v have nothing in common", a, b)
		}
	}
}
