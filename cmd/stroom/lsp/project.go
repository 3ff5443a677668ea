package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"stroom/definitions/assist"
	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

// project is a definition with all that belongs to it.
type project struct {
	main    string          // path of the main file
	known   *assist.Project // as it was last read; nil before the first round
	stale   bool            // the texts have changed since the last round began
	going   bool            // a round is under way
	rest    bool            // the scenarios that are not open have not been judged since the last change
	waiting []message       // requests that wait for the next result
	stop    func()          // ends the round that is under way before its time
}

// outdate says that the texts have changed: what is being found out about the old ones is of no use any more.
func (p *project) outdate() {
	p.stale, p.rest = true, true
	if p.going {
		p.stop()
	}
}

// result is what a round found.
type result struct {
	project *project
	read    *assist.Project
	found   map[string]diag.List // by the names of files
	unknown []string             // scenarios that cannot be judged
	whole   bool                 // the scenarios that are not open were judged too
	fault   any                  // it panicked
}

// belongs finds the project of a document, and makes it; nil when it belongs to none.
func (s *server) belongs(d *document) *project {
	main := s.mainOf(d)
	if main == "" {
		return nil
	}
	p := s.projects[main]
	if p == nil {
		p = &project{main: main, stale: true}
		s.projects[main] = p
	}
	return p
}

// changed makes the projects of a document out of date.
func (s *server) changed(d *document) {
	if p := s.belongs(d); p != nil {
		p.outdate()
	} else {
		s.publish(d.uri, s.orphan(d))
	}
	for _, p := range s.projects { // it may have been a part, or a scenario, of another a moment ago
		if p.known != nil && slices.Contains(p.known.Texts(), p.name(d.place())) {
			p.outdate()
		}
	}
}

// name is how assist knows a file of the project.
func (p *project) name(place string) string {
	if rel, err := filepath.Rel(filepath.Dir(p.main), place); err == nil && !strings.HasPrefix(rel, "..") {
		return filepath.ToSlash(rel)
	}
	return path.Base(filepath.ToSlash(place))
}

// uri is the URI of a file of the project.
func (s *server) uri(p *project, name string) string {
	if d, ok := s.documents[p.main]; ok { // no file
		return d.uri
	}
	place := filepath.Join(filepath.Dir(p.main), filepath.FromSlash(name))
	if uri, ok := s.opened[place]; ok {
		return uri
	}
	return uriOf(place)
}

// begin starts a round of every project that is out of date, unless more messages wait: they may change it again.
func (s *server) begin(ctx context.Context) {
	if len(s.queue) > 0 {
		return
	}
	mains := make([]string, 0, len(s.projects))
	for main := range s.projects {
		mains = append(mains, main)
	}
	sort.Strings(mains)
	for _, main := range mains {
		p := s.projects[main]
		switch {
		case p.going:
		case p.stale:
			s.round(ctx, p, false)
		case p.rest && p.known != nil:
			s.round(ctx, p, true)
		}
	}
}

// round reads a project beside the loop. whole says whether scenarios that are not open are judged too.
func (s *server) round(ctx context.Context, p *project, whole bool) {
	p.going, p.stale = true, false
	if whole {
		p.rest = false
	}
	texts, scenarios := s.gather(p.main)
	next := assist.Open(p.name(p.main), texts, scenarios, p.known)
	names := next.Files()
	for _, name := range scenarios {
		if _, open := s.opened[filepath.Join(filepath.Dir(p.main), filepath.FromSlash(name))]; open || whole {
			names = append(names, name)
		}
	}
	while, stop := context.WithCancel(ctx)
	p.stop = stop
	go func() {
		r := judge(while, next, names)
		r.project, r.whole = p, whole
		select {
		case s.results <- r:
		case <-ctx.Done():
		}
	}()
}

// judge reads a project and says what is wrong with some of its files, as far as it gets until ctx is done.
func judge(ctx context.Context, p *assist.Project, names []string) (r result) {
	r = result{read: p, found: map[string]diag.List{}}
	defer func() { r.fault = recover() }()
	for _, name := range names {
		if ctx.Err() != nil {
			return r
		}
		found, checked := p.Diagnostics(name)
		r.found[name] = found
		if !checked {
			r.unknown = append(r.unknown, name)
		}
	}
	return r
}

// finish takes what a round found, unless the texts have changed meanwhile.
func (s *server) finish(ctx context.Context, r result) {
	p := r.project
	p.going = false
	p.stop()
	if r.fault != nil {
		fmt.Fprintf(s.log, "read %s: panic: %v\n", p.main, r.fault)
	} else if !p.stale {
		p.known = r.read
		s.publishAll(p, r)
	}
	if !p.stale {
		waiting := p.waiting
		p.waiting = nil
		for _, m := range waiting {
			if s.pending.isCancelled(m.ID) {
				s.reply(m.ID, nil, &rpcError{codeCancelled, "cancelled"})
				continue
			}
			s.answer(s.handlers[m.Method], m)
		}
	}
	s.begin(ctx)
}

