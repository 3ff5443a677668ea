package assist

import (
	"fmt"
	"slices"
	"strings"

	"stroom/definitions/stroomschema"
	"stroom/rules"
)

// results are the types that the grammar names for an expression.
var results = map[string]rules.Type{
	"bool": {Kind: rules.Bool}, "int": {Kind: rules.Int}, "list": {Kind: rules.List}, "organisation": {Kind: rules.Organisation},
}

// expression offers what an expression can go on with. before is what is written of it; result is what the grammar wants.
func (c *completer) expression(before, result string) {
	want := results[result]
	for _, a := range []*stroomschema.Analysis{c.p.known(), c.p.good} { // while nothing is written, only the last good one knows
		if a == nil || want.Kind != rules.Unset {
			continue
		}
		if e, depth := a.Expected(c.file, c.cursor.Path); e.Expr && depth == len(c.cursor.Path) {
			want = e.Want
		}
	}
	c.expressionOf(before, want)
}

// expressionOf is expression for types that are known.
func (c *completer) expressionOf(before string, wants ...rules.Type) {
	e, list, ok := c.exprBefore(before)
	if !ok {
		return
	}
	e.wants = wants
	if len(list) > 0 && list[len(list)-1].text == "." {
		start := chainBefore(list, len(list)-1)
		e.members(before[list[start].start:list[len(list)-1].start])
		return
	}
	e.expect(before, list)
	e.names()
}

// exprBefore prepares for the word at the end of an expression; ok is false where no word can be written, or nothing is
// known.
func (c *completer) exprBefore(before string) (*exprCompleter, []token, bool) {
	def := c.definition()
	known, _ := c.p.known().Expected(c.file, c.cursor.Path)
	if def.Env == nil || known.Vars == nil {
		return nil, nil, false
	}
	list, open := tokens(before[:len(before)-len(nameEnd(before))])
	if open {
		return nil, nil, false
	}
	j := judge{def.Env, known.Vars}
	return &exprCompleter{completer: c, judge: j.inside(before, list)}, list, true
}

// exprCompleter offers words of an expression.
type exprCompleter struct {
	*completer
	judge
	wants []rules.Type // what the word should be one of; empty: anything
}

// want asks for one type; the zero Type is any.
func (e *exprCompleter) want(t rules.Type) {
	if e.wants = nil; t.Kind != rules.Unset {
		e.wants = []rules.Type{t.Some()}
	}
}

// members offers what can stand behind a dot.
func (e *exprCompleter) members(of string) {
	plain := withoutKeys(of)
	for _, name := range e.vars.Names() {
		if rest, ok := strings.CutPrefix(name, plain+"."); ok && !strings.Contains(rest, ".") {
			v, _ := e.vars.Lookup(name)
			e.variable(v, rest, strings.Contains(of, "["))
		}
	}
	schema := e.env.Schema()
	if of == "every" {
		for _, key := range schema.Keys {
			e.name(rankFits, stroomschema.SymbolKey, "", key)
		}
		return
	}
	if schema.Enum(of) != nil {
		e.values(of, "", e.fits(rules.Type{Kind: rules.Enum, Name: of}))
	}
	t, ok := e.typeOf(of)
	if !ok {
		return
	}
	e.fieldsOf(t)
	e.methods(t)
}

// withoutKeys drops the keys in brackets: loan[shelf] is the variable loan.
func withoutKeys(chain string) string {
	for {
		open := strings.IndexByte(chain, '[')
		shut := strings.LastIndexByte(chain, ']')
		if open < 0 || shut < open {
			return chain
		}
		chain = chain[:open] + chain[shut+1:]
	}
}

