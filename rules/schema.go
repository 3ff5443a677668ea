package rules

// Schema holds the declared types. It is made once and never changed; the types it names must not hold themselves.
type Schema struct {
	Enums   []*EnumDecl
	Records []*RecordDecl
	Keys    []string // names of EnumDecls that are key types
}

// Enum returns the enumeration or key type of this name, nil if there is none.
func (s *Schema) Enum(name string) *EnumDecl {
	for _, e := range s.Enums {
		if e.Name == name {
			return e
		}
	}
	return nil
}

// Record returns the record type of this name, nil if there is none.
func (s *Schema) Record(name string) *RecordDecl {
	for _, r := range s.Records {
		if r.Name == name {
			return r
		}
	}
	return nil
}

// Scales returns the enumerations whose values are ordered by attributes, in declared order.
func (s *Schema) Scales() []*EnumDecl {
	var scales []*EnumDecl
	for _, e := range s.Enums {
		if len(e.Compare) > 0 {
			scales = append(scales, e)
		}
	}
	return scales
}

// index returns the place of a value in the declared order, -1 if the enumeration has no such value.
func (e *EnumDecl) index(value string) int {
	for i, v := range e.Values {
		if v == value {
			return i
		}
	}
	return -1
}

// attribute returns the place of an attribute, -1 if there is none of this name.
func (e *EnumDecl) attribute(name string) int {
	for i, a := range e.Attributes {
		if a.Name == name {
			return i
		}
	}
	return -1
}

// field returns the declaration of a field, nil if there is none of this name.
func (r *RecordDecl) field(name string) *FieldDecl {
	for i := range r.Fields {
		if r.Fields[i].Name == name {
			return &r.Fields[i]
		}
	}
	return nil
}
