package rules

import (
	"github.com/google/cel-go/checker"
	"github.com/google/cel-go/common/containers"
	"github.com/google/cel-go/common/decls"
	"github.com/google/cel-go/common/operators"
	"github.com/google/cel-go/common/overloads"
	"github.com/google/cel-go/common/stdlib"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	"github.com/google/cel-go/interpreter"

	"stroom/rules/calendar"
)

// Names that only our lowering uses; no source can spell them.
const (
	fnAt    = "@at"    // keyed variable, key -> value
	fnField = "@field" // value, step -> the field or attribute
)

// enumTable is an enumeration as CEL knows it.
type enumTable struct {
	decl    *EnumDecl
	typ     *types.Type
	symbols map[string]*symbol
	order   [][]Order // of the values by index, when it is a scale
}

// standard lists the overloads of CEL's library that the language keeps. All others are left out: conversions, regular
// expressions, maps, concatenation, division, bytes, doubles, timestamps.
var standard = []string{
	overloads.Conditional, overloads.LogicalAnd, overloads.LogicalOr, overloads.LogicalNot, overloads.Equals, overloads.NotEquals,
	overloads.LessInt64, overloads.LessEqualsInt64, overloads.GreaterInt64, overloads.GreaterEqualsInt64, overloads.InList,
	overloads.AddInt64, overloads.SubtractInt64, overloads.MultiplyInt64, overloads.NegateInt64,
	overloads.SizeList, overloads.SizeString, overloads.ContainsString, overloads.StartsWithString, overloads.EndsWithString,
}

// must returns v; the declarations of this package are constants, so that an error is a fault of the package.
func must[T any](v T, err error) T {
	if err != nil {
		panic("rules: " + err.Error())
	}
	return v
}

// setUpCEL makes CEL's checker and interpreter for the types and functions of the Env.
func (e *Env) setUpCEL() {
	functions := map[string]*decls.FunctionDecl{}
	var names []string
	add := func(f *decls.FunctionDecl) {
		if have, ok := functions[f.Name()]; ok {
			f = must(have.Merge(f))
		} else {
			names = append(names, f.Name())
		}
		functions[f.Name()] = f
	}
	for _, f := range stdlib.Functions() {
		if kept := f.Subset(decls.IncludeOverloads(standard...)); kept != nil && len(kept.OverloadDecls()) > 0 {
			add(kept)
		}
	}
	for _, t := range e.orderedTypes() {
		for _, o := range []string{operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals} {
			add(must(decls.NewFunction(o, decls.Overload(o+t.TypeName(), []*types.Type{t, t}, types.BoolType))))
		}
	}
	for _, o := range []string{operators.Add, operators.Subtract} {
		add(must(decls.NewFunction(o, decls.Overload(o+"span", []*types.Type{spanCEL, spanCEL}, spanCEL))))
	}
	for _, fn := range e.functions {
		if bind := e.binding(fn); bind != nil {
			add(must(decls.NewFunction(fn.name, bind)))
		}
	}
	e.addWeighings(add)
	e.addReaders(add)

	cont := containers.DefaultContainer
	registry := must(types.NewRegistry())
	e.checker = must(checker.NewEnv(cont, registry))
	dispatcher := interpreter.NewDispatcher()
	for _, name := range names {
		f := functions[name]
		if err := e.checker.AddFunctions(f); err != nil {
			panic("rules: " + err.Error())
		}
		if err := dispatcher.Add(must(f.Bindings())...); err != nil {
			panic("rules: " + err.Error())
		}
	}
	attributes := interpreter.NewAttributeFactory(cont, registry, registry)
	e.interpreter = interpreter.NewInterpreter(dispatcher, cont, registry, registry, attributes)
}

// orderedTypes returns the types of ours that < works on, in a fixed order.
func (e *Env) orderedTypes() []*types.Type {
	all := []*types.Type{decimalType, dateCEL, instantCEL, spanCEL}
	for _, decl := range e.config.Schema.Enums {
		if e.ordered(Type{Kind: Enum, Name: decl.Name}) {
			all = append(all, e.enums[decl.Name].typ)
		}
	}
	return all
}