// fieldsOf offers the fields of a record and the attributes of an enumeration.
func (e *exprCompleter) fieldsOf(t rules.Type) {
	var fields []rules.FieldDecl
	if decl := e.env.Schema().Record(t.Name); t.Kind == rules.Record && decl != nil {
		fields = decl.Fields
	}
	if decl := e.env.Schema().Enum(t.Name); t.Kind == rules.Enum && decl != nil {
		fields = decl.Attributes
	}
	for _, f := range fields {
		e.add(Completion{Label: f.Name, Kind: ItemVariable, Detail: f.Type.String(), About: e.wordOf(f.Name), rank: e.fits(f.Type)})
	}
}

// methods offers the functions that are written behind a value.
func (e *exprCompleter) methods(t rules.Type) {
	for _, fn := range e.env.Signatures() {
		if !fn.Member || !e.takes(fn, t) {
			continue
		}
		e.function(fn.Name, signatureText(fn), len(fn.Args) > 1, fn.Result)
	}
	if t.Kind == rules.List {
		for _, name := range []string{"all", "exists"} {
			one := Completion{Label: name, Kind: ItemFunction, Detail: name + "(x, bool) → bool", About: functionAbout(name, e.ask.Lang), Insert: name + "(", rank: rankForms}
			if e.ask.Snippets {
				one.Insert, one.Snippet = name+"(${1:x}, $2)", true
			}
			e.add(one)
		}
	}
}

// takes reports whether a method can stand behind a value of a type.
func (e *exprCompleter) takes(fn rules.Signature, t rules.Type) bool {
	if fn.Args[0].Kind != rules.Unset {
		return fn.Args[0].Kind == t.Kind
	}
	decl := e.env.Schema().Enum(t.Name)
	return t.Kind == rules.Record || t.Kind == rules.Enum && decl != nil && len(decl.Compare) > 0
}

// expect works out from what stands before the word which type is wanted of it.
func (e *exprCompleter) expect(before string, list []token) {
	if len(list) == 0 {
		return
	}
	last := list[len(list)-1]
	operand := func(i int) (rules.Type, bool) {
		start := chainBefore(list, i)
		if start == i {
			return rules.Type{}, false
		}
		return e.typeOf(before[list[start].start:list[i-1].end()])
	}
	switch last.text {
	case "&&", "||", "!", "?":
		e.want(rules.Type{Kind: rules.Bool})
	case "==", "!=", "<", "<=", ">", ">=":
		t, _ := operand(len(list) - 1)
		e.want(t)
	case "in":
		e.want(rules.Type{Kind: rules.List})
	case "+", "-", "*":
		e.want(rules.Type{Kind: rules.Int})
	case "(", ",", "[":
		e.wants = nil
		at, commas := opening(list)
		switch {
		case at < 1:
		case list[at].text == "[" && list[at-1].text == "in":
			t, _ := operand(at - 1)
			e.want(t)
		case list[at].text == "[":
			e.want(e.keyType(withoutKeys(before[list[chainBefore(list, at)].start:list[at].start])))
		default:
			e.want(e.argument(before, list, at, commas))
		}
	}
}

// keyType is the type of the key of a variable: its own, or that of the first variable that its name begins.
func (e *exprCompleter) keyType(name string) rules.Type {
	v, ok := e.vars.Lookup(name)
	for _, other := range e.vars.Names() {
		if ok {
			break
		}
		if strings.HasPrefix(other, name+".") {
			v, ok = e.vars.Lookup(other)
		}
	}
	if v.Key == "" {
		return rules.Type{}
	}
	return rules.Type{Kind: rules.Enum, Name: v.Key}
}

// argument is the type of an argument of the call that opens at a bracket.
func (e *exprCompleter) argument(before string, list []token, at, number int) rules.Type {
	name := list[at-1].text
	if rule := e.definition().Rule(name); rule != nil && number < len(rule.Given) {
		return rule.Given[number].Type
	}
	member := at > 1 && list[at-2].text == "."
	if member {
		number++
	}
	for _, fn := range e.env.Signatures() {
		switch {
		case fn.Name != name || fn.Member != member || number >= len(fn.Args):
		case fn.Args[number].Kind == rules.Unset && member: // weighed against another of its type
			t, _ := e.typeOf(before[list[chainBefore(list, at-2)].start:list[at-2].start])
			return t
		default:
			return fn.Args[number]
		}
	}
	if (name == "all" || name == "exists") && number == 2 {
		return rules.Type{Kind: rules.Bool}
	}
	return rules.Type{}
}

