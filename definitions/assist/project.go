package assist

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

// MaxScenarios is how many scenarios beside a definition are read; far more than anybody writes.
const MaxScenarios = 500

// FileKind says what a file is.
type FileKind uint8

// The kinds of file.
const (
	Other      FileKind = iota // nothing of ours
	Definition                 // it begins with stroomschema:
	Scenario                   // it begins with scenario:
	Part                       // a definition names it
)

// KindOf says by the keys at the left edge of a file what it is; parts are known to their definition only.
func KindOf(text []byte) FileKind {
	for line := range bytes.Lines(text) {
		switch {
		case bytes.HasPrefix(line, []byte("stroomschema:")):
			return Definition
		case bytes.HasPrefix(line, []byte("scenario:")):
			return Scenario
		}
	}
	return Other
}

// PartsOf lists the files that a definition names as its parts, as far as it can be read.
func PartsOf(file string, text []byte) []string {
	start := 0
	if !bytes.HasPrefix(text, []byte("parts:")) {
		if start = bytes.Index(text, []byte("\nparts:")) + 1; start == 0 {
			return nil
		}
	}
	end := start + 1 // only this section is read: the whole would take its time
	for end < len(text) && !(text[end-1] == '\n' && text[end] != ' ' && text[end] != '-' && text[end] != '#') {
		end++
	}
	var list []string
	for _, item := range stroomschema.ReadDocument(file, text[start:end]).Root().Get("parts").Items() {
		list = append(list, item.Text())
	}
	return list
}

// VersionOf returns the definition that a scenario names: its version, 0 for the newest of the folder. It looks at the lines
// at the left edge only, because it is asked of many files.
func VersionOf(text []byte) int {
	for line := range bytes.Lines(text) {
		rest, ok := bytes.CutPrefix(line, []byte("definition:"))
		if !ok {
			continue
		}
		named, _, _ := strings.Cut(string(rest), " #")
		_, number, _ := strings.Cut(strings.Trim(strings.TrimSpace(named), `"'`), "@")
		if version, err := strconv.Atoi(number); err == nil && version > 0 {
			return version
		}
	}
	return 0
}

// Project is one definition with its parts and scenarios, as their texts stand.
type Project struct {
	main      string
	texts     map[string][]byte
	scenarios []string               // names, sorted
	made      *stroomschema.Analysis // nil: not read yet
	good      *stroomschema.Analysis // the last one that compiled; nil when none did
	read      map[string]*stroomschema.ScenarioAnalysis
}

// Open makes the Project of a definition; it is read when it is first asked something. texts are its files by name; scenarios
// names those of them that are scenarios of it. before is the Project of the same definition a moment ago, of which is kept
// what still holds; nil for none.
func Open(main string, texts map[string][]byte, scenarios []string, before *Project) *Project {
	p := &Project{
		main: main, texts: texts, scenarios: slices.Sorted(slices.Values(scenarios)),
		read: map[string]*stroomschema.ScenarioAnalysis{},
	}
	p.scenarios = p.scenarios[:min(len(p.scenarios), MaxScenarios)]
	if before == nil || before.main != main {
		return p
	}
	p.good = before.good
	if before.made == nil || !before.sameDefinition(texts) {
		return p
	}
	p.made = before.made
	for name, s := range before.read {
		if bytes.Equal(before.texts[name], texts[name]) {
			p.read[name] = s
		}
	}
	return p
}

// analysis is that of the texts of the project.
func (p *Project) analysis() *stroomschema.Analysis {
	if p.made == nil {
		p.made = stroomschema.Analyse(p.main, p.texts[p.main], stroomschema.Options{Parts: p.part})
		if p.made.Compiled {
			p.good = p.made
		}
	}
	return p.made
}

// part hands a part to the compiler.
func (p *Project) part(name string) ([]byte, error) {
	if text, ok := p.texts[name]; ok && !strings.Contains(name, "/") {
		return text, nil
	}
	return nil, fmt.Errorf("read %s: %w", name, fs.ErrNotExist)
}

