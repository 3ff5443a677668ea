package rules

import "slices"

// UseKind says what a word of an expression names.
type UseKind uint8

// The kinds of word.
const (
	UseVariable  UseKind = iota // one part of the dotted name of a variable
	UseField                    // a field of a record
	UseAttribute                // an attribute of an enumeration
	UseType                     // an enumeration, before one of its values or behind `every.`
	UseValue                    // a value of an enumeration
	UseRule                     // a rule that is called
	UseElement                  // the name that all and exists give to an element
)

// Use is one word of an expression with what it names: for tools that lead from a word to its declaration.
type Use struct {
	Kind        UseKind
	Name        string // of the variable (whole), field, attribute, type, value, rule; of an element, one that no other has
	Of          string // the type of a field, attribute or value
	Part        int    // of a variable: which part of its dotted name the word is, from 0
	Var         Var    // of a variable
	Declares    bool   // of an element: the word is where it gets its name
	Type        Type   // of a variable, field, attribute or element
	Offset, End int    // code points into the source, from 0; End lies behind the last
}

// Note has told be called for every word that Compile and Define resolve from now on, in no order, some of them more than
// once; also for the words of expressions that are refused in the end. What a rule says where it is written out is not
// told again. A nil told ends it.
func (e *Env) Note(told func(Use)) { e.told = told }

// note tells of a word at a place.
func (c *compiler) note(at span, u Use) {
	if c.env.told == nil || c.call != nil {
		return
	}
	u.Offset, u.End = at.off, at.end
	c.env.told(u)
}

// noteVariable tells of the parts of a variable's name.
func (c *compiler) noteVariable(v Var, segs []segment) {
	for i, s := range segs {
		c.note(s.at, Use{Kind: UseVariable, Name: v.Name, Part: i, Var: v, Type: v.Type})
	}
}

// noteStep tells of a field or attribute of a type.
func (c *compiler) noteStep(of Type, s segment, to step) {
	kind := UseField
	if of.Kind == Enum {
		kind = UseAttribute
	}
	c.note(s.at, Use{Kind: kind, Name: s.name, Of: of.Name, Type: to.typ})
}

// noteConstant tells of TYPE.value.
func (c *compiler) noteConstant(decl *EnumDecl, segs []segment, k int) {
	t := Type{Kind: Enum, Name: decl.Name}
	if k == 1 {
		c.note(segs[0].at, Use{Kind: UseType, Name: decl.Name, Type: t})
	}
	c.note(segs[k].at, Use{Kind: UseValue, Name: segs[k].name, Of: decl.Name, Type: t})
}

// Signature is how a function is called.
type Signature struct {
	Name   string
	Member bool   // written a.name(b): the first of Args is a
	Args   []Type // the zero Type is any that fits
	Result Type
}

// Signatures returns the functions that expressions may call beside rules, sorted by name; of functions that take more
// than one type the arguments are of the zero Type. has, all and exists are no functions of their arguments' values, and
// are left out.
func (e *Env) Signatures() []Signature {
	list := []Signature{{Name: "size", Args: []Type{{}}, Result: intType}}
	for _, fn := range weighings {
		list = append(list, Signature{fn.name, true, []Type{{}, {}}, boolType})
	}
	for _, fn := range e.functions {
		list = append(list, Signature{fn.name, fn.member, slices.Clone(fn.args), fn.result})
	}
	slices.SortFunc(list, func(a, b Signature) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return list
}
