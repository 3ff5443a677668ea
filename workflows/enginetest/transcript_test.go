package enginetest_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"stroom/workflows/enginetest"
)

var update = flag.Bool("update", false, "rewrite the transcripts, and freeze semantics that are not frozen yet")

// TestTranscripts plays testdata/*.txt. A changed output must be understood before it is committed: -update writes it, the
// message of the commit says why.
func TestTranscripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got, err := enginetest.Transcript(filepath.Base(file), want)
			if err != nil {
				t.Fatal(err)
			}
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if line, a, b := firstDifference(string(want), got); line > 0 {
				t.Errorf("%s:%d differs\n  file: %s\n  now:  %s", file, line, a, b)
			}
		})
	}
}
