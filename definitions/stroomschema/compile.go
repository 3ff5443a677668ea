package stroomschema

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // zones are data of the program, not of the machine it runs on

	"stroom/definitions/diag"
	"stroom/rules"
	"stroom/rules/calendar"
)

// Options are what a definition is compiled with, beside its own text. The zero Options are fine for a definition without
// parts.
type Options struct {
	// Parts returns the text of a part that the definition names. Nil: parts are refused.
	Parts func(name string) ([]byte, error)
	// Parameters are the values set when the version is published, by name, as they would be written in the file. A
	// parameter that is not named keeps the value of the file.
	Parameters map[string]string
	// Tally notes which rules and conditions have been true and which false, for RuleAnswers and Conditions, and lets the
	// scenario runner note which steps and arrows were passed. It changes no result. The definition may then be used by one goroutine
	// at a time only.
	Tally bool
}

// Compile reads, checks and compiles a definition. The Definition is nil if and only if a diagnostic is an error. The
// diagnostics are sorted by place; there may be warnings beside a Definition.
func Compile(file string, text []byte, opts Options) (*Definition, diag.List) {
	root, found := read(file, text)
	if root == nil {
		return nil, found.Sorted()
	}
	c := newCompiler(opts)
	c.found = found
	c.def.Source = text
	root = c.join(root, read)
	c.compile(root)
	if c.found.HasErrors() {
		return nil, c.found.Sorted()
	}
	c.def.Hash = c.hash()
	c.def.labels = c.valueLabels()
	return c.def, c.found.Sorted()
}

// valueLabels are the words for the values of scales, keys and roles, which have texts of their own.
func (c *compiler) valueLabels() map[string]Text {
	for _, k := range c.def.Keys {
		for _, v := range k.Values {
			c.labels[k.Name+"."+v.Name] = v.Label
		}
	}
	for _, r := range c.def.Roles {
		c.labels["Role."+r.Name] = r.Label
	}
	return c.labels
}

// compiler holds what is known while one definition is compiled.
type compiler struct {
	reporter
	opts Options
	def  *Definition
	root fields

	schema      *rules.Schema
	env         *rules.Env
	types       map[string]rules.Type
	typeNames   []string        // in order of declaration, for suggestions
	failedTypes map[string]bool // declared with a fault: not reported again where they are used
	brokenNames []string        // fields declared with a fault: not reported again where they are read
	circular    bool            // a record holds itself: no expression can be judged
	scaleValues []scaleValues

	names        map[string]string // what a name that expressions read stands for: "fact", "flow", ...
	forms        map[string][]Field
	formNames    []string
	ladders      map[string]*node
	nodes        declarations
	base         *rules.Vars // what every expression may read
	labels       map[string]Text
	guarded      map[string]string // see guardedPart
	starters     map[*Flow][]starter
	sets         []setPlace
	tells        []toldPlace
	refusals     []refusedPlace
	usage        usage
	guardedFacts map[string]bool
	exprs        map[exprKey]*rules.Expr
	ruleSyn      map[string]*syn
	exprTotal    int
	apart        bool // the next expression is not shared with another place: its answers are noted
}

// declarations remembers the nodes of things that are compiled after all names are known.
type declarations struct {
	facts, parameters, terms, rules, notices, messages, services, flows map[string]*node
	measures                                                            map[string]*node
	steps                                                               map[*Step]*node
	decisions                                                           map[*Decision]*node
	own                                                                 map[*Flow]*node
}

func newCompiler(opts Options) *compiler {
	m := func() map[string]*node { return map[string]*node{} }
	return &compiler{
		opts: opts, def: &Definition{Words: map[string]Text{}, places: map[*rules.Expr]piece{}, tally: opts.Tally, conditions: map[*rules.Expr]bool{}},
		schema: &rules.Schema{}, types: map[string]rules.Type{}, failedTypes: map[string]bool{},
		names: map[string]string{}, forms: map[string][]Field{}, ladders: m(), labels: map[string]Text{}, guarded: map[string]string{}, guardedFacts: map[string]bool{},
		nodes: declarations{facts: m(), parameters: m(), terms: m(), rules: m(), notices: m(), messages: m(), services: m(),
			flows: m(), measures: m(), steps: map[*Step]*node{}, decisions: map[*Decision]*node{}, own: map[*Flow]*node{}},
		starters: map[*Flow][]starter{}, usage: newUsage(), exprs: map[exprKey]*rules.Expr{}, ruleSyn: map[string]*syn{},
	}
}

