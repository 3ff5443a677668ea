package readmodel

import "strings"

// open names what every reader may know: the clock, who acts, parameters.
var open = map[string]bool{"now": true, "today": true, "occurred": true, "due": true, "paused": true, "actor": true, "param": true, "party": true, "cause": true}

// readable says whether a value that a rule read may be shown, by the name under which it was read: a fact ("room[north]"
// or "title.code"), the day it was recorded ("recorded.risk"), something open, where another flow stands ("repair[north].open"),
// or else something of a form, which an input of a rule bears the name of, or of the run itself.
func (w writer) readable(name string, line *Line) bool {
	root, key, path := readingParts(name)
	if root == "recorded" {
		root, key, path = readingParts(path)
	}
	switch {
	case w.def.Fact(root) != nil:
		return w.sight.FactAt(root, key, path, line.At)
	case open[root] || w.def.Flow(root) != nil:
		return true
	}
	for _, k := range w.def.Keys {
		if k.Name == root {
			return true
		}
	}
	flow := line.Flow
	if flow == "" {
		flow = w.def.Flows[0].Name
	}
	return w.sight.RunAt(flow, line.Key, line.At) && w.mayTyped(line, root, path)
}

// readingParts splits "room[north].level" into the root, its key, and the path below it.
func readingParts(name string) (root, key, path string) {
	end := strings.IndexAny(name, ".[")
	if end < 0 {
		return name, "", ""
	}
	root, rest := name[:end], name[end:]
	if strings.HasPrefix(rest, "[") {
		key, rest, _ = strings.Cut(rest[1:], "]")
	}
	return root, key, strings.TrimPrefix(rest, ".")
}
