package main

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stroom/cmd/stroom/demo"
	"stroom/server/browsertest"
)

// pictures are those of README.md: what somebody sees of the demonstration. The overview is that of a region with very many
// trajectories, as `stroom seed` makes them.
var pictures = []struct {
	name, who, tale, path string
}{
	{"trajectory", "Anna Reclassering", "De Linde stelt een stap omlaag voor; de reclassering moet antwoorden", "/trajecten/"},
	{"overview", "Sven Toezicht", "", "/overzicht"},
}

// pictureFolder holds the pictures, from the root of the module.
const pictureFolder = "cmd/stroom/testdata/pictures"

// The pictures of the README are there, as large as they should be, and the README shows them. -update takes them anew:
//
//	go test ./cmd/stroom -run TestPictures -update
func TestPictures(t *testing.T) {
	t.Parallel()
	if *update {
		takePictures(t)
	}
	text := readme(t)
	for _, p := range pictures {
		name := pictureFolder + "/" + p.name + ".png"
		if !strings.Contains(text, "("+name+")") {
			t.Errorf("README.md does not show %s", name)
		}
		data, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		size, err := png.DecodeConfig(bytes.NewReader(data))
		if err != nil || size.Width != browsertest.Wide.Width || size.Height != browsertest.Wide.Height {
			t.Errorf("%s is %d x %d: %v", name, size.Width, size.Height, err)
		}
	}
}

// takePictures makes a region, signs people in and takes a picture of what stands in their window.
func takePictures(t *testing.T) {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	if code, _, stderr := program(t, nil, "seed", "--data", data, "--trajectories", "400", "--seed", "1"); code != exitOK {
		t.Fatalf("seed: exit %d: %s", code, stderr)
	}
	house := spawn(t, nil, "dev", "--port", "0", "--data", data)
	c := housed(t, house.await(t, ready))
	for _, p := range pictures {
		j := travel(t, manner{look: browsertest.Wide}, c.api, p.who)
		j.Go(c.api + p.path + c.tales[p.tale])
		j.Clean()
		if err := os.WriteFile(filepath.Join(root, pictureFolder, p.name+".png"), j.Window(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// Every tale that a picture shows is told still.
func TestPicturesAreOfTales(t *testing.T) {
	t.Parallel()
	for _, p := range pictures {
		known := p.tale == ""
		for _, tale := range demo.Tales() {
			known = known || tale.About == p.tale
		}
		if !known {
			t.Errorf("no tale is about %q", p.tale)
		}
	}
}
