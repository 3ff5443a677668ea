package rules

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
)

// CEL computes with its own bool, int, string and list. All other kinds of Value are types of ours, each known to CEL as
// a type apart, so that nothing compares with what it is not.

var (
	kindTraits = map[Kind]int{
		Decimal: traits.ComparerType, Date: traits.ComparerType, Instant: traits.ComparerType,
		Duration: traits.ComparerType | traits.AdderType | traits.SubtractorType,
	}
	kindTypes = func() map[Kind]*types.Type {
		all := map[Kind]*types.Type{Bool: types.BoolType, Int: types.IntType, Text: types.StringType}
		for _, k := range []Kind{Decimal, Date, Instant, Duration, Document, Organisation, Person} {
			all[k] = types.NewObjectType(k.String(), kindTraits[k])
		}
		return all
	}()
	decimalType, dateCEL = kindTypes[Decimal], kindTypes[Date]
	instantCEL, spanCEL  = kindTypes[Instant], kindTypes[Duration]
)

var errNative = errors.New("values of rules are not converted")

// number is a Decimal, Date, Instant or Duration.
type number struct {
	kind Kind
	n    int64
}

func (v number) ConvertToNative(reflect.Type) (any, error) { return nil, errNative }
func (v number) ConvertToType(ref.Type) ref.Val            { return types.WrapErr(errNative) }
func (v number) Type() ref.Type                            { return kindTypes[v.kind] }
func (v number) Value() any                                { return v }

// Equal is part of CEL's ref.Val.
func (v number) Equal(other ref.Val) ref.Val {
	w, ok := other.(number)
	return types.Bool(ok && v == w)
}

// Compare is part of CEL's traits.Comparer.
func (v number) Compare(other ref.Val) ref.Val {
	w, ok := other.(number)
	if !ok || v.kind != w.kind {
		return types.MaybeNoSuchOverloadErr(other)
	}
	return compared(v.n, w.n)
}

// Add is part of CEL's traits.Adder.
func (v number) Add(other ref.Val) ref.Val {
	w, ok := other.(number)
	if !ok || v.kind != Duration || w.kind != Duration {
		return types.MaybeNoSuchOverloadErr(other)
	}
	return number{Duration, durationOfMicros(v.n + w.n).num}
}

// Subtract is part of CEL's traits.Subtractor.
func (v number) Subtract(other ref.Val) ref.Val {
	w, ok := other.(number)
	if !ok || v.kind != Duration || w.kind != Duration {
		return types.MaybeNoSuchOverloadErr(other)
	}
	return number{Duration, durationOfMicros(v.n - w.n).num}
}

func compared(a, b int64) ref.Val {
	switch {
	case a < b:
		return types.IntNegOne
	case a > b:
		return types.IntOne
	}
	return types.IntZero
}

// symbol is a value of an enumeration. There is one for each value, made with the Env; two are equal when they are the
// same pointer.
type symbol struct {
	value Value
	index int
	decl  *enumTable
}

func (v *symbol) ConvertToNative(reflect.Type) (any, error) { return nil, errNative }
func (v *symbol) ConvertToType(ref.Type) ref.Val            { return types.WrapErr(errNative) }
func (v *symbol) Type() ref.Type                            { return v.decl.typ }
func (v *symbol) Value() any                                { return v }

// Equal is part of CEL's ref.Val.
func (v *symbol) Equal(other ref.Val) ref.Val {
	w, ok := other.(*symbol)
	return types.Bool(ok && v == w)
}

// Compare is part of CEL's traits.Comparer.
func (v *symbol) Compare(other ref.Val) ref.Val {
	w, ok := other.(*symbol)
	if !ok || v.decl != w.decl {
		return types.MaybeNoSuchOverloadErr(other)
	}
	return compared(int64(v.index), int64(w.index))
}

// opaque is a Record or a reference.
type opaque struct {
	value Value
	typ   *types.Type
}

func (v *opaque) ConvertToNative(reflect.Type) (any, error) { return nil, errNative }
func (v *opaque) ConvertToType(ref.Type) ref.Val            { return types.WrapErr(errNative) }
func (v *opaque) Type() ref.Type                            { return v.typ }
func (v *opaque) Value() any                                { return v }

// Equal is part of CEL's ref.Val.
func (v *opaque) Equal(other ref.Val) ref.Val {
	w, ok := other.(*opaque)
	return types.Bool(ok && v.value.Equal(w.value))
}

// toCEL turns a value of type t into what CEL computes with. A value of another type becomes an error.
func (e *Env) toCEL(v Value, t *Type) ref.Val {
	if v.kind != t.Kind || v.name != t.Name {
		if !v.IsSet() {
			return types.NewErr("an unset value was read")
		}
		return types.NewErr("a value of type %s was read where %s was declared", v.kind, *t)
	}
	switch v.kind {
	case Bool:
		return types.Bool(v.num != 0)
	case Int:
		return types.Int(v.num)
	case Text:
		return types.String(v.text)
	case Decimal, Date, Instant, Duration:
		return number{v.kind, v.num}
	case Enum:
		if s := e.enums[v.name].symbols[v.text]; s != nil {
			return s
		}
		return types.NewErr("%s has no value %q", v.name, v.text)
	case List:
		elems := make([]ref.Val, len(v.items))
		for i, el := range v.items {
			elems[i] = e.toCEL(el, t.Elem)
			if types.IsError(elems[i]) {
				return elems[i]
			}
		}
		return types.NewRefValList(types.DefaultTypeAdapter, elems)
	}
	return &opaque{v, e.celType(*t)}
}

// fromCEL turns a result of CEL back into a value.
func fromCEL(v ref.Val) (Value, error) {
	switch x := v.(type) {
	case types.Bool:
		return BoolOf(bool(x)), nil
	case types.Int:
		return IntOf(int64(x)), nil
	case types.String:
		return TextOf(string(x)), nil
	case number:
		return Value{kind: x.kind, num: x.n}, nil
	case *symbol:
		return x.value, nil
	case *opaque:
		return x.value, nil
	case types.Null:
		return Value{}, nil
	case *types.Err:
		return Value{}, x
	case traits.Lister:
		list := Value{kind: List}
		for it := x.Iterator(); it.HasNext() == types.True; {
			el, err := fromCEL(it.Next())
			if err != nil {
				return Value{}, err
			}
			list.items = append(list.items, el)
		}
		return list, nil
	}
	return Value{}, fmt.Errorf("CEL answered with a %s", v.Type().TypeName())
}
