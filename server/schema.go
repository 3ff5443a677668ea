package server

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"stroom/rules"
	"stroom/server/strict"
)

// schema writes the schema of a type, and returns the reference to it. Structs become components; what a type may hold is
// read from the same tags that Bind reads (max, pattern), and from enum and doc.
func (w *writer) schema(t reflect.Type) tree {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return tree{"type": "string", "format": "date-time"}
	case t == reflect.TypeFor[strict.Node]():
		return tree{"description": "JSON, zoals het stroomschema het vraagt.", "nullable": true}
	case t.Kind() == reflect.Pointer:
		return w.schema(t.Elem())
	case t == reflect.TypeFor[rules.Value]():
		return tree{"description": `Een waarde met haar soort: true, {"int": 5}, {"text": "oost"}, {"date": "2026-01-12"}, {"enum": "K2L", "of": "Level"}, ` +
			`{"record": "Title", "fields": {...}}, {"list": [...]}. Leeg: null.`, "nullable": true}
	case t.Implements(reflect.TypeFor[json.Marshaler]()) || t.Kind() == reflect.Interface:
		return tree{"description": "Een waarde: tekst, getal, ja of nee, lijst of object.", "nullable": true}
	}
	switch t.Kind() {
	case reflect.String:
		return tree{"type": "string"}
	case reflect.Bool:
		return tree{"type": "boolean"}
	case reflect.Int, reflect.Uint64:
		return tree{"type": "integer", "format": "int64", "minimum": 0}
	case reflect.Slice:
		return tree{"type": "array", "items": w.schema(t.Elem())}
	case reflect.Map:
		return tree{"type": "object", "additionalProperties": w.schema(t.Elem())}
	case reflect.Struct:
		return w.component(t)
	}
	panic("server: no schema for " + t.String())
}

func (w *writer) component(t reflect.Type) tree {
	name := schemaName(t)
	if !strings.HasSuffix(t.PkgPath(), "/server") {
		name = "Engine" + name
	}
	ref := tree{"$ref": "#/components/schemas/" + name}
	if _, written := w.schemas[name]; written {
		return ref
	}
	w.schemas[name] = tree{} // a type that holds itself finds itself written
	properties, required := tree{}, []string{}
	for _, f := range strict.Fields(t) {
		properties[f.Name] = w.property(f)
		if f.Required {
			required = append(required, f.Name)
		}
	}
	slices.Sort(required)
	schema := tree{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		schema["required"] = required
	}
	w.schemas[name] = schema
	return ref
}

// property is the schema of a field, with what its tags say. Beside a reference nothing may stand in OpenAPI 3.0, so that
// goes into allOf.
func (w *writer) property(f strict.Field) tree {
	schema := w.schema(f.Type)
	extra := tree{}
	if doc := f.Tag.Get("doc"); doc != "" {
		extra["description"] = doc
	}
	target := schema
	if items, list := schema["items"].(tree); list {
		target = items
	}
	if enum := f.Tag.Get("enum"); enum != "" {
		target["enum"] = strings.Split(enum, ",")
	} else if pattern := f.Tag.Get("pattern"); pattern != "" {
		target["pattern"] = strict.Patterns[pattern].String()
	}
	if most, err := strconv.Atoi(f.Tag.Get("max")); err == nil {
		if schema["type"] == "array" {
			schema["maxItems"] = most
		} else {
			schema["maxLength"] = most
		}
	}
	if _, ref := schema["$ref"]; ref {
		if len(extra) == 0 {
			return schema
		}
		extra["allOf"] = []any{schema}
		return extra
	}
	for name, value := range extra {
		schema[name] = value
	}
	return schema
}
