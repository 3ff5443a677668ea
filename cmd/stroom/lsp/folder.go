package lsp

import (
	"cmp"
	"io"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"stroom/definitions/assist"
	"stroom/definitions/stroomschema"
)

// maxFolder is how many files of one folder are looked at.
const maxFolder = 1_000

// maxKnown is how many files are remembered; then all of them are read again.
const maxKnown = 5_000

// disk reads files, and remembers them until they change.
type disk struct{ known map[string]stored }

type stored struct {
	text     []byte
	size     int64
	modified time.Time
}

// read returns a file; false when it cannot be read, or is larger than a definition can be.
func (d *disk) read(path string) ([]byte, bool) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > stroomschema.MaxSource {
		return nil, false
	}
	if s, ok := d.known[path]; ok && s.size == info.Size() && s.modified.Equal(info.ModTime()) {
		return s.text, true
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, false
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, stroomschema.MaxSource+1))
	if err != nil {
		return nil, false
	}
	if len(d.known) >= maxKnown || d.known == nil {
		d.known = map[string]stored{}
	}
	d.known[path] = stored{text, info.Size(), info.ModTime()}
	return text, true
}

// yamlFiles lists the YAML files of a folder, sorted by name.
func yamlFiles(dir string) []string {
	f, err := os.Open(dir)
	if err != nil {
		return nil
	}
	defer f.Close()
	names, _ := f.Readdirnames(maxFolder) // what could be read of it
	names = slices.DeleteFunc(names, func(name string) bool { return !strings.HasSuffix(name, ".yaml") && !strings.HasSuffix(name, ".yml") })
	slices.Sort(names)
	for i, name := range names {
		names[i] = filepath.Join(dir, name)
	}
	return names
}

// pathOf is the path of a file: URI; "" of any other.
func pathOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" || u.Path == "" {
		return ""
	}
	p := u.Path
	if len(p) > 2 && p[0] == '/' && p[2] == ':' { // a drive
		p = p[1:]
	}
	return filepath.Clean(filepath.FromSlash(p))
}

// uriOf is the file: URI of a path.
func uriOf(p string) string {
	p = filepath.ToSlash(p)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p
	}
	return (&url.URL{Scheme: "file", Path: p}).String()
}

// text returns a file as it stands: in the editor if it is open there, else on disk.
func (s *server) text(path string) ([]byte, bool) {
	if d := s.openAt(path); d != nil {
		return []byte(d.text), true
	}
	return s.disk.read(path)
}

// openAt is the document of a path; nil when it is not open.
func (s *server) openAt(path string) *document {
	if uri, ok := s.opened[path]; ok {
		return s.documents[uri]
	}
	return nil
}

// beside lists the YAML files of a folder, with those that are open and not saved yet.
func (s *server) beside(dir string) []string {
	list := yamlFiles(dir)
	for p := range s.opened {
		if filepath.Dir(p) == dir && !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	slices.Sort(list)
	return list[:min(len(list), maxFolder)]
}

// mainOf finds the definition that a document belongs to: the path of its main file, "" when there is none.
func (s *server) mainOf(d *document) string {
	kind := assist.KindOf([]byte(d.text))
	switch {
	case kind == assist.Definition:
		return d.place()
	case d.path == "":
		return ""
	case kind == assist.Scenario:
		return s.definitionOf(d)
	}
	name := filepath.Base(d.path)
	for _, other := range s.beside(filepath.Dir(d.path)) {
		if other == d.path {
			continue
		}
		if text, ok := s.text(other); ok && assist.KindOf(text) == assist.Definition && slices.Contains(assist.PartsOf(name, text), name) {
			return other
		}
	}
	return ""
}

// definitionOf finds the definition of a scenario: the version that it names, or the newest, in the folder above it or in
// its own.
func (s *server) definitionOf(d *document) string {
	version := assist.VersionOf([]byte(d.text))
	for _, dir := range []string{filepath.Dir(filepath.Dir(d.path)), filepath.Dir(d.path)} {
		var found []string
		for _, p := range s.beside(dir) {
			if text, ok := s.text(p); ok && assist.KindOf(text) == assist.Definition {
				found = append(found, p)
			}
		}
		if len(found) == 0 {
			continue
		}
		slices.SortStableFunc(found, func(a, b string) int { return cmp.Compare(versionIn(b), versionIn(a)) })
		for _, p := range found {
			if version == 0 || versionIn(p) == version {
				return p
			}
		}
		return ""
	}
	return ""
}

// versionIn is the number in the name of a definition: 3 of v3.yaml; 0 of any other name.
func versionIn(p string) int {
	number, ok := strings.CutPrefix(strings.TrimSuffix(filepath.Base(p), filepath.Ext(p)), "v")
	n, err := strconv.Atoi(number)
	if !ok || err != nil {
		return 0
	}
	return n
}

// place is the path of a document, or what stands for it when it is no file.
func (d *document) place() string {
	if d.path != "" {
		return d.path
	}
	return d.uri
}

// gather collects what belongs to a definition: its texts by the names that assist knows them by, and which of them are
// scenarios.
func (s *server) gather(main string) (texts map[string][]byte, scenarios []string) {
	dir := filepath.Dir(main)
	text, _ := s.text(main)
	if d, ok := s.documents[main]; ok { // no file
		return map[string][]byte{path.Base(main): []byte(d.text)}, nil
	}
	texts = map[string][]byte{filepath.Base(main): text}
	for _, p := range s.beside(dir) {
		name := filepath.Base(p)
		if part, ok := s.text(p); ok && name != filepath.Base(main) && assist.KindOf(part) == assist.Other {
			texts[name] = part
		}
	}
	folder := filepath.Join(dir, "scenarios")
	for _, p := range s.beside(folder) {
		scenario, ok := s.text(p)
		if !ok || len(scenarios) == assist.MaxScenarios || assist.KindOf(scenario) != assist.Scenario {
			continue
		}
		if s.definitionOf(&document{path: p, text: string(scenario)}) == main {
			name := path.Join("scenarios", filepath.Base(p))
			texts[name] = scenario
			scenarios = append(scenarios, name)
		}
	}
	return texts, scenarios
}
