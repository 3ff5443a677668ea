package rules

import (
	"fmt"
	"slices"
	"time"

	"github.com/google/cel-go/checker"
	"github.com/google/cel-go/interpreter"
	"github.com/google/cel-go/parser"

	"stroom/rules/calendar"
)

// Function is an own pure function that expressions may call as name(arg, ...).
type Function struct {
	Name   string
	Args   []Type // none optional
	Result Type   // not optional
	Cost   uint64 // of one call; at least 1
	// Call computes the result from arguments of the types of Args. It must be pure, total and answer with Result's type.
	Call func(args []Value) Value
}

// Config is what expressions are compiled with.
type Config struct {
	Schema    *Schema            // nil: no types
	Calendar  *calendar.Calendar // nil: nl@1
	Zone      *time.Location     // nil: UTC
	Functions []Function
	// Tally notes what the conditions of expressions have given, for Expr.Outcomes. It changes no result. Expressions may
	// then be evaluated by one goroutine at a time only.
	Tally bool
}

// Env compiles expressions. Define and Compile must not run at the same time as each other; the expressions they return
// may be evaluated by any number of goroutines.
type Env struct {
	config      Config
	enums       map[string]*enumTable
	records     map[string]*recordTable
	functions   []*builtin
	rules       map[string]*rule
	parser      *parser.Parser
	checker     *checker.Env
	interpreter interpreter.Interpreter
	idents      map[string]int     // how many identifiers of a type CEL's checker knows
	tally       map[place]*answers // nil: nothing is noted
	told        func(Use)          // see Note; nil for nobody
}

// rule is a defined rule.
type rule struct {
	name   string
	given  []Var
	vars   *Vars
	parsed *parsed
}

// NewEnv returns an environment without defined rules. It panics when a function of the Config has the name of another
// function or a type that the schema does not have: those come from code, not from an author.
func NewEnv(c Config) *Env {
	if c.Schema == nil {
		c.Schema = &Schema{}
	}
	if c.Calendar == nil {
		c.Calendar, _ = calendar.Named("nl@1")
	}
	if c.Zone == nil {
		c.Zone = time.UTC
	}
	e := &Env{config: c, rules: map[string]*rule{}, parser: newParser(), idents: map[string]int{}}
	if c.Tally {
		e.tally = map[place]*answers{}
	}
	e.setUpTypes()
	e.functions = slices.Clone(builtins)
	for _, own := range c.Functions {
		fn := &builtin{name: own.Name, args: own.Args, result: own.Result, cost: max(own.Cost, 1), in: typeInterval(own.Result)}
		for _, t := range append(slices.Clone(own.Args), own.Result) {
			if t.Optional || !e.declared(t) {
				panic(fmt.Sprintf("rules: function %s has the type %s", own.Name, t))
			}
		}
		if e.builtin(own.Name) {
			panic("rules: function " + own.Name + " exists already")
		}
		e.functions = append(e.functions, fn)
	}
	e.setUpCEL()
	return e
}

// Schema returns the declared types.
func (e *Env) Schema() *Schema { return e.config.Schema }

// Calendar returns the calendar that working days are counted with.
func (e *Env) Calendar() *calendar.Calendar { return e.config.Calendar }

// Zone returns the time zone in which days begin and end.
func (e *Env) Zone() *time.Location { return e.config.Zone }

// enum returns a declared enumeration; nil if there is none of this name.
func (e *Env) enum(name string) *EnumDecl {
	if t := e.enums[name]; t != nil {
		return t.decl
	}
	return nil
}

// record returns a declared record type; nil if there is none of this name.
func (e *Env) record(name string) *RecordDecl {
	if t := e.records[name]; t != nil {
		return t.decl
	}
	return nil
}

// declared reports whether the schema knows a type.
func (e *Env) declared(t Type) bool {
	switch t.Kind {
	case Enum:
		return e.enum(t.Name) != nil
	case Record:
		return e.record(t.Name) != nil
	case List:
		return t.Elem != nil && t.Elem.Kind != List && e.declared(*t.Elem)
	}
	return t.Kind > Unset && t.Kind <= Person
}

// builtin reports whether a name is that of a function of the language.
func (e *Env) builtin(name string) bool {
	named := func(fn *builtin) bool { return fn.name == name }
	return slices.ContainsFunc(e.functions, named) || slices.ContainsFunc(weighings, named) ||
		slices.Contains([]string{"has", "all", "exists", "size", "every"}, name) || foreign[name] != "" || reservedWord[name]
}

// Define adds a rule that expressions may call as name(arg, ...), arguments in the order of given. It may call the rules
// defined before. vars are the facts it may read; its inputs go before them. The result is its own expression, for use
// where the inputs are variables of the scope. A rule with a Problem is not defined.
func (e *Env) Define(name string, given []Var, vars *Vars, source string) (*Expr, []Problem) {
	if e.builtin(name) || e.rules[name] != nil || !isName(name) {
		return nil, []Problem{{Code: ProblemRule, Message: fmt.Sprintf("The name %.80q cannot be given to a rule: it is taken, or no name.", name), Hint: "Choose another name."}}
	}
	inside := vars.With(given...)
	x, problems := e.Compile(source, inside, boolType)
	if len(problems) > 0 {
		return nil, problems
	}
	e.rules[name] = &rule{name: name, given: slices.Clone(given), vars: vars, parsed: x.root.src}
	return x, nil
}

// isName reports whether s can be written as a name in an expression.
func isName(s string) bool {
	for i, r := range s {
		if !isNameRune(r, i == 0) {
			return false
		}
	}
	return s != "" && !reservedWord[s]
}

// Compile compiles an expression that may read vars and must give a value of type want. The zero want takes any type,
// also an unset value; an optional want takes an unset value. Compile returns either an expression or at least one
// Problem, sorted by place.
func (e *Env) Compile(source string, vars *Vars, want Type) (*Expr, []Problem) {
	p, problems := e.parse(source)
	if len(problems) > 0 {
		return nil, sorted(problems)
	}
	shared := &shared{}
	c := &compiler{env: e, src: p, vars: vars, shared: shared}
	if vars != nil {
		c.known = vars.known
	}
	root := c.whole(p, want)
	if len(shared.problems) > 0 {
		return nil, sorted(shared.problems)
	}
	x := &Expr{env: e, source: source, typ: root.typ, cost: root.cost, root: root}
	if e.tally != nil {
		e.count(root)
	}
	if !root.plain() || len(root.noted) > 0 {
		if err := e.lower(root); err != nil {
			return nil, []Problem{{Code: ProblemDisagree, End: len(p.runes), Message: "CEL does not accept this: " + err.Error() + "."}}
		}
	}
	x.reads = root.reads()
	return x, nil
}

// sorted orders problems by place and drops those after MaxProblems.
func sorted(problems []Problem) []Problem {
	slices.SortStableFunc(problems, func(a, b Problem) int { return a.Offset - b.Offset })
	return problems[:min(len(problems), MaxProblems)]
}
