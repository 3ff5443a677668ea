package assist

import (
	"strings"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

// Fix is a change that ends a diagnostic.
type Fix struct {
	Title string
	Of    diag.Diagnostic
	Edits []Edit
}

// MaxFixes is how many diagnostics of a range are looked at.
const MaxFixes = 10

// Fixes returns changes that end diagnostics in a range of a file: the name that was probably meant, and a label for a name
// without one. Each is tried first.
func (p *Project) Fixes(file string, in diag.Range, lang Lang) []Fix {
	found, _ := p.Diagnostics(file)
	var list []Fix
	tried := 0
	for _, d := range found {
		if d.Subject.End.Compare(in.Start) < 0 || in.End.Compare(d.Subject.Start) < 0 || tried == MaxFixes {
			continue
		}
		tried++
		if fix, ok := p.meantName(file, d, lang); ok {
			list = append(list, fix)
		} else if fix, ok := p.missingWord(d, lang); ok {
			list = append(list, fix)
		}
	}
	return list
}

// meantName writes the name that a hint suggests: over the whole subject, or over the last part of it.
func (p *Project) meantName(file string, d diag.Diagnostic, lang Lang) (Fix, bool) {
	rest, ok := strings.CutPrefix(d.Hint, "did you mean ")
	name := strings.Trim(rest, `"?`)
	if !ok || name == "" || d.Subject.Start.Line != d.Subject.End.Line {
		return Fix{}, false
	}
	fix := Fix{Title: lang.say("Vervang door ", "Replace by ") + quote(name), Of: d}
	line := p.line(file, d.Subject.Start.Line)
	written := string(line[min(len(line), d.Subject.Start.Column-1):min(len(line), d.Subject.End.Column-1)])
	last := d.Subject
	last.Start.Column += len([]rune(written[:strings.LastIndexByte(written, '.')+1]))
	for _, e := range []Edit{{d.Subject, name}, {last, name}, {d.Subject, name[strings.LastIndexByte(name, '.')+1:]}} {
		if fix.Edits = []Edit{e}; p.ends(file, d, fix.Edits) {
			return fix, true
		}
	}
	return Fix{}, false
}

// ends reports whether edits end a diagnostic without a new one at its place.
func (p *Project) ends(file string, d diag.Diagnostic, edits []Edit) bool {
	next := Open(p.main, apply(p.texts, edits), p.scenarios, p)
	found, _ := next.Diagnostics(file)
	for _, other := range found {
		if other.Subject.Start.Line == d.Subject.Start.Line && within(other.Subject.Start, d.Subject) {
			return false
		}
	}
	return true
}

// missingWord adds a label for a name that has none, in the order of the alphabet where the labels are in it.
func (p *Project) missingWord(d diag.Diagnostic, lang Lang) (Fix, bool) {
	if d.Code != stroomschema.CodeNoWord {
		return Fix{}, false
	}
	name := string(p.line(d.Subject.File, d.Subject.Start.Line)[d.Subject.Start.Column-1 : d.Subject.End.Column-1])
	plain := strings.ReplaceAll(name, "_", " ")
	after, indent := -1, ""
	where := ""
	for _, s := range p.analysis().Index.Symbols {
		line := p.line(s.Place.File, s.Place.Start.Line)
		before := string(line[:min(len(line), s.Place.Start.Column-1)])
		if s.Kind == stroomschema.SymbolWord && strings.TrimSpace(before) == "" && (where == "" || s.Name < name) {
			where, indent = s.Place.File, before
			if after = s.Extent.End.Line; s.Name > name {
				after = s.Place.Start.Line - 1
			}
		}
	}
	if where == "" {
		return Fix{}, false
	}
	at := diag.Pos{Line: after + 1, Column: 1}
	entry := indent + name + `: {nl: "` + plain + `", en: "` + plain + `"}` + "\n"
	if lines := strings.Count(string(p.texts[where]), "\n"); after > lines {
		at, entry = diag.Pos{Line: after, Column: len(p.line(where, after)) + 1}, "\n"+strings.TrimSuffix(entry, "\n")
	}
	return Fix{
		Title: lang.say("Geef een label aan ", "Give a label to ") + quote(name), Of: d,
		Edits: []Edit{{diag.Range{File: where, Start: at, End: at}, entry}},
	}, true
}
