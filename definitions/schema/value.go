package schema

import (
	"math"

	"stroom/definitions/stroomschema"
)

// scalarTypes are what YAML can make of a text without quotes: for the language it is a text in all three cases.
var scalarTypes = []string{"string", "number", "boolean"}

// value writes what may stand at a place; what may stand at many, once.
func (w *writer) value(v *stroomschema.ShapeValue) object {
	if v.Name != "" {
		return w.ref("value "+v.Name, func() object { return w.written(v) })
	}
	return w.written(v)
}

func (w *writer) written(v *stroomschema.ShapeValue) object {
	shapes, list, scalars := v.Mappings(), v.List(), v.Scalars()
	if list != nil && list.Alone {
		shapes = append(shapes, list.Item.Mappings()...)
	}
	var types []string
	var branches []member
	if len(shapes) > 0 {
		types = append(types, "object")
		branches = append(branches, member{"object", w.mappings(shapes)})
	}
	if list != nil {
		types = append(types, "array")
		branches = append(branches, member{"array", w.list(list)})
	}
	if len(scalars) > 0 {
		types = append(types, scalarTypes...)
		branches = append(branches, member{"", w.scalars(scalars)})
	}
	if v.Empty {
		types = append(types, "null")
		branches = append(branches, member{"null", object{{"type", "null"}}})
	}
	if len(branches) == 1 {
		return branches[0].value.(object)
	}
	return append(object{{"type", types}}, byType(branches)...)
}

// byType asks which type stands there and holds it to what that type must be.
func byType(branches []member) object {
	first := branches[0].value.(object)
	if len(branches) == 1 {
		return first
	}
	condition := object{{"type", branches[0].name}}
	if branches[0].name == "" {
		condition = object{{"type", scalarTypes}}
	}
	return object{{"if", condition}, {"then", first}, {"else", byType(branches[1:])}}
}

// mappings writes a mapping of one of some shapes.
func (w *writer) mappings(shapes []*stroomschema.Shape) object {
	if len(shapes) == 1 {
		return w.mapping(shapes[0])
	}
	var properties object
	var rules, made []object
	var other *stroomschema.Shape
	for i, s := range shapes {
		if s.Made == "" {
			other = s
			continue
		}
		is := present(s.Made)
		made = append(made, is)
		properties = properties.with(s.Made, w.described(object{{"title", w.text(s.Title)}}, s.Key(s.Made).About, nil))
		is = append(object{{"type", "object"}}, is...) // what is empty is none of them, rather than all
		if before := earlier(shapes[:i], s.Made); len(before) > 0 {
			is = is.with("not", object{{"anyOf", before}})
		}
		rules = append(rules, object{{"if", is}, {"then", w.mapping(s)}})
	}
	if other != nil {
		return object{{"type", "object"}, {"allOf", append(rules, object{{"if", object{{"not", object{{"anyOf", made}}}}}, {"then", w.mapping(other)}})}}
	}
	return object{{"type", "object"}, {"properties", properties}, {"anyOf", made}, {"allOf", rules}}
}

// earlier lists the shapes that a mapping with this key is, before it is the shape that the key makes.
func earlier(shapes []*stroomschema.Shape, made string) []object {
	var list []object
	for _, s := range shapes {
		if s.Key(made) != nil {
			list = append(list, present(s.Made))
		}
	}
	return list
}

// mapping writes a mapping of one shape: a reference, unless it is only a place for names.
func (w *writer) mapping(s *stroomschema.Shape) object {
	if s.Title.EN == "" {
		return w.shape(s)
	}
	return w.ref(s.Name, func() object { return w.shape(s) })
}

func (w *writer) list(v *stroomschema.ShapeValue) object {
	o := object{{"type", "array"}, {"items", w.value(v.Item)}}
	if v.Least > 0 {
		o = o.with("minItems", v.Least)
	}
	if v.Most > 0 {
		o = o.with("maxItems", v.Most)
	}
	if v.Unique {
		o = o.with("uniqueItems", true)
	}
	if v.Last != "" { // that it is the last one, no schema can say
		o = o.with("contains", object{{"type", "object"}, {"required", []string{v.Last}}})
	}
	return o
}

// scalars writes what may stand there as a text.
func (w *writer) scalars(values []*stroomschema.ShapeValue) object {
	if len(values) == 1 {
		return w.scalar(values[0])
	}
	var choices []object
	for _, v := range values {
		choices = append(choices, w.scalar(v))
	}
	return object{{"anyOf", choices}}
}

func (w *writer) scalar(v *stroomschema.ShapeValue) object {
	s, ok := v.Scalar()
	if !ok {
		panic("schema: a " + string(v.Kind) + " is written as a scalar")
	}
	switch v.Kind {
	case stroomschema.KindWord:
		var about []string
		for _, word := range v.Words {
			about = append(about, w.text(word.About))
		}
		return object{{"enum", s.Words}, {"enumDescriptions", about}}
	case stroomschema.KindNumber:
		number := object{{"type", []string{"integer", "string"}}, {"pattern", "^" + s.Pattern + "$"}, {"patternErrorMessage", w.text(s.About)}}
		if v.Low == math.MinInt {
			return number
		}
		return number.with("minimum", v.Low).with("maximum", v.High)
	case stroomschema.KindName, stroomschema.KindRef:
		return w.ref("kind "+s.Name, func() object { return w.named(s) })
	case stroomschema.KindBool:
		return object{{"enum", []any{true, false, "true", "false"}}}
	}
	return w.ref("kind "+s.Name, func() object { return w.kind(v, s) })
}

// named writes a form of name.
func (w *writer) named(s stroomschema.Scalar) object {
	return object{
		{"title", w.text(s.Title)}, {"type", "string"}, {"pattern", "^" + s.Pattern + "$"}, {"patternErrorMessage", w.text(s.About)},
		{"not", object{{"enum", stroomschema.Unwritable()}}},
	}
}

// kind writes a kind of scalar that is written in the same way everywhere.
func (w *writer) kind(v *stroomschema.ShapeValue, s stroomschema.Scalar) object {
	o := w.described(object{{"title", w.text(s.Title)}}, s.About, shown(v))
	if len(s.Examples) > 0 && len(shown(v)) == 0 {
		o = o.with("examples", s.Examples)
	}
	switch kind := v.Kind; {
	case len(s.Words) > 0:
		return o.with("enum", s.Words)
	case kind == stroomschema.KindLiteral:
		return o.with("type", []string{"string", "number", "boolean", "object", "array"})
	case s.Pattern == "":
		return o.with("type", scalarTypes).with("pattern", `\S`)
	case kind == stroomschema.KindTemplate:
		return o.with("type", scalarTypes).with("pattern", "^"+s.Pattern+"$")
	}
	return o.with("type", "string").with("pattern", "^"+s.Pattern+"$").
		with("patternErrorMessage", w.text(s.About))
}
