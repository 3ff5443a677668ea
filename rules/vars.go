package rules

import (
	"maps"
	"slices"
	"strings"
)

// Vars is an immutable set of variables. A nil *Vars is the empty set.
type Vars struct {
	parent *Vars
	byName map[string]Var
	depth  int
	known  facts // what is known of the variables wherever this set is used; see Given
}

// NewVars returns a set of variables. A later variable of the same name replaces an earlier one.
func NewVars(vs ...Var) *Vars { return (*Vars)(nil).With(vs...) }

// maxLayers bounds how many sets a lookup passes through; a deeper set is copied flat.
const maxLayers = 4

// With returns the set with more variables; a variable of the same name is replaced. The receiver stays as it is.
func (v *Vars) With(vs ...Var) *Vars {
	if len(vs) == 0 && v != nil {
		return v
	}
	next := &Vars{parent: v, byName: make(map[string]Var, len(vs))}
	if v != nil {
		next.depth = v.depth + 1
		if next.depth >= maxLayers {
			next = &Vars{byName: v.all()}
		}
		next.known = v.known
	}
	for _, one := range vs {
		next.byName[one.Name] = one
	}
	return next
}

// Given returns the set for expressions that are evaluated only where a condition has been found to hold: what the
// condition proves to be set may be read there without asking again. The caller sees to it that nothing changes in between.
func (v *Vars) Given(condition *Expr) *Vars { return v.knowing(condition.root.then) }

// Otherwise is Given for a condition that has been found not to hold.
func (v *Vars) Otherwise(condition *Expr) *Vars { return v.knowing(condition.root.other) }

func (v *Vars) knowing(f facts) *Vars {
	if f.never || len(f.list) == 0 {
		return v // nothing follows, or the place is never reached
	}
	next := &Vars{parent: v}
	if v != nil {
		next.depth, next.known = v.depth+1, v.known
	}
	next.known = next.known.also(f)
	return next
}

func (v *Vars) all() map[string]Var {
	all := map[string]Var{}
	if v == nil {
		return all
	}
	if v.parent != nil {
		all = v.parent.all()
	}
	maps.Copy(all, v.byName)
	return all
}

// Lookup returns the variable of this name.
func (v *Vars) Lookup(name string) (Var, bool) {
	for ; v != nil; v = v.parent {
		if one, ok := v.byName[name]; ok {
			return one, true
		}
	}
	return Var{}, false
}

// Names returns the names of all variables, sorted.
func (v *Vars) Names() []string { return slices.Sorted(maps.Keys(v.all())) }

// begins reports whether the name of a variable begins with this.
func (v *Vars) begins(prefix string) bool {
	for ; v != nil; v = v.parent {
		for name := range v.byName {
			if strings.HasPrefix(name, prefix) {
				return true
			}
		}
	}
	return false
}