// waitsFor returns the project whose present text must be read before a request can be answered; nil when it can be
// answered now.
func (s *server) waitsFor(m message) *project {
	if m.Method == "textDocument/completion" || m.Method == "textDocument/signatureHelp" {
		if p := s.projectOf(m.Params); p != nil && p.known == nil && (p.stale || p.going) {
			return p
		}
		return nil
	}
	if p := s.projectOf(m.Params); p != nil && (p.stale || p.going && !p.judged()) {
		return p
	}
	if m.Method == "workspace/symbol" {
		for _, p := range s.projects {
			if p.known == nil && (p.stale || p.going) {
				return p
			}
		}
	}
	return nil
}

// judged reports whether the project that is known is that of the present texts, though a round may be under way.
func (p *project) judged() bool { return p.known != nil && !p.stale && !p.rest }

// projectOf is the project of the document that a request is about; nil when there is none.
func (s *server) projectOf(params json.RawMessage) *project {
	about, err := read[documentParams](params)
	if err != nil {
		return nil
	}
	if d := s.documents[about.TextDocument.URI]; d != nil {
		return s.belongs(d)
	}
	return nil
}

// publishAll publishes what is wrong with the files of a project, and takes back what was said of files that no longer
// belong to it.
func (s *server) publishAll(p *project, r result) {
	for _, name := range sortedNames(r.found) {
		found, uri := r.found[name], s.uri(p, name)
		list := s.diagnostics(uri, found)
		if slices.Contains(r.unknown, name) {
			list = []diagnostic{s.unjudged(p)}
		}
		s.publish(uri, list)
	}
}

func sortedNames(found map[string]diag.List) []string {
	names := make([]string, 0, len(found))
	for name := range found {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// publish sends the diagnostics of a file, unless they are those that were sent last.
func (s *server) publish(uri string, list []diagnostic) {
	if list == nil {
		list = []diagnostic{}
	}
	p := publishParams{URI: uri, Diagnostics: list}
	if d := s.documents[uri]; d != nil {
		p.Version = &d.version
	}
	said, err := json.Marshal(p)
	if err != nil {
		fmt.Fprintf(s.log, "publish: %v\n", err)
		return
	}
	before, told := s.published[uri]
	if before == string(said) || !told && len(list) == 0 && p.Version == nil {
		return
	}
	if s.published[uri] = string(said); len(list) == 0 && p.Version == nil {
		delete(s.published, uri)
	}
	s.notify("textDocument/publishDiagnostics", p)
}

// diagnostics turns findings into those of the protocol.
func (s *server) diagnostics(uri string, found diag.List) []diagnostic {
	text := s.linesOf(uri)
	list := make([]diagnostic, 0, len(found))
	for _, d := range found {
		one := diagnostic{Range: s.encoding.span(text, d.Subject), Severity: 1, Code: d.Code, Source: "stroom", Message: s.message(d)}
		if d.Severity == diag.Warning {
			one.Severity = 2
		}
		if d.Code == stroomschema.CodeUnused && len(s.client.Capabilities.TextDocument.PublishDiagnostics.TagSupport) > 0 {
			one.Tags = []int{1} // unnecessary
		}
		list = append(list, one)
	}
	return list
}

// message is what an editor shows of a finding.
func (s *server) message(d diag.Diagnostic) string {
	text := d.Summary
	if e, ok := stroomschema.Explain(d.Code); ok && s.ask.Lang == assist.NL {
		text = e.Title.NL + ": " + strings.TrimPrefix(text, "this is not YAML: ")
	}
	for _, more := range []string{d.Detail, d.Hint} {
		if more != "" {
			text += "\n" + more
		}
	}
	return text
}

// unjudged says that a scenario cannot be judged.
func (s *server) unjudged(p *project) diagnostic {
	name := filepath.Base(p.main)
	text := "Dit scenario is niet gecontroleerd: " + name + " heeft fouten."
	if s.ask.Lang == assist.EN {
		text = "This scenario was not checked: " + name + " has errors."
	}
	return diagnostic{Severity: 3, Source: "stroom", Message: text}
}

// orphan says of a scenario that its definition is not there; of any other file that belongs to no definition nothing is
// said.
func (s *server) orphan(d *document) []diagnostic {
	if assist.KindOf([]byte(d.text)) != assist.Scenario {
		return nil
	}
	text := "Bij dit scenario is geen definitie gevonden: niet in de map erboven, en niet in zijn eigen map."
	if s.ask.Lang == assist.EN {
		text = "The definition of this scenario was not found: neither in the folder above it, nor in its own."
	}
	return []diagnostic{{Severity: 2, Source: "stroom", Message: text}}
}

// linesOf are the lines of a file as it stands.
func (s *server) linesOf(uri string) []string {
	if d := s.documents[uri]; d != nil {
		return lines(d.text)
	}
	text, _ := s.disk.read(pathOf(uri))
	return lines(string(text))
}
