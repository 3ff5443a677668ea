package stroomschema

import (
	"fmt"
	"slices"
	"strings"

	"stroom/definitions/diag"
	"stroom/rules"
)

// toldPlace is one place where somebody is told something.
type toldPlace struct {
	notice *NoticeUse // nil: a text of its own
	text   Template
	to     []*Who
	scope  *scope
	at     diag.Range
}

// refusedPlace is one place where somebody can be refused by a rule.
type refusedPlace struct {
	use   *RuleUse
	scope *scope
}

func (c *compiler) refused(use *RuleUse, s *scope) {
	if len(s.acting) > 0 {
		c.refusals = append(c.refusals, refusedPlace{use, s})
	}
}

func (c *compiler) told(use *NoticeUse, to []*Who, s *scope, at diag.Range) {
	c.tells = append(c.tells, toldPlace{notice: use, to: to, scope: s, at: at})
}

func (c *compiler) tellText(text Template, to []*Who, s *scope, at diag.Range) {
	c.tells = append(c.tells, toldPlace{text: text, to: to, scope: s, at: at})
}

// checkSees finds texts that show a fact to somebody who may not see it, and roles of which nothing is said.
func (c *compiler) checkSees() {
	v := &viewers{c: c, reported: map[string]bool{}, acting: map[*Flow]map[*Role]bool{}}
	for _, flow := range c.def.Flows {
		v.acting[flow] = v.actors(flow)
	}
	for _, told := range c.tells {
		v.checkTold(told)
	}
	for _, refused := range c.refusals {
		v.checkRefusal(refused.use, nil, refused.scope)
	}
	v.checkMissing()
}

// viewers answers who may see what.
type viewers struct {
	c        *compiler
	acting   map[*Flow]map[*Role]bool // who may decide something in a flow: they see its forms
	reported map[string]bool
}

// viewer is a role at an organisation, as far as that is known before anything runs.
type viewer struct {
	role  *Role
	bound bool // it is the party of the key of the place, so it sees what is [own]
}

// resolve lists the roles that a list of people can be.
func (v *viewers) resolve(list []*Who, s *scope) []viewer {
	var out []viewer
	for _, who := range list {
		if who == nil {
			continue
		}
		bound := who.Kind == OfRole || who.Kind == OfKey
		switch {
		case who.Kind == StepWho && s != nil && s.step != nil:
			out = append(out, v.resolve(s.step.Who, s)...)
		case who.Kind == OfStarter && s != nil && s.flow != nil && s.flow.Begin != nil:
			out = append(out, v.resolve(s.flow.Begin.By, s)...)
		case who.Role == nil:
		case len(who.Role.Chosen) > 0:
			for _, choice := range who.Role.Chosen {
				if choice.Is != nil {
					out = append(out, viewer{choice.Is, bound})
				}
			}
		default:
			if who.Kind == OfWho && who.Of != nil {
				bound = who.Of.Kind == OfRole || who.Of.Kind == OfKey || who.Of.Kind == StepWho
			}
			out = append(out, viewer{who.Role, bound})
		}
	}
	return out
}

// actors lists the roles that may decide something in a flow.
func (v *viewers) actors(flow *Flow) map[*Role]bool {
	out := map[*Role]bool{}
	add := func(list []*Who, step *Step) {
		for _, one := range v.resolve(list, &scope{flow: flow, step: step}) {
			out[one.role] = true
		}
	}
	for _, d := range []*Decision{flow.Begin, flow.Again} {
		if d != nil {
			add(d.By, nil)
		}
	}
	for _, d := range decisionsOf(flow) {
		add(d.By, d.Step)
	}
	for _, step := range flow.Steps {
		add(step.Who, step)
	}
	return out
}

// checkTold looks at what a notice shows to each of its receivers. What a message of an outside standard carries is
// filtered when it is sent.
func (v *viewers) checkTold(told toldPlace) {
	text, given := told.text, map[string]*rules.Expr(nil)
	what := "the text"
	if use := told.notice; use != nil {
		if use.Notice.Standard != "" {
			return
		}
		text, given, what = use.Notice.Text, use.With, "notice "+use.Notice.Name
	}
	for _, one := range v.resolve(told.to, told.scope) {
		for _, q := range v.c.quotes(text) {
			v.checkQuote(q, given, one, told.scope, what)
		}
		if told.notice == nil {
			continue
		}
		for _, fact := range told.notice.Notice.Documents {
			if !v.sees(one, fact, "") {
				v.shown(told.at, one.role, what+" carries the document "+fact.Name)
			}
		}
	}
}

