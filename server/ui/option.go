package ui

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// OptionGroup is what can be done now in one part, and what cannot.
type OptionGroup struct {
	Title  string // the flow, and for what it runs
	Flow   string // the flow alone
	For    string // for what alone; "" for a flow that runs once
	Asked  bool   // a step asks this person
	Open   []OpenOption
	Closed []ClosedOption
}

// OpenOption is a decision that this person may take now.
type OpenOption struct {
	Href, Text string
	As         string // the role and organisation, for who has several
	For        string // what it is for, where the group does not say that
	Beside     bool   // no step asks it
}

// ClosedOption is a decision that he may not take now.
type ClosedOption struct {
	Text    string
	For     string // what it is for, where the group does not say that
	Why     string // in plain words
	Ways    []Way  // what would make it possible, each verified
	Who     string // who could take it
	From    string // from when
	Instead *Link
}

// Way is one way in which a decision would be possible.
type Way struct {
	Text string
	Link *Link // where this person can see to it; nil for nowhere
}

func (w Way) same(v Way) bool {
	return w.Text == v.Text && (w.Link == nil && v.Link == nil || w.Link != nil && v.Link != nil && *w.Link == *v.Link)
}

// Asked reports whether a step asks something of the reader.
func (p Trajectory) Asked() bool {
	return slices.ContainsFunc(p.Groups, func(g OptionGroup) bool { return g.Asked && len(g.Open) > 0 })
}

// Others reports whether the reader may do something that no step asks.
func (p Trajectory) Others() bool {
	return slices.ContainsFunc(p.Groups, func(g OptionGroup) bool { return !g.Asked && len(g.Open) > 0 })
}

// Refused reports whether there is something that the reader may not do now.
func (p Trajectory) Refused() bool {
	return slices.ContainsFunc(p.Groups, func(g OptionGroup) bool { return len(g.Closed) > 0 })
}

// Together orders groups for reading: those in which a step asks this person come first, each on its own; the others follow,
// one for each flow, in which the same refusal is said once.
func Together(groups []OptionGroup) []OptionGroup {
	var asked, others []OptionGroup
	for _, g := range groups {
		if g.Asked {
			asked = append(asked, g)
			continue
		}
		at := slices.IndexFunc(others, func(o OptionGroup) bool { return o.Flow == g.Flow })
		if at < 0 {
			others, at = append(others, OptionGroup{Title: g.Flow, Flow: g.Flow}), len(others)
		}
		for _, o := range g.Open {
			o.For = g.For
			others[at].Open = append(others[at].Open, o)
		}
		for _, o := range g.Closed {
			others[at].refuse(o, g.For)
		}
	}
	return append(asked, others...)
}

// refuse adds a refusal, or what it is for to the same refusal.
func (g *OptionGroup) refuse(o ClosedOption, what string) {
	for i := range g.Closed {
		if had := &g.Closed[i]; what != "" && o.same(*had) {
			had.For += ", " + what
			return
		}
	}
	o.For = what
	g.Closed = append(g.Closed, o)
}

func (o ClosedOption) same(p ClosedOption) bool {
	return o.Text == p.Text && o.Why == p.Why && o.Who == p.Who && o.From == p.From && o.Instead == nil && p.Instead == nil && slices.EqualFunc(o.Ways, p.Ways, Way.same)
}

// Imperative writes what can be done as a button says it: with a capital, without a full stop.
func Imperative(text string) string {
	text = strings.TrimSuffix(text, ".")
	if text == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
