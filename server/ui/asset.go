package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"path"
	"strings"

	"stroom/definitions/diagram"
)

//go:embed static
var static embed.FS

// AssetPath is where assets are served.
const AssetPath = "/assets/"

// asset is one static file with its media type, and the same compressed.
type asset struct {
	media  string
	text   []byte
	zipped []byte
}

var mediaTypes = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}

// chartCSS is the style of the drawings, from the package that draws them.
const chartCSS = "chart.css"

// assets are the static files by the name under which they are served; names gives that name.
var assets, names = loadAssets()

func loadAssets() (map[string]asset, map[string]string) {
	byServed, served := map[string]asset{}, map[string]string{}
	add := func(file string, text []byte) {
		sum := sha256.Sum256(text)
		ending := path.Ext(file)
		name := strings.TrimSuffix(file, ending) + "." + hex.EncodeToString(sum[:6]) + ending
		byServed[name], served[file] = asset{mediaTypes[ending], text, zip(text)}, name
	}
	add(chartCSS, []byte(diagram.CSS()))
	entries, err := static.ReadDir("static")
	if err != nil {
		panic("ui: the static files are embedded: " + err.Error())
	}
	for _, e := range entries {
		text, err := static.ReadFile("static/" + e.Name())
		if err != nil {
			panic("ui: the static files are embedded: " + err.Error())
		}
		add(e.Name(), text)
	}
	return byServed, served
}

// Asset returns a static file by the name under which it is served, with its media type. The name changes with the content,
// so that a browser may keep it for ever.
func Asset(served string) (media string, text []byte, ok bool) {
	a, ok := assets[served]
	return a.media, a.text, ok
}

// AssetZipped is a static file as gzip makes it, for a browser that takes that; nil when there is no such file.
//
// Pages themselves are not compressed: they hold the token of a form beside what an address says, and the length of both
// compressed together would tell of the token, letter by letter (BREACH).
func AssetZipped(served string) []byte { return assets[served].zipped }

// zip compresses a file as far as it goes, once for all who ask.
func zip(text []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(text)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		panic("ui: a buffer takes all: " + err.Error())
	}
	return out.Bytes()
}

// AssetURL is the address of a static file of this package: "stroom.css".
func AssetURL(name string) string {
	served, ok := names[name]
	if !ok {
		panic("ui: there is no asset " + name)
	}
	return AssetPath + served
}
