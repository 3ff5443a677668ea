package strict

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Patterns are the named forms that a text field may ask for with the tag `pattern`, for Bind and for the OpenAPI document
// alike.
var Patterns = map[string]*regexp.Regexp{
	// id: made by clients and by us; safe in a path, a log and a file name.
	"id": regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`),
	// name: a name in a definition.
	"name": regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`),
	// place: a decision or step in a definition: flow.step.decision.
	"place": regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39}){0,2}$`),
	// code: of an organisation, a kind of message, a standard: a word without blanks.
	"code": regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$`),
}

// Wanted says in words which texts one of Patterns takes.
func Wanted(pattern string) (nl, en string) {
	switch pattern {
	case "id":
		return "Hier hoort een id: 1 tot 64 letters, cijfers, punten, streepjes of lage streepjes. Het begint met een letter of cijfer.",
			"This must be an id: 1 to 64 letters, digits, dots, hyphens or underscores. It begins with a letter or digit."
	case "name":
		return "Hier hoort een naam uit een stroomschema: kleine letters, cijfers en lage streepjes, hoogstens 40. Hij begint met een letter.",
			"This must be a name of a stroomschema: small letters, digits and underscores, at most 40. It begins with a letter."
	case "place":
		return "Hier hoort een besluit van een stroomschema, zoals flow.stap.besluit of flow.begin.",
			"This must be a decision of a stroomschema, such as flow.step.decision or flow.begin."
	case "code":
		return "Hier hoort een code zonder spaties: letters, cijfers en . _ : / -, hoogstens 100. Hij begint met een letter of cijfer.",
			"This must be a code without blanks: letters, digits and . _ : / -, at most 100. It begins with a letter or digit."
	}
	panic("strict: no words for the pattern " + pattern)
}

var (
	nodeType        = reflect.TypeFor[Node]()
	timeType        = reflect.TypeFor[time.Time]()
	unmarshalerType = reflect.TypeFor[json.Unmarshaler]()
)

// Bind fills the struct that dst points to, and returns all faults. A field is required unless its json tag says omitempty
// or omitzero, or it is a pointer. Tags: `max:"64"` bounds the code points of a text or the elements of a slice,
// `pattern:"id"` names one of Patterns.
func Bind(n Node, dst any) []Fault {
	b := binder{}
	b.value("", n, reflect.ValueOf(dst).Elem(), "")
	return b.faults
}

type binder struct{ faults []Fault }

func (b *binder) fault(path string, code Code, nl, en string) {
	if len(b.faults) < MaxFaults {
		b.faults = append(b.faults, Fault{Path: path, Code: code, NL: nl, EN: en})
	}
}

func (b *binder) wrong(path, nl, en string) {
	b.fault(path, WrongType, "Hier hoort "+nl+".", "This must be "+en+".")
}

