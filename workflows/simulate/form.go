package simulate

import (
	"math/rand/v2"
	"strconv"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/workflows/engine"
)

// The world of a random walk: few organisations with few people, so that the same ones meet again.
var organisations = []string{"o1", "o2", "o3"}

// Forms makes random typed values. The zero Forms is not usable.
type Forms struct {
	Rand   *rand.Rand
	Schema *rules.Schema
	Zone   *time.Location
	Now    time.Time // dates and instants lie around it
}

// Form returns a form with a value for each field; optional fields are sometimes left out.
func (f Forms) Form(fields []stroomschema.Field) engine.Values {
	out := engine.Values{}
	for _, field := range fields {
		if v := f.Value(field.Type); v.IsSet() {
			out[field.Name] = v
		}
	}
	return out
}

// Value returns a random value of a type: unset only where the type is optional.
func (f Forms) Value(t rules.Type) rules.Value {
	if t.Optional && f.Rand.IntN(3) == 0 {
		return rules.Value{}
	}
	switch t.Kind {
	case rules.Bool:
		return rules.BoolOf(f.Rand.IntN(2) == 0)
	case rules.Int:
		return rules.IntOf(f.integer(t))
	case rules.Decimal:
		return rules.DecimalOf(int64(f.Rand.IntN(10_000)) * 10_000)
	case rules.Text:
		return rules.TextOf(f.text())
	case rules.Date:
		return rules.DateOfTime(f.Now.AddDate(0, 0, f.Rand.IntN(200)-60), f.Zone)
	case rules.Instant:
		return rules.InstantOf(f.Now.Add(time.Duration(f.Rand.IntN(4000)-1000) * time.Hour))
	case rules.Duration:
		return rules.DurationOf(time.Duration(f.Rand.IntN(500)) * time.Hour)
	case rules.Enum:
		values := f.Schema.Enum(t.Name).Values
		return rules.EnumOf(t.Name, values[f.Rand.IntN(len(values))])
	case rules.Record:
		return f.record(f.Schema.Record(t.Name))
	case rules.List:
		elems := make([]rules.Value, f.Rand.IntN(4))
		for i := range elems {
			elems[i] = f.Value(t.Elem.Some())
		}
		return rules.ListOf(elems...)
	case rules.Document:
		return rules.DocumentOf("doc-" + strconv.Itoa(f.Rand.IntN(9)))
	case rules.Organisation:
		return rules.OrganisationOf(organisations[f.Rand.IntN(len(organisations))])
	case rules.Person:
		return rules.PersonOf("person-" + strconv.Itoa(f.Rand.IntN(9)))
	default:
		panic("simulate: a form field of kind " + strconv.Itoa(int(t.Kind)))
	}
}

// text is mostly a word that stands nowhere else, so that it can be found again where it should not be.
func (f Forms) text() string {
	if f.Rand.IntN(8) == 0 {
		return []string{"", "x", "tekst met { en \"", "é ☃"}[f.Rand.IntN(4)]
	}
	return "zq" + strconv.FormatUint(uint64(f.Rand.Uint32()), 36) + "qz"
}

// integer stays in the range of a ranged type, near its ends more often; other integers are small.
func (f Forms) integer(t rules.Type) int64 {
	low, high := int64(-2), int64(12)
	if t.Ranged {
		low, high = t.Min, t.Max
	}
	switch f.Rand.IntN(6) {
	case 0:
		return low
	case 1:
		return high
	default:
		return low + f.Rand.Int64N(high-low+1)
	}
}

func (f Forms) record(decl *rules.RecordDecl) rules.Value {
	names, fields := make([]string, len(decl.Fields)), make([]rules.Value, len(decl.Fields))
	for i, field := range decl.Fields {
		names[i], fields[i] = field.Name, f.Value(field.Type)
	}
	return rules.RecordOf(decl.Name, names, fields)
}