// fits ranks something by its type.
func (e *exprCompleter) fits(t rules.Type) int {
	for _, want := range e.wants {
		if t.Kind == want.Kind && t.Name == want.Name {
			return rankFits
		}
	}
	return rankOther
}

// constants offers the values of the enumerations that are wanted.
func (e *exprCompleter) constants() {
	for _, want := range e.wants {
		if want.Kind == rules.Enum {
			e.values(want.Name, want.Name+".", rankFits)
		}
	}
}

// names offers what an expression can begin with.
func (e *exprCompleter) names() {
	e.constants()
	heads := map[string]bool{}
	for _, name := range e.vars.Names() {
		v, _ := e.vars.Lookup(name)
		head, _, dotted := strings.Cut(name, ".")
		switch {
		case !dotted:
			e.variable(v, name, false)
		case openHead(head):
			e.variable(v, name, false)
		case !heads[head]:
			heads[head] = true
			e.head(v, head)
		}
	}
	for _, rule := range e.definition().Rules {
		if len(rule.All) == 0 { // one that does not compile yet has its name all the same
			e.rule(rule)
		}
	}
	for _, fn := range e.env.Signatures() {
		if !fn.Member {
			e.function(fn.Name, signatureText(fn), len(fn.Args) > 0, fn.Result)
		}
	}
	e.function("has", "has(x) → bool", true, rules.Type{Kind: rules.Bool})
	e.add(Completion{Label: "every", Kind: ItemVariable, Insert: "every.", About: builtinAbout("every", e.ask.Lang), rank: rankForms})
	for _, word := range []string{"true", "false"} {
		e.add(Completion{Label: word, Kind: ItemConstant, Detail: "bool", rank: e.fits(rules.Type{Kind: rules.Bool}) + rankForms - rankOther})
	}
	e.symbols(rankTypes, func(s stroomschema.Symbol) bool {
		return s.Kind == stroomschema.SymbolType && e.env.Schema().Enum(s.Name) != nil
	})
}

// openHead reports whether all variables of a family are offered at once: those of the run and its form.
func openHead(head string) bool {
	return slices.Contains([]string{"with", "own", "ask", "again", "message", "answer", "actor", "starter", "first"}, head)
}

// head offers the first part of the names of several variables.
func (e *exprCompleter) head(v rules.Var, head string) {
	one := Completion{Label: head, Kind: ItemVariable, Insert: head + ".", About: builtinAbout(head, e.ask.Lang), rank: rankOther}
	if flow, ok := v.Tag.(*stroomschema.Flow); ok {
		one.Detail, one.About = "flow", e.ask.Lang.text(flow.Title)
		if v.Key != "" {
			inside := e.keyHere(v.Key)
			if inside == "" && e.ask.Snippets {
				inside, one.Snippet = "$1", true
			}
			one.Insert = head + "[" + inside + "]."
		}
	}
	e.add(one)
}

// variable offers a variable under the part of its name that is still to be written.
func (e *exprCompleter) variable(v rules.Var, written string, keyed bool) {
	one := Completion{Label: written, Kind: ItemVariable, Detail: v.Type.String(), rank: e.fits(v.Type)}
	if i := e.p.known().SymbolOf(v); i >= 0 {
		one.About = e.p.describe(i, e.ask.Lang)
	}
	last := v.Name[strings.LastIndexByte(v.Name, '.')+1:]
	if about := builtinAbout(v.Name, e.ask.Lang); about != "" {
		one.About = about
	} else if _, view := v.Tag.(*stroomschema.Flow); view {
		one.About = builtinAbout("flow."+last, e.ask.Lang)
	}
	if v.Key != "" && !keyed {
		one.Detail += " per " + v.Key
		inside := e.keyHere(v.Key)
		if inside == "" && e.ask.Snippets {
			inside, one.Snippet = "$1", true
		}
		one.Insert = written + "[" + inside + "]"
	}
	e.add(one)
}