// section returns the value of a top-level key, nil when it is absent.
func (c *compiler) section(name string) *node { return c.root.get(name) }

// compile runs the phases in order: names first, then what refers to them, then what can be said about the whole.
func (c *compiler) compile(root *node) {
	c.root = c.fields(root, c.startOf(root), "the definition", definitionShape)
	c.heading()
	c.declareWords()
	c.declareKeys()
	c.declareTypes()
	c.declareRoles()
	c.declareForms()
	c.declareFlows()
	c.declareValues()
	c.readScaleValues()
	if c.circular || c.def.Calendar == nil && c.root.has("calendar") {
		return // every expression would give a diagnostic that is none of its own
	}
	c.env = rules.NewEnv(rules.Config{Schema: c.schema, Calendar: c.def.Calendar, Zone: c.def.Zone, Tally: c.opts.Tally})
	c.def.Env = c.env
	c.index.listen(c.env)
	c.compileParameters()
	c.declareBase()
	c.compileFacts()
	c.compileRules()
	c.compileRoles()
	c.compileTerms()
	c.compileNotices()
	c.compileFlows()
	c.compileReplies()
	c.compileExclusions()
	c.compileMeasures()
	c.compileInvariants()
	c.compileMigration()
	c.compileSees()
	c.check()
}

// startOf is where a diagnostic about the whole definition points.
func (c *compiler) startOf(root *node) diag.Range {
	if root.kind == mappingNode && len(root.pairs) > 0 {
		return root.pairs[0].key.rng
	}
	return root.rng
}

// heading reads what stands above the sections.
func (c *compiler) heading() {
	if p, ok := c.root.needScalar("stroomschema", "write the name of the definition: stroomschema: loan"); ok {
		c.checkName(p.node, plainName)
		c.def.Name = p.text
	}
	if c.root.need("version", "write version: 1") != nil {
		c.def.Version = c.root.number("version", 1, 100_000)
	}
	c.def.Title = c.root.needText("title", "write title: {nl: ..., en: ...}")
	c.def.Zone = time.UTC
	if p, ok := c.root.needScalar("zone", "write zone: Europe/Amsterdam"); ok {
		zone, err := time.LoadLocation(p.text)
		if err != nil || p.text == "Local" {
			c.report(CodeLiteral, p.all(), "write a zone of the IANA list, such as Europe/Amsterdam", "there is no time zone %q", shorten(p.text))
			zone = time.UTC
		}
		c.def.Zone = zone
	}
	c.calendar()
}

func (c *compiler) calendar() {
	if !c.root.has("calendar") {
		at, what := c.root.at, "the definition"
		if c.root.has("terms") {
			at, what = c.root.keyRange("terms"), "terms cannot be counted: the definition"
		}
		c.report(CodeCalendar, at, "write calendar: "+strings.Join(calendar.Names(), " or "), "%s names no calendar", what)
		return
	}
	p, ok := c.root.scalar("calendar")
	if !ok {
		return
	}
	named, ok := calendar.Named(p.text)
	if !ok {
		c.report(CodeCalendar, p.all(), suggest(p.text, calendar.Names()), "there is no calendar %q", shorten(p.text))
		return
	}
	c.def.Calendar = named
}

// hash is the identity of the definition: its text and the values of its parameters.
func (c *compiler) hash() string {
	sum := sha256.New()
	sum.Write(c.def.Source)
	for _, p := range c.def.Parameters {
		sum.Write([]byte("\x00" + p.Name + "\x00" + strconv.Quote(p.Value.String())))
	}
	return hex.EncodeToString(sum.Sum(nil))
}