// celType returns the type of CEL for one of ours.
func (e *Env) celType(t Type) *types.Type {
	switch t.Kind {
	case Enum:
		if table := e.enums[t.Name]; table != nil {
			return table.typ
		}
	case Record:
		return e.records[t.Name].typ
	case List:
		if t.Elem != nil {
			return types.NewListType(e.celType(*t.Elem))
		}
	}
	if known := kindTypes[t.Kind]; known != nil {
		return known
	}
	return types.DynType
}

// addWeighings declares the comparisons on a scale.
func (e *Env) addWeighings(add func(*decls.FunctionDecl)) {
	a := types.NewTypeParamType("A")
	wanted := map[string]Order{"lighter_than": Lighter, "heavier_than": Heavier, "same_as": Same, "neither": Neither}
	for _, fn := range weighings {
		want := wanted[fn.name]
		add(must(decls.NewFunction(fn.name, decls.DisableTypeGuards(true),
			decls.MemberOverload(fn.name, []*types.Type{a, a}, types.BoolType, decls.BinaryBinding(func(x, y ref.Val) ref.Val {
				return types.Bool(e.order(x, y) == want)
			})))))
	}
}

// order compares two values on their scale.
func (e *Env) order(x, y ref.Val) Order {
	switch a := x.(type) {
	case *symbol:
		if b, ok := y.(*symbol); ok && a.decl == b.decl {
			return a.decl.order[a.index][b.index]
		}
	case *opaque:
		if b, ok := y.(*opaque); ok {
			return e.config.Schema.Compare(a.value, b.value)
		}
	}
	return Neither
}

// addReaders declares what our lowering reads keyed variables and fields with. Keyed reads are replaced when a program
// is planned and never called.
func (e *Env) addReaders(add func(*decls.FunctionDecl)) {
	k, v := types.NewTypeParamType("K"), types.NewTypeParamType("V")
	add(must(decls.NewFunction(fnAt, decls.Overload(fnAt, []*types.Type{types.NewMapType(k, v), k}, v,
		decls.BinaryBinding(func(_, _ ref.Val) ref.Val { return types.NewErr("a keyed variable was not planned") })))))
	add(must(decls.NewFunction(fnField, decls.DisableTypeGuards(true),
		decls.Overload(fnField, []*types.Type{v, types.StringType}, types.DynType, decls.BinaryBinding(
			func(_, _ ref.Val) ref.Val { return types.NewErr("a field was not planned") })))))
}

// binding returns the overload of a function for CEL. Functions of CEL's own library (contains and its like) have none.
func (e *Env) binding(fn *builtin) decls.FunctionOpt {
	impl := e.implementation(fn)
	if impl == nil {
		return nil
	}
	args := make([]*types.Type, len(fn.args))
	for i, a := range fn.args {
		args[i] = e.celType(a)
	}
	var opt decls.OverloadOpt
	switch len(args) {
	case 1:
		opt = decls.UnaryBinding(func(a ref.Val) ref.Val { return impl([]ref.Val{a}) })
	case 2:
		opt = decls.BinaryBinding(func(a, b ref.Val) ref.Val { return impl([]ref.Val{a, b}) })
	default:
		opt = decls.FunctionBinding(func(all ...ref.Val) ref.Val { return impl(all) })
	}
	if fn.member {
		return decls.MemberOverload(fn.name, args, e.celType(fn.result), opt)
	}
	return decls.Overload(fn.name, args, e.celType(fn.result), opt)
}

func days(v ref.Val) int64 { return v.(number).n }

// whole returns an Int argument, held within the reach of the calendar.
func whole(v ref.Val) int {
	const reach = 10_000_000
	return int(min(max(int64(v.(types.Int)), -reach), reach))
}

func civilOf(v ref.Val) calendar.Civil { return calendar.CivilFromDays(days(v)) }

func dateVal(c calendar.Civil) ref.Val { return number{Date, c.Days()} }