// keyHere is what is written between brackets: the key of the place, if it has one.
func (e *exprCompleter) keyHere(key string) string {
	if v, ok := e.vars.Lookup(key); ok && v.Key == "" {
		return key
	}
	return ""
}

// rule offers a call of a rule.
func (e *exprCompleter) rule(rule *stroomschema.Rule) {
	i := e.p.symbolOf(stroomschema.SymbolRule, "", rule.Name)
	e.function(rule.Name, ruleSignature(rule), len(rule.Given) > 0, rules.Type{Kind: rules.Bool})
	e.list[len(e.list)-1].About = e.p.describe(i, e.ask.Lang)
}

// function offers a call.
func (e *exprCompleter) function(name, signature string, takes bool, result rules.Type) {
	one := Completion{Label: name, Kind: ItemFunction, Detail: signature, About: functionAbout(name, e.ask.Lang), Insert: name + "()", rank: rankForms}
	if e.fits(result) == rankFits {
		one.rank = rankOther
	}
	if takes {
		one.Insert = name + "("
		if e.ask.Snippets {
			one.Insert, one.Snippet = name+"($1)", true
		}
	}
	e.add(one)
}

// ruleSignature is how a rule is called.
func ruleSignature(rule *stroomschema.Rule) string {
	inputs := make([]string, len(rule.Given))
	for i, g := range rule.Given {
		inputs[i] = g.Name + ": " + g.Type.String()
	}
	return fmt.Sprintf("%s(%s) → bool", rule.Name, strings.Join(inputs, ", "))
}

// signatureText is how a function is called.
func signatureText(fn rules.Signature) string {
	args := make([]string, len(fn.Args))
	for i, t := range fn.Args {
		args[i] = argumentText(fn, t)
	}
	if fn.Member {
		return fmt.Sprintf("%s.%s(%s) → %s", args[0], fn.Name, strings.Join(args[1:], ", "), fn.Result)
	}
	return fmt.Sprintf("%s(%s) → %s", fn.Name, strings.Join(args, ", "), fn.Result)
}

// argumentText is the type of an argument; of functions that take more than one type, what they have in common.
func argumentText(fn rules.Signature, t rules.Type) string {
	switch {
	case t.Kind != rules.Unset:
		return t.String()
	case fn.Member:
		return "scale"
	}
	return "list or text"
}

// quoted offers the values that a text can quote, inside braces.
func (c *completer) quoted() {
	before := strings.ReplaceAll(c.before(), "{{", "  ")
	open := strings.LastIndexByte(before, '{')
	if open < 0 || strings.ContainsAny(before[open:], "}|") {
		return
	}
	path := before[open+1:]
	e, list, ok := c.exprBefore(path)
	if !ok {
		return
	}
	if len(list) > 0 && list[len(list)-1].text == "." {
		start := chainBefore(list, len(list)-1)
		of := path[list[start].start:list[len(list)-1].start]
		e.members(of)
		e.list = slices.DeleteFunc(e.list, func(one Completion) bool { return one.Kind == ItemFunction })
		return
	}
	e.expect(path, list)
	if len(list) > 0 {
		e.constants()
	}
	heads := map[string]bool{}
	for _, name := range e.vars.Names() {
		v, _ := e.vars.Lookup(name)
		if head, _, dotted := strings.Cut(name, "."); !dotted || openHead(head) {
			e.variable(v, name, false)
		} else if !heads[head] {
			heads[head] = true
			e.head(v, head)
		}
	}
}