// checkRefusal looks at what the refusals of a rule, or of the rules of a group, show to those who may be refused.
func (v *viewers) checkRefusal(use *RuleUse, outer map[string]*rules.Expr, s *scope) {
	given := use.With
	if outer != nil {
		given = make(map[string]*rules.Expr, len(use.With))
		for _, name := range sortedKeys(use.With) {
			given[name] = outer[name] // the inputs of a group go to its rules under the same names
		}
	}
	for _, member := range use.Rule.All {
		v.checkRefusal(member, given, s)
	}
	if use.Rule.Refusal == nil {
		return
	}
	for _, one := range v.resolve(s.acting, s) {
		for _, q := range v.c.quotes(use.Rule.Refusal.Text) {
			v.checkQuote(q, given, one, s, "the refusal of rule "+use.Rule.Name)
		}
	}
}

// checkQuote looks at one value that a text shows to one reader.
func (v *viewers) checkQuote(q quote, given map[string]*rules.Expr, reader viewer, s *scope, what string) {
	for _, read := range q.expr.ReadPaths() {
		if x, ok := given[read.Name]; ok && x != nil {
			for _, source := range x.ReadPaths() {
				path := source.Path
				if parseSynPath(x) {
					path = joinPath(source.Path, read.Path)
				}
				v.checkRead(rules.Read{Name: source.Name, Path: path}, q, reader, s, what)
			}
			continue
		}
		v.checkRead(read, q, reader, s, what)
	}
}

func parseSynPath(x *rules.Expr) bool {
	shape := parseSyn(x.Source())
	return shape != nil && shape.op == synPath
}

func joinPath(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "." + b
}

func (v *viewers) checkRead(read rules.Read, q quote, reader viewer, s *scope, what string) {
	head, rest, _ := strings.Cut(read.Name, ".")
	name := read.Name
	if head == "recorded" {
		name = rest
	}
	if fact := v.c.def.Fact(name); fact != nil {
		if !v.sees(reader, fact, read.Path) {
			v.shown(q.at.all(), reader.role, fmt.Sprintf("%s shows %s", what, joinPath(fact.Name, read.Path)))
		}
		return
	}
	if s.flow == nil || !slices.Contains([]string{"with", "own", "ask", "again", "message", "answer"}, head) {
		return
	}
	if v.acting[s.flow][reader.role] || v.seesAll(reader.role) {
		return
	}
	key := what + " " + read.Name + " " + reader.role.Name
	if !v.reported[key] {
		v.reported[key] = true
		v.c.report(CodeShownRun, q.at.all(), "quote a fact that it may see, or let it act in the flow",
			"%s shows %s of flow %s to %s, who takes no part in that flow", what, read.Name, s.flow.Name, reader.role.Name)
	}
}

func (v *viewers) shown(at diag.Range, role *Role, what string) {
	key := at.String() + " " + role.Name
	if v.reported[key] || v.c.def.SeesOf(role) == nil {
		return
	}
	v.reported[key] = true
	v.c.report(CodeShown, at, "add it to sees of "+role.Name+", leave it out of the text, or tell somebody else", "%s to %s, who may not see it", what, role.Name)
}

// sees reports whether a role may see a part of a fact.
func (v *viewers) sees(reader viewer, fact *Fact, path string) bool {
	sees := v.c.def.SeesOf(reader.role)
	if sees == nil {
		return false
	}
	return slices.ContainsFunc(sees.Facts, func(s Sight) bool {
		own := !s.Own || reader.bound && fact.Key != nil && partyKey(reader.role) == fact.Key
		switch {
		case s.All:
			return own && (!s.Own || fact.Key != nil)
		case s.Fact != fact:
			return false
		}
		return own && (s.Path == "" || path == s.Path || strings.HasPrefix(path, s.Path+"."))
	})
}

func (v *viewers) seesAll(role *Role) bool {
	sees := v.c.def.SeesOf(role)
	return sees != nil && slices.ContainsFunc(sees.Facts, func(s Sight) bool { return s.All && !s.Own })
}

// checkMissing finds roles that act or are told something, and of which `sees` says nothing.
func (v *viewers) checkMissing() {
	needed := map[*Role]bool{}
	for _, flow := range v.c.def.Flows {
		for role := range v.acting[flow] {
			needed[role] = true
		}
	}
	for _, told := range v.c.tells {
		for _, one := range v.resolve(told.to, told.scope) {
			needed[one.role] = true
			if one.role.Fallback != nil {
				needed[one.role.Fallback] = true
			}
		}
	}
	for _, role := range v.c.def.Roles {
		if needed[role] && v.c.def.SeesOf(role) == nil {
			v.c.report(CodeNoSees, role.Range, "write "+role.Name+": {while: task, facts: []} under sees", "role %s acts or is told something, and `sees` says nothing about it", role.Name)
		}
	}
}