// sameDefinition reports whether these texts say the same as those the definition was read from.
func (p *Project) sameDefinition(texts map[string][]byte) bool {
	for _, name := range p.Files() {
		if !bytes.Equal(p.texts[name], texts[name]) {
			return false
		}
	}
	for _, name := range PartsOf(p.main, texts[p.main]) {
		_, had := p.texts[name]
		if _, has := texts[name]; had != has {
			return false
		}
	}
	return true
}

// Files lists the files that the definition is made of: the main one first, then its parts.
func (p *Project) Files() []string {
	files := []string{p.main}
	for _, name := range PartsOf(p.main, p.texts[p.main]) {
		if _, ok := p.texts[name]; ok && !slices.Contains(files, name) {
			files = append(files, name)
		}
	}
	return files
}

// Kind says what a file is to this project.
func (p *Project) Kind(file string) FileKind {
	switch {
	case file == p.main:
		return Definition
	case slices.Contains(p.scenarios, file):
		return Scenario
	case slices.Contains(p.Files(), file):
		return Part
	}
	return Other
}

// known is the analysis to ask what exists: that of the present text, or where it breaks off early, the last good one.
func (p *Project) known() *stroomschema.Analysis {
	if d := p.analysis().Definition; (d == nil || d.Env == nil || len(d.Flows) == 0) && p.good != nil {
		return p.good
	}
	return p.analysis()
}

// scenario reads a scenario against the definition; nil while the definition has errors.
func (p *Project) scenario(file string) *stroomschema.ScenarioAnalysis {
	if s, ok := p.read[file]; ok || !p.analysis().Compiled {
		return s
	}
	p.read[file] = stroomschema.AnalyseScenario(file, p.texts[file], p.analysis())
	return p.read[file]
}

// Diagnostics returns what is wrong with one file of the project. checked is false for a scenario that cannot be judged,
// because its definition has errors.
func (p *Project) Diagnostics(file string) (found diag.List, checked bool) {
	if p.Kind(file) == Scenario {
		if d := stroomschema.ReadDocument(file, p.texts[file]); d.Mended {
			return d.Faults, true
		}
		s := p.scenario(file)
		if s == nil {
			return nil, false
		}
		return s.Found, true
	}
	for _, d := range p.analysis().Found {
		if d.Subject.File == file {
			found = append(found, d)
		}
	}
	return found, true
}

// mentions returns the names in one file, in order of place, with the index that they point into.
func (p *Project) mentions(file string) (*stroomschema.Index, []stroomschema.Mention) {
	index := p.analysis().Index
	if p.Kind(file) == Scenario {
		s := p.scenario(file)
		if s == nil {
			return index, nil
		}
		return s.Index, s.Index.Mentions
	}
	first, _ := slices.BinarySearchFunc(index.Mentions, file, func(m stroomschema.Mention, file string) int { return cmp.Compare(m.Place.File, file) })
	last := first
	for last < len(index.Mentions) && index.Mentions[last].Place.File == file {
		last++
	}
	return index, index.Mentions[first:last]
}

// document returns a file as it was read.
func (p *Project) document(file string) *stroomschema.Document {
	if p.Kind(file) == Scenario {
		if s := p.scenario(file); s != nil {
			return s.Document
		}
		return stroomschema.ReadDocument(file, p.texts[file])
	}
	return p.analysis().Document(file)
}

// within reports whether a place lies in a range, its end included: a cursor stands behind the last letter too.
func within(at diag.Pos, r diag.Range) bool {
	return r.Start.Compare(at) <= 0 && at.Compare(r.End) <= 0
}

// line returns a line of a file, from 1, without its end.
func (p *Project) line(file string, number int) []rune {
	lines := strings.Split(string(p.texts[file]), "\n")
	if number < 1 || number > len(lines) {
		return nil
	}
	return []rune(strings.TrimSuffix(lines[number-1], "\r"))
}

// Texts returns the names of all files of the project, sorted.
func (p *Project) Texts() []string { return slices.Sorted(maps.Keys(p.texts)) }
