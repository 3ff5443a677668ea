package lsp

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// What comes back, written short.

// place writes a range of a file: line and column from 1, and the letters there.
func (p *player) place(name string, r span) string {
	text := p.text(name)
	from, to := p.offset(text, r.Start), p.offset(text, r.End)
	letters := ""
	if to-from < 60 {
		letters = " " + strconv.Quote(text[from:to])
	}
	return fmt.Sprintf("%d:%d%s", r.Start.Line+1, r.Start.Character+1, letters)
}

// decoded reads a response; an error is written into the transcript.
func decoded[T any](p *player, m message) (v T, ok bool) {
	p.t.Helper()
	if m.Error != nil {
		p.say("error %d: %s", m.Error.Code, m.Error.Message)
		return v, false
	}
	if string(m.Result) == "null" {
		p.say("nothing")
		return v, false
	}
	if err := json.Unmarshal(m.Result, &v); err != nil {
		p.t.Fatal(err)
	}
	return v, true
}

func (p *player) tellExit() {
	p.t.Helper()
	select {
	case code := <-p.exit:
		p.say("exit code %d", code)
	case <-time.After(patience):
		p.t.Fatal("the server goes on")
	}
}

// tellRaw writes a message as it came, with the folder of the test left out.
func (p *player) tellRaw(m message) {
	body, err := json.Marshal(m)
	if err != nil {
		p.t.Fatal(err)
	}
	p.say("%s", strings.ReplaceAll(string(body), uriOf(p.root), "file:///work"))
}

func (p *player) tellProblems(name string) {
	p.t.Helper()
	list := p.problems(name)
	for _, d := range list {
		p.say("%s %s %s", []string{"", "error", "warning", "note"}[d.Severity], strings.TrimSpace(d.Code+" "+p.place(name, d.Range)), strings.ReplaceAll(d.Message, "\n", " / "))
	}
	if len(list) == 0 {
		p.say("none")
	}
}

// mostItems is how many completions a transcript shows; an editor does not show more either.
const mostItems = 14

// tellCompletion writes what an editor would show: the items that begin with what is written already.
func (p *player) tellCompletion(name string, at int, options []string, m message) {
	p.t.Helper()
	list, ok := decoded[completionList](p, m)
	if !ok {
		return
	}
	text := p.text(name)
	if !sort.SliceIsSorted(list.Items, func(i, j int) bool { return list.Items[i].SortText < list.Items[j].SortText }) {
		p.t.Error("the items do not come in their own order")
	}
	var shown []completionItem
	for _, item := range list.Items {
		from := p.offset(text, item.TextEdit.Range.Start)
		if from > at {
			p.t.Errorf("%s is to be written behind the cursor", item.Label)
			continue
		}
		if strings.HasPrefix(item.Label, text[from:at]) {
			shown = append(shown, item)
		}
	}
	most := mostItems
	if slices.Contains(options, "all") {
		most = len(shown)
	}
	for _, item := range shown[:min(most, len(shown))] {
		line := item.Label
		if item.TextEdit.NewText != item.Label {
			line += " => " + strconv.Quote(item.TextEdit.NewText)
		}
		if item.Detail != "" {
			line += " | " + item.Detail
		}
		if item.Documentation != nil && slices.Contains(options, "about") {
			line += " | " + strings.ReplaceAll(item.Documentation.Value, "\n", " / ")
		}
		p.say("%s", line)
	}
	if more := len(shown) - most; more > 0 {
		p.say("and %d more", more)
	}
	if len(shown) == 0 {
		p.say("none of %d", len(list.Items))
	}
}

func (p *player) tellPlaces(m message) {
	p.t.Helper()
	list, ok := decoded[[]location](p, m)
	for _, l := range list {
		p.say("%s %s", p.name(l.URI), p.place(p.name(l.URI), l.Range))
	}
	if ok && len(list) == 0 {
		p.say("none")
	}
}

func (p *player) tellEdits(e workspaceEdit) {
	var uris []string
	for uri := range e.Changes {
		uris = append(uris, uri)
	}
	sort.Strings(uris)
	for _, uri := range uris {
		for _, one := range e.Changes[uri] {
			p.say("%s %s => %q", p.name(uri), p.place(p.name(uri), one.Range), one.NewText)
		}
	}
}

func (p *player) tellSymbols(name string, list []documentSymbol, indent string) {
	for _, s := range list {
		detail := s.Detail
		if utf8.RuneCountInString(detail) > 40 {
			detail = string([]rune(detail)[:40]) + "..."
		}
		p.say("%s%s (%d) %d-%d %s", indent, s.Name, s.Kind, s.Range.Start.Line+1, s.Range.End.Line+1, detail)
		p.tellSymbols(name, s.Children, indent+"  ")
	}
}

func (p *player) tellTokens(name string, data []int) {
	text := p.text(name)
	var at position
	for i := 0; i+4 < len(data); i += 5 {
		if data[i] > 0 {
			at.Character = 0
		}
		at.Line, at.Character = at.Line+data[i], at.Character+data[i+1]
		end := position{at.Line, at.Character + data[i+2]}
		declares := ""
		if data[i+4] == 1 {
			declares = " declared"
		}
		p.say("%d:%d %s %s%s", at.Line+1, at.Character+1, text[p.offset(text, at):p.offset(text, end)], tokenTypes[data[i+3]], declares)
	}
}