func (b *binder) value(path string, n Node, v reflect.Value, tag reflect.StructTag) {
	switch {
	case v.Type() == nodeType:
		v.Set(reflect.ValueOf(n))
		return
	case v.Type() == timeType:
		b.moment(path, n, v)
		return
	case v.Kind() == reflect.Pointer:
		if n.kind == Null {
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		b.value(path, n, v.Elem(), tag)
		return
	case v.CanAddr() && v.Addr().Type().Implements(unmarshalerType):
		if err := v.Addr().Interface().(json.Unmarshaler).UnmarshalJSON(n.JSON()); err != nil {
			b.fault(path, BadValue, "Deze waarde klopt niet. De beschrijving van de API zegt hoe zij wordt geschreven.",
				"This value is not right. The description of the API says how it is written.")
		}
		return
	}
	switch v.Kind() {
	case reflect.String:
		b.text(path, n, v, tag)
	case reflect.Bool:
		if n.kind != Bool {
			b.wrong(path, "true of false", "true or false")
			return
		}
		v.SetBool(n.flag)
	case reflect.Int, reflect.Uint64:
		b.number(path, n, v)
	case reflect.Struct:
		b.object(path, n, v)
	case reflect.Slice:
		b.list(path, n, v, tag)
	case reflect.Map:
		b.named(path, n, v)
	default:
		panic(fmt.Sprintf("strict: cannot bind a %s", v.Type()))
	}
}

func (b *binder) text(path string, n Node, v reflect.Value, tag reflect.StructTag) {
	if n.kind != String {
		b.wrong(path, "een tekst", "a text")
		return
	}
	if longest := limit(tag); longest > 0 && utf8.RuneCountInString(n.text) > longest {
		b.fault(path, TooLong, fmt.Sprintf("De tekst mag niet langer zijn dan %d tekens.", longest),
			fmt.Sprintf("The text may have at most %d characters.", longest))
		return
	}
	if name, ok := tag.Lookup("pattern"); ok && !Patterns[name].MatchString(n.text) {
		nl, en := Wanted(name)
		b.fault(path, BadValue, nl, en)
		return
	}
	v.SetString(n.text)
}

func (b *binder) number(path string, n Node, v reflect.Value) {
	if n.kind != Number {
		b.wrong(path, "een geheel getal", "a whole number")
		return
	}
	if v.Kind() == reflect.Int {
		i, err := strconv.ParseInt(n.text, 10, strconv.IntSize)
		if err != nil || i < 0 || i > maxNumber {
			b.fault(path, BadValue, "Het getal ligt buiten de grenzen.", "The number is out of bounds.")
			return
		}
		v.SetInt(i)
		return
	}
	u, err := strconv.ParseUint(n.text, 10, 64)
	if err != nil || u > maxNumber {
		b.fault(path, BadValue, "Het getal ligt buiten de grenzen.", "The number is out of bounds.")
		return
	}
	v.SetUint(u)
}

// maxNumber bounds what counts things (runs, visits, sequence numbers): what every reader of JSON holds exactly.
const maxNumber = 1 << 53

func (b *binder) moment(path string, n Node, v reflect.Value) {
	t, ok := Moment(n.Text())
	if !ok {
		b.fault(path, BadValue, "Hier hoort een moment, zoals 2026-01-12T09:00:00Z.", "This must be a moment, such as 2026-01-12T09:00:00Z.")
		return
	}
	v.Set(reflect.ValueOf(t))
}

// Moment reads an instant with its offset, as RFC 3339 writes it with capital letters, and returns it in UTC. An unknown
// offset (-00:00) and years outside 1900 to 2200 are refused.
func Moment(s string) (time.Time, bool) {
	if len(s) > 35 || strings.Contains(s, ",") || strings.HasSuffix(s, "-00:00") {
		return time.Time{}, false
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || t.Year() < 1900 || t.Year() > 2200 {
		return time.Time{}, false
	}
	return t.UTC().Truncate(time.Microsecond), true
}

func (b *binder) object(path string, n Node, v reflect.Value) {
	if n.kind != Object {
		b.wrong(path, "een object met velden", "an object with fields")
		return
	}
	fields := Fields(v.Type())
	known := map[string]bool{}
	for _, f := range fields {
		known[f.Name] = true
		m, ok := n.Member(f.Name)
		if !ok || m.kind == Null && !f.Required {
			if f.Required {
				b.fault(Join(path, f.Name), Missing, "Dit veld ontbreekt.", "This field is missing.")
			}
			continue
		}
		if f.Required && m.kind == String && m.text == "" {
			b.fault(Join(path, f.Name), Missing, "Dit veld is leeg.", "This field is empty.")
			continue
		}
		b.value(Join(path, f.Name), m, v.FieldByIndex(f.Index), f.Tag)
	}
	for _, name := range n.names {
		if !known[name] {
			b.fault(Join(path, name), Unknown, "Dit veld bestaat niet.", "There is no such field.")
		}
	}
}

func (b *binder) list(path string, n Node, v reflect.Value, tag reflect.StructTag) {
	if n.kind != Array {
		b.wrong(path, "een lijst", "a list")
		return
	}
	if most := limit(tag); most > 0 && len(n.members) > most {
		b.fault(path, TooLong, fmt.Sprintf("De lijst mag niet langer zijn dan %d.", most),
			fmt.Sprintf("The list may have at most %d items.", most))
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.members), len(n.members)))
	for i, m := range n.members {
		b.value(path+"["+strconv.Itoa(i)+"]", m, v.Index(i), patternOnly(tag))
	}
}

// patternOnly is what the elements of a list take over from its tag.
func patternOnly(tag reflect.StructTag) reflect.StructTag {
	if name, ok := tag.Lookup("pattern"); ok {
		return reflect.StructTag(`pattern:"` + name + `"`)
	}
	return ""
}

func (b *binder) named(path string, n Node, v reflect.Value) {
	if n.kind != Object {
		b.wrong(path, "een object met velden", "an object with fields")
		return
	}
	v.Set(reflect.MakeMapWithSize(v.Type(), len(n.names)))
	for i, name := range n.names {
		m := reflect.New(v.Type().Elem()).Elem()
		b.value(Join(path, name), n.members[i], m, "")
		v.SetMapIndex(reflect.ValueOf(name), m)
	}
}

func limit(tag reflect.StructTag) int {
	text, ok := tag.Lookup("max")
	if !ok {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		panic("strict: bad max tag " + text)
	}
	return n
}

// Field is one field of a struct as JSON knows it.
type Field struct {
	Name     string
	Required bool
	Index    []int
	Type     reflect.Type
	Tag      reflect.StructTag
}

// Fields lists the exported fields of a struct type in declared order, those of embedded structs in their place.
func Fields(t reflect.Type) []Field {
	var out []Field
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-":
		case f.Anonymous && name == "":
			for _, inner := range Fields(f.Type) {
				inner.Index = append([]int{i}, inner.Index...)
				out = append(out, inner)
			}
		case f.IsExported():
			if name == "" {
				panic("strict: field without json name: " + t.String() + "." + f.Name)
			}
			optional := strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero") || f.Type.Kind() == reflect.Pointer
			out = append(out, Field{Name: name, Required: !optional, Index: []int{i}, Type: f.Type, Tag: f.Tag})
		}
	}
	return out
}
