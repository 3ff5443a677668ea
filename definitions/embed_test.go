package definitions

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"stroom/definitions/diag"
)

var publish = flag.Bool("publish", false, "add versions that are not published yet to published.sum")

// published reads published.sum: the format of sha256sum, so `sha256sum -c published.sum` says the same as this test.
func published(t *testing.T) map[string]string {
	t.Helper()
	text, err := files.ReadFile("published.sum")
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		sum, file, ok := strings.Cut(line, "  ")
		if !ok || len(sum) != 2*sha256.Size {
			t.Fatalf("published.sum: %q is no sum", line)
		}
		if _, twice := sums[file]; twice {
			t.Fatalf("published.sum names %s twice", file)
		}
		sums[file] = sum
	}
	return sums
}

// A trajectory is pinned to the text of its version: what is published never changes, and never goes away.
func TestPublishedVersionsNeverChange(t *testing.T) {
	t.Parallel()
	sums := published(t)
	var lines []string
	for _, name := range Names() {
		for _, entry := range list(name) {
			if entry.IsDir() {
				continue
			}
			file := path.Join(name, entry.Name())
			text, err := files.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			hash := sha256.Sum256(text)
			sum := hex.EncodeToString(hash[:])
			lines = append(lines, sum+"  "+file+"\n")
			switch want, known := sums[file]; {
			case !known && !*publish:
				t.Errorf("%s is not published: run the test with -publish when it is ready", file)
			case known && want != sum:
				t.Errorf("%s has changed since it was published; add a version instead", file)
			}
			delete(sums, file)
		}
	}
	for file := range sums {
		t.Errorf("%s was published, but is gone", file)
	}
	if *publish && !t.Failed() {
		slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[66:], b[66:]) })
		if err := os.WriteFile("published.sum", []byte(strings.Join(lines, "")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestListing(t *testing.T) {
	t.Parallel()
	if got := fmt.Sprint(Names(), Versions("trajectindicatie"), Newest("trajectindicatie"), Versions("nothing"), Newest("../definitions")); got !=
		"[kaaspartij trajectindicatie] [1] 1 [] 0" {
		t.Errorf("names and versions: %s", got)
	}
	if _, _, err := Text("trajectindicatie", 99); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("version 99: %v", err)
	}
	if _, err := Part("trajectindicatie")("../published.sum"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a part outside its folder: %v", err)
	}
}

// What is shipped compiles for every listed value of every parameter, without any diagnostic.
func TestShippedCompile(t *testing.T) {
	t.Parallel()
	for _, name := range Names() {
		for _, version := range Versions(name) {
			def, found, err := Compile(name, version, nil)
			if err != nil {
				t.Fatal(err)
			}
			if len(found) > 0 {
				t.Errorf("%s@%d:\n%s", name, version, render(t, name, found))
			}
			if def == nil {
				continue
			}
			for _, p := range def.Parameters {
				if testing.Short() {
					break
				}
				for _, choice := range p.Choices {
					value := choice.Value.String()
					if !choice.Value.IsSet() {
						value = "none"
					}
					if _, found, _ := Compile(name, version, map[string]string{p.Name: value}); len(found) > 0 {
						t.Errorf("%s@%d with %s = %s:\n%s", name, version, p.Name, value, render(t, name, found))
					}
				}
			}
		}
	}
}

func render(t *testing.T, name string, found diag.List) string {
	t.Helper()
	texts := map[string][]byte{}
	for _, entry := range list(name) {
		if entry.IsDir() {
			continue
		}
		text, err := files.ReadFile(path.Join(name, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		texts[entry.Name()], texts[path.Join(name, entry.Name())] = text, text
	}
	return diag.Text(found, texts)
}
