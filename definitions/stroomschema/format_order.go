package stroomschema

import "slices"

// writing says how a scalar is written where YAML leaves a choice.
type writing uint8

const (
	asData writing = iota // plain when it is one word, else in quotes; a number, true or false in quotes stays text
	asName                // plain where YAML allows it
	asText                // in quotes
	asPath                // an expression: plain when it is a name, a path or a value, else in quotes
)

// rootPlace is what the grammar says about a whole file.
func rootPlace(root *node) *ShapeValue {
	shape := PartShape()
	switch {
	case root.get("scenario") != nil:
		shape = ScenarioShape()
	case root.get("stroomschema") != nil:
		shape = DefinitionShape()
	}
	return &ShapeValue{Kind: KindMapping, Shape: shape}
}

// order tells each entry its place in the grammar, and brings the keys that the grammar names in its order. Names that the
// author chose stay in his order; a key that the grammar does not know stays behind the key it stood behind.
func (e *entry) order(place *ShapeValue) {
	e.place = place
	switch e.value.kind {
	case mappingNode:
		e.orderMapping()
	case sequenceNode:
		var item *ShapeValue
		if place != nil {
			if list := place.List(); list != nil {
				item = list.Item
			}
		}
		for _, child := range e.children {
			child.order(item)
		}
	}
}

func (e *entry) orderMapping() {
	shape := shapeAt(e.place, e.value)
	rank := make(map[*entry]int, len(e.children))
	previous := -1
	for _, child := range e.children {
		var place *ShapeValue
		if shape != nil {
			at := slices.IndexFunc(shape.Keys, func(k *ShapeKey) bool { return k.Name == child.key.text })
			switch {
			case at >= 0:
				place, previous = shape.Keys[at].Value, at
			case shape.Names != nil:
				place = shape.Names.Value
			}
		}
		rank[child] = previous
		child.order(place)
	}
	slices.SortStableFunc(e.children, func(a, b *entry) int { return rank[a] - rank[b] })
}

// shapeAt returns the shape of a mapping at a place, nil when the grammar does not say.
func shapeAt(place *ShapeValue, n *node) *Shape {
	if place == nil {
		return nil
	}
	has := func(key string) bool { return n.get(key) != nil }
	if shape := place.Mapping(has); shape != nil {
		return shape
	}
	if list := place.List(); list != nil && list.Alone {
		return list.Item.Mapping(has)
	}
	return nil
}

// writing returns how the scalar of e is written.
func (e *entry) writing() writing {
	if e.place == nil {
		return asData
	}
	var has [asPath + 1]bool
	for _, scalar := range e.place.Scalars() {
		has[writingOf(scalar)] = true
	}
	switch {
	case has[asData]:
		return asData
	case has[asText] && !has[asName]:
		return asText
	case has[asText], has[asPath]:
		return asPath
	}
	return asName
}

func writingOf(v *ShapeValue) writing {
	switch v.Kind {
	case KindText, KindTemplate:
		return asText
	case KindExpr:
		if v.Result == "bool" {
			return asText
		}
		return asPath
	case KindLiteral, KindPlain, KindTime, KindDue:
		return asData
	}
	return asName
}
