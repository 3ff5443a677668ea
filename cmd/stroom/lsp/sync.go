package lsp

import (
	"encoding/json"
	"fmt"
)

// didOpen takes a document that the editor has opened.
func didOpen(s *server, params json.RawMessage) (any, error) {
	p, err := read[didOpenParams](params)
	if err != nil {
		return nil, err
	}
	if len(s.documents) >= MaxDocuments {
		return nil, fmt.Errorf("more than %d files are open; %s is not looked at", MaxDocuments, p.TextDocument.URI)
	}
	d := &document{uri: p.TextDocument.URI, path: pathOf(p.TextDocument.URI), version: p.TextDocument.Version, text: p.TextDocument.Text}
	s.documents[d.uri] = d
	if d.path != "" {
		s.opened[d.path] = d.uri
	}
	s.changed(d)
	return nil, nil
}

// didChange makes edits. After one that cannot be made the document is not what the editor shows: it is let go, and
// looked at again when it is opened again.
func didChange(s *server, params json.RawMessage) (any, error) {
	p, err := read[didChangeParams](params)
	if err != nil {
		return nil, err
	}
	d := s.documents[p.TextDocument.URI]
	if d == nil {
		return nil, fmt.Errorf("%s is not open", p.TextDocument.URI)
	}
	for _, c := range p.ContentChanges {
		text, err := s.encoding.change(d.text, c)
		if err != nil {
			s.close(d)
			return nil, err
		}
		d.text = text
	}
	d.version = p.TextDocument.Version
	s.changed(d)
	return nil, nil
}

func didClose(s *server, params json.RawMessage) (any, error) {
	p, err := read[documentParams](params)
	if err != nil {
		return nil, err
	}
	d := s.documents[p.TextDocument.URI]
	if d == nil {
		return nil, fmt.Errorf("%s is not open", p.TextDocument.URI)
	}
	s.close(d)
	return nil, nil
}

// close lets a document go. A project of which no file is open any more is forgotten, and what was said of it taken back.
func (s *server) close(d *document) {
	s.changed(d) // what is on disk counts from now on
	delete(s.documents, d.uri)
	delete(s.opened, d.path)
	s.publish(d.uri, nil)
	for main, p := range s.projects {
		if s.inUse(p) {
			continue
		}
		delete(s.projects, main)
		for _, m := range p.waiting {
			s.reply(m.ID, nil, &rpcError{codeFailed, "the file was closed"})
		}
		p.waiting = nil
		if p.known != nil {
			for _, name := range p.known.Texts() {
				s.publish(s.uri(p, name), nil)
			}
		}
	}
}

// inUse reports whether a file of a project is open.
func (s *server) inUse(p *project) bool {
	for _, d := range s.documents {
		if d.place() == p.main || s.mainOf(d) == p.main {
			return true
		}
	}
	return false
}

// didChangeWatchedFiles looks again at what may have changed on disk.
func didChangeWatchedFiles(s *server, params json.RawMessage) (any, error) {
	if _, err := read[watchedParams](params); err != nil {
		return nil, err
	}
	for _, p := range s.projects {
		p.outdate()
	}
	return nil, nil
}