// implementation returns what a function computes; CEL's checker has made sure of the types. Dates, instants and
// durations outside what can be written are held at the first or last that can.
func (e *Env) implementation(fn *builtin) func([]ref.Val) ref.Val {
	cal, zone := e.config.Calendar, e.config.Zone
	lasting := func(micros int64) func([]ref.Val) ref.Val {
		return func(a []ref.Val) ref.Val { return number{Duration, durationOfMicros(int64(whole(a[0])) * micros).num} }
	}
	const second = 1_000_000
	switch fn.name {
	case "plus_days":
		return func(a []ref.Val) ref.Val { return dateVal(civilOf(a[0]).AddDays(whole(a[1]))) }
	case "plus_months":
		return func(a []ref.Val) ref.Val { return dateVal(civilOf(a[0]).AddMonths(whole(a[1]))) }
	case "plus_working_days":
		return func(a []ref.Val) ref.Val { return dateVal(cal.AddWorkingDays(civilOf(a[0]), whole(a[1]))) }
	case "days_between":
		return func(a []ref.Val) ref.Val { return types.Int(days(a[1]) - days(a[0])) }
	case "working_days_between":
		return func(a []ref.Val) ref.Val { return types.Int(cal.WorkingDaysBetween(civilOf(a[0]), civilOf(a[1]))) }
	case "months_between":
		return func(a []ref.Val) ref.Val { return types.Int(civilOf(a[0]).MonthsUntil(civilOf(a[1]))) }
	case "plus_hours":
		return func(a []ref.Val) ref.Val {
			return number{Instant, instantOfMicros(days(a[0]) + int64(whole(a[1]))*3600*second).num}
		}
	case "date":
		return func(a []ref.Val) ref.Val {
			return number{Date, DateOfTime(instantOfMicros(days(a[0])).Time(), zone).num}
		}
	case "start":
		return func(a []ref.Val) ref.Val { return number{Instant, InstantOf(civilOf(a[0]).Start(zone)).num} }
	case "end":
		return func(a []ref.Val) ref.Val { return number{Instant, InstantOf(civilOf(a[0]).End(zone)).num} }
	case "days":
		return lasting(24 * 3600 * second)
	case "hours":
		return lasting(3600 * second)
	case "minutes":
		return lasting(60 * second)
	}
	return e.ownFunction(fn)
}

// ownFunction returns what a function of the Config computes; nil when there is none of this name.
func (e *Env) ownFunction(fn *builtin) func([]ref.Val) ref.Val {
	for _, own := range e.config.Functions {
		if own.Name != fn.name {
			continue
		}
		return func(a []ref.Val) ref.Val {
			args := make([]Value, len(a))
			for i := range a {
				v, err := fromCEL(a[i])
				if err != nil {
					return types.WrapErr(err)
				}
				args[i] = v
			}
			return e.toCEL(own.Call(args), &fn.result)
		}
	}
	return nil
}

// recordTable is a record type as CEL knows it.
type recordTable struct {
	decl *RecordDecl
	typ  *types.Type
}

// setUpTypes makes the types of CEL for the schema. Names carry their kind, because an enumeration may be called like a
// kind ("date").
func (e *Env) setUpTypes() {
	e.enums, e.records = map[string]*enumTable{}, map[string]*recordTable{}
	for _, decl := range e.config.Schema.Records {
		e.records[decl.Name] = &recordTable{decl, types.NewObjectType("record." + decl.Name)}
	}
	for _, decl := range e.config.Schema.Enums {
		table := &enumTable{decl: decl, symbols: map[string]*symbol{}}
		table.typ = types.NewObjectType("enum."+decl.Name, traits.ComparerType)
		for i, name := range decl.Values {
			table.symbols[name] = &symbol{EnumOf(decl.Name, name), i, table}
		}
		e.enums[decl.Name] = table
	}
	for _, decl := range e.config.Schema.Enums {
		table := e.enums[decl.Name]
		if len(decl.Compare) == 0 {
			continue
		}
		for _, a := range table.decl.Values {
			row := make([]Order, len(table.decl.Values))
			for j, b := range table.decl.Values {
				row[j] = e.config.Schema.Compare(EnumOf(table.decl.Name, a), EnumOf(table.decl.Name, b))
			}
			table.order = append(table.order, row)
		}
	}
}
