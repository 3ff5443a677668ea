package stroomschema

import (
	"slices"

	"stroom/definitions/diag"
	"stroom/rules"
)

// Analysis is what can be said of a definition that is being written, right or not.
type Analysis struct {
	// Definition is as much of it as could be made. Nothing may be run by it unless Compiled: names that lead nowhere are
	// nil in it. It is nil when nothing could be read.
	Definition *Definition
	Compiled   bool      // no error was found
	Found      diag.List // what Compile finds; of files that are no YAML, that
	Index      *Index
	documents  map[string]*Document
	setIn      map[string][]string
}

// Analyse reads, checks and compiles a definition as Compile does, goes on where that gives up, and keeps where every name
// is declared and used.
func Analyse(file string, text []byte, opts Options) *Analysis {
	a := &Analysis{documents: map[string]*Document{}, Index: newIndexer().finish()}
	main := a.read(file, text)
	if main.root == nil {
		a.Found = main.Faults.Sorted()
		return a
	}
	c := newCompiler(opts)
	c.index = newIndexer()
	c.found = append(c.found, main.Faults...)
	c.def.Source = text
	root := c.join(main.root, func(file string, text []byte) (*node, diag.List) {
		d := a.read(file, text)
		return d.root, d.Faults
	})
	c.compile(root)
	if c.env != nil {
		c.env.Note(nil)
	}
	c.def.labels = c.valueLabels()
	a.setIn = map[string][]string{}
	for _, one := range c.sets {
		if list := a.setIn[one.fact.Name]; !slices.Contains(list, one.scope.place) {
			a.setIn[one.fact.Name] = append(list, one.scope.place)
		}
	}
	a.Definition, a.Index, a.Found = c.def, c.index.finish(), a.faults(c.found)
	if a.Compiled = !a.Found.HasErrors(); a.Compiled {
		a.Definition.Hash = c.hash()
	}
	return a
}

func (a *Analysis) read(file string, text []byte) *Document {
	d := ReadDocument(file, text)
	a.documents[file] = d
	return d
}

// faults leaves out what is said of a definition of which a file had to be mended: much of it is due to the mending.
func (a *Analysis) faults(found diag.List) diag.List {
	var faults diag.List
	mended := false
	for _, file := range sortedKeys(a.documents) {
		if d := a.documents[file]; d.Mended {
			mended = true
			faults = append(faults, d.Faults...)
		}
	}
	if mended {
		return faults.Sorted()
	}
	return found.Sorted()
}

// Document returns a file that the definition is made of, by the name by which it is known to it; nil when there is none.
func (a *Analysis) Document(file string) *Document { return a.documents[file] }

// SetIn lists the places that set or unset a fact, in the order of the file: flow.step, flow.begin, flow.again, flow.
func (a *Analysis) SetIn(fact string) []string { return a.setIn[fact] }

// Expected is what can be written at a place.
type Expected struct {
	What   string      // the place in words: "decision lend of flow loan"
	Vars   *rules.Vars // what an expression there may read; nil when none can stand there
	Flow   *Flow       // nil outside flows
	Step   *Step       // nil where no step is
	Expr   bool        // an expression is expected there, and compiled
	Want   rules.Type  // its type; the zero Type for any
	Inputs []Field     // the inputs that can be given there by name; nil where none can
}

// Expected returns what can be written at a path of a file: of the innermost place on it of which something is known. depth
// is how many of its steps lead there.
func (a *Analysis) Expected(file string, path []PathStep) (e Expected, depth int) {
	d := a.documents[file]
	if d == nil || d.root == nil {
		return Expected{}, 0
	}
	nodes := []Node{d.Root()}
	for i := range path {
		next, steps := d.Root().At(path[:i+1])
		if steps <= i {
			break
		}
		nodes = append(nodes, next)
	}
	for depth = len(nodes) - 1; depth >= 0; depth-- {
		known, ok := a.Index.scopes[placeOf(nodes[depth].n)]
		if !ok {
			continue
		}
		e = Expected{Inputs: known.given, Expr: known.expr, Want: known.want}
		if s := known.scope; s != nil {
			e.What, e.Vars, e.Flow, e.Step = s.what, s.vars, s.flow, s.step
		}
		return e, depth
	}
	return Expected{}, 0
}

// ScenarioAnalysis is what can be said of a scenario that is being written, right or not.
type ScenarioAnalysis struct {
	Scenario *Scenario // nil when there is an error
	Found    diag.List // what ParseScenario finds
	Index    *Index    // the Symbols of the definition come first, under the same numbers
	Document *Document
}

// AnalyseScenario reads a scenario against a definition that compiled, as ParseScenario does, and keeps where every name is
// declared and used.
func AnalyseScenario(file string, text []byte, of *Analysis) *ScenarioAnalysis {
	d := ReadDocument(file, text)
	a := &ScenarioAnalysis{Document: d, Found: d.Faults.Sorted(), Index: indexerOf(of.Index).finish()}
	if d.root == nil {
		return a
	}
	r := &scenarioReader{def: of.Definition, people: map[string]*Persona{}}
	r.index = indexerOf(of.Index)
	s := r.scenario(file, d.root)
	a.Index = r.index.finish()
	if !d.Mended {
		a.Found = append(r.found, d.Faults...).Sorted()
		if !a.Found.HasErrors() {
			a.Scenario = s
		}
	}
	return a
}

// SymbolOf returns the symbol that a variable stands for, -1 for what the language itself knows.
func (a *Analysis) SymbolOf(v rules.Var) int {
	switch of := v.Tag.(type) {
	case *Flow:
		return a.Index.declared(of.Range)
	case *diag.Range:
		return a.Index.declared(*of)
	}
	return -1
}
