package stroomschema

// The words in which the table is written.

func both(nl, en string) Text { return Text{NL: nl, EN: en} }

// may is a key that can be left out, must is one that cannot.
func may(name string, value *ShapeValue, nl, en string) *ShapeKey {
	return &ShapeKey{Name: name, Value: value, About: both(nl, en)}
}

func must(name string, value *ShapeValue, nl, en string) *ShapeKey {
	return &ShapeKey{Name: name, Value: value, About: both(nl, en), Required: true}
}

// beside says that a key stands beside others only.
func (k *ShapeKey) beside(others ...string) *ShapeKey {
	k.Needs = others
	return k
}

func of(kind ValueKind) *ShapeValue { return &ShapeValue{Kind: kind} }

func mappingOf(s *Shape) *ShapeValue { return &ShapeValue{Kind: KindMapping, Shape: s} }

// oneOfShapes is one of several mappings, each known by its Made.
func oneOfShapes(shapes ...*Shape) *ShapeValue {
	v := &ShapeValue{Kind: KindEither}
	for _, s := range shapes {
		v.Either = append(v.Either, mappingOf(s))
	}
	return v
}

func eitherOf(values ...*ShapeValue) *ShapeValue {
	return &ShapeValue{Kind: KindEither, Either: values}
}

func listOf(item *ShapeValue) *ShapeValue { return &ShapeValue{Kind: KindList, Item: item} }

// oneOrList is a list of which one item may stand there without the list.
func oneOrList(item *ShapeValue) *ShapeValue {
	return &ShapeValue{Kind: KindList, Item: item, Alone: true}
}

// ending says that the last item of a list, and no other, has a key.
func (v *ShapeValue) ending(key string) *ShapeValue {
	v.Last = key
	return v
}

// distinct says that no item of a list may stand there twice.
func (v *ShapeValue) distinct() *ShapeValue {
	v.Unique = true
	return v
}

// called names what may stand at many places.
func (v *ShapeValue) called(name string) *ShapeValue {
	v.Name = name
	return v
}

func (v *ShapeValue) items(least, most int) *ShapeValue {
	v.Least, v.Most = least, most
	return v
}

func (v *ShapeValue) orEmpty() *ShapeValue {
	v.Empty = true
	return v
}

func refTo(r Ref) *ShapeValue { return &ShapeValue{Kind: KindRef, Ref: r} }

func nameOf(r Ref, form nameForm) *ShapeValue {
	return &ShapeValue{Kind: KindName, Ref: r, Form: form}
}

func numberIn(low, high int) *ShapeValue {
	return &ShapeValue{Kind: KindNumber, Low: low, High: high}
}

// exprOf is an expression with a result of a type; "" where it depends on the place.
func exprOf(result string) *ShapeValue { return &ShapeValue{Kind: KindExpr, Result: result} }

func oneOfWords(list ...ShapeWord) *ShapeValue { return &ShapeValue{Kind: KindWord, Words: list} }

func word(w, nl, en string) ShapeWord { return ShapeWord{Word: w, About: both(nl, en)} }

// yesOnly is the value of a key that is there or not.
func yesOnly() *ShapeValue {
	return oneOfWords(word("yes", "Ja. Laat dit weg als het niet zo is.", "Yes. Leave it out if it is not so."))
}

// byName is a mapping of names, chosen by the author, to values.
func byName(shape string, key *ShapeValue, nl, en string, value *ShapeValue) *ShapeValue {
	return mappingOf(&Shape{Name: shape, Names: &ShapeNames{Key: key, About: both(nl, en), Value: value}})
}

// entries bounds how many names a mapping has.
func (v *ShapeValue) entries(least, most int) *ShapeValue {
	v.Shape.Names.Least, v.Shape.Names.Most = least, most
	return v
}

// inBothLanguages are the keys of a text beside other keys: what is this text?
func inBothLanguages(kind ValueKind, nl, en string) []*ShapeKey {
	return []*ShapeKey{
		must("nl", of(kind), "In het Nederlands: "+nl, "In Dutch: "+en),
		must("en", of(kind), "In het Engels: "+nl, "In English: "+en),
	}
}

func label() []*ShapeKey {
	return inBothLanguages(KindText, "zoals mensen het op hun scherm lezen.", "as people read it on their screen.")
}

// textValue is {nl: ..., en: ...}.
func textValue() *ShapeValue { return mappingOf(textShape) }

var textShape = &Shape{
	Name: "text", Title: both("Tekst in twee talen", "Text in two languages"),
	About: both("Wat mensen lezen, in het Nederlands en in het Engels. Zet de tekst tussen aanhalingstekens.",
		"What people read, in Dutch and in English. Put the text between quotes."),
	Keys: inBothLanguages(KindText, "de tekst.", "the text."),
}

// fieldsValue is {name: TYPE, ...}.
func fieldsValue(shape string, declares Ref, nl, en string) *ShapeValue {
	return byName(shape, nameOf(declares, plainName), nl, en, of(KindType))
}

// givenValue is what a rule, notice, term or role needs to know.
func givenValue() *ShapeValue {
	return fieldsValue("given", RefInput,
		"De naam van wat erin gaat, met zijn type. Waar dit gebruikt wordt, wordt het op naam gevuld: uit het formulier, de flow of de sleutel.",
		"The name of an input with its type. Where this is used, it is filled by name: from the form, the flow or the key.").called("given")
}

// withValue fills inputs by hand.
func withValue() *ShapeValue {
	return byName("with", refTo(RefInput), "Wat erin gaat, met de waarde.", "The input with its value.", exprOf("")).called("inputs")
}

// peopleValue is one WHO, or a list of them.
func peopleValue() *ShapeValue { return oneOrList(of(KindWho)).items(1, 0).called("people") }
