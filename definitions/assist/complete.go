package assist

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

// ItemKind says what a Completion is, for the picture beside it.
type ItemKind string

// The kinds of completion. Those of names are the kinds of symbol.
const (
	ItemKey      ItemKind = "keyword key" // a key of the grammar
	ItemWord     ItemKind = "word"        // a word of the grammar
	ItemType     ItemKind = "type"
	ItemVariable ItemKind = "variable"
	ItemFunction ItemKind = "function"
	ItemConstant ItemKind = "constant"
	ItemName     ItemKind = "name" // a declared name
	ItemFile     ItemKind = "file"
)

// Completion is one thing that can be written at a place.
type Completion struct {
	Label   string // what it is called; unique among those of a place
	Kind    ItemKind
	Detail  string     // its type, or what it is, in a few words
	About   string     // what it means, Markdown
	Insert  string     // what to write
	Snippet bool       // Insert holds places to fill in: $1, ${2:word}; a dollar of its own is \$
	Replace diag.Range // what to write it over
	rank    int        // what fits best comes first
}

// Ask is how somebody wants to be answered.
type Ask struct {
	Lang     Lang
	Snippets bool // completions may hold places to fill in
}

// Complete returns what can be written at a place of a file, what fits best first. text is the file as it stands now.
func (p *Project) Complete(file string, text []byte, at diag.Pos, ask Ask) []Completion {
	s := p.spot(file, text, at)
	if s == nil {
		return nil
	}
	c := &completer{spot: s, ask: ask}
	if len(s.shapes) > 0 && !s.cursor.Quoted {
		c.keys()
	}
	if s.names != nil {
		c.scalars(s.names.Key)
	}
	if s.cursor.Key && s.place != nil && isLiteral(s.place) {
		c.literalFields()
	}
	if s.value != nil {
		c.scalars(s.value)
	}
	slices.SortStableFunc(c.list, func(a, b Completion) int { return cmp.Compare(a.rank, b.rank) })
	seen := map[string]bool{}
	return slices.DeleteFunc(c.list, func(one Completion) bool {
		twice := seen[one.Label]
		seen[one.Label] = true
		return twice
	})
}

// completer collects completions.
type completer struct {
	*spot
	ask  Ask
	list []Completion
}

// The ranks of completions.
const (
	rankMust  = iota // what has to be written yet
	rankFits         // of the very type that is wanted
	rankNear         // what probably is meant
	rankOther        // whatever else can stand there
	rankForms        // functions
	rankTypes
)

// add offers something to write over the name before the cursor.
func (c *completer) add(one Completion) {
	if one.Replace.IsZero() {
		one.Replace = c.replacing(nameEnd(c.before()))
	}
	if one.Insert == "" {
		one.Insert = one.Label
	}
	c.list = append(c.list, one)
}

// whole offers something to write over all that stands before the cursor in the text.
func (c *completer) whole(one Completion) {
	one.Replace = c.replacing(strings.TrimLeft(c.before(), " \n"))
	c.add(one)
}

// keys offers the keys of the grammar.
func (c *completer) keys() {
	open := c.names == nil && len(c.shapes) > 1 // it is not settled which mapping this is
	braces := c.value != nil && !c.cursor.Fresh // where it begins on a line with something else
	beside := rankMust                          // what can be written as it is goes first
	if c.value != nil && len(c.value.Scalars()) > 0 {
		beside = rankForms
	}
	for _, shape := range c.shapes {
		for _, k := range shape.Keys {
			if c.present(k.Name) || excluded(shape, k.Name, c.present) || braces && open && k.Name != shape.Made {
				continue
			}
			one := Completion{Label: k.Name, Kind: ItemKey, Detail: c.ask.Lang.text(shape.Title), About: c.ask.Lang.text(k.About), rank: rankOther}
			switch {
			case open && k.Name == shape.Made:
				one.About = c.ask.Lang.text(shape.About)
				one.rank = rankNear
			case k.Required && !open:
				one.rank = rankMust
				one.About += c.ask.Lang.say(" _Verplicht._", " _Required._")
			}
			if slices.ContainsFunc(k.Needs, func(other string) bool { return !c.present(other) && !slices.Contains(needs(shape, other), k.Name) }) {
				one.rank = rankTypes // it means nothing yet
			}
			one.rank += beside
			one.Insert, one.Snippet = c.keyText(k)
			if braces {
				one.Insert = "{" + one.Insert + "}"
			}
			c.add(one)
		}
	}
}

// needs are the keys that must stand beside a key.
func needs(shape *stroomschema.Shape, key string) []string {
	if k := shape.Key(key); k != nil {
		return k.Needs
	}
	return nil
}

// excluded reports whether a key cannot stand beside those that are there.
func excluded(shape *stroomschema.Shape, key string, present func(string) bool) bool {
	for _, list := range slices.Concat(shape.OneOf, shape.NotBoth) {
		if slices.Contains(list, key) && slices.ContainsFunc(list, present) {
			return true
		}
	}
	return false
}

// keyText is what is written for a key: with what always follows.
func (c *completer) keyText(k *stroomschema.ShapeKey) (text string, snippet bool) {
	if c.cursor.Key && c.followed() {
		return k.Name, false
	}
	text = k.Name + ": "
	v := k.Value
	if v.Kind == stroomschema.KindWord && len(v.Words) == 1 {
		return text + v.Words[0].Word, false
	}
	if !c.ask.Snippets {
		return text, false
	}
	shapes := v.Mappings()
	switch {
	case len(shapes) == 1 && shapes[0].Name == "text":
		return text + `{nl: "$1", en: "$2"}`, true
	case v.Kind == stroomschema.KindText, v.Kind == stroomschema.KindTemplate, v.Kind == stroomschema.KindExpr:
		return text + `"$1"`, true
	case v.Kind == stroomschema.KindList && !v.Alone && len(v.Item.Scalars()) > 0:
		return text + "[$1]", true
	}
	return text, false
}

// followed reports whether a colon stands behind the key that is being written.
func (c *completer) followed() bool {
	line := strings.Split(string(c.text), "\n")[c.at.Line-1]
	letters := []rune(line)
	rest := string(letters[min(len(letters), c.at.Column-1):])
	return strings.HasPrefix(strings.TrimLeft(rest[len(nameStart(rest)):], " "), ":")
}

// scalars offers what can be written as one scalar.
func (c *completer) scalars(v *stroomschema.ShapeValue) {
	options := v.Scalars()
	if list := v.List(); list != nil && len(options) == 0 && !c.cursor.Key {
		options = list.Item.Scalars() // [ is still to be written
		if len(c.cursor.Path) > 0 && c.cursor.Path[len(c.cursor.Path)-1].Key != "" {
			options = nil
		}
	}
	for _, one := range options {
		c.scalar(one)
	}
}

// scalar offers what can be written of one kind.
func (c *completer) scalar(v *stroomschema.ShapeValue) {
	switch v.Kind {
	case stroomschema.KindWord:
		for _, w := range v.Words {
			c.whole(Completion{Label: w.Word, Kind: ItemWord, About: c.ask.Lang.text(w.About), rank: rankNear})
		}
	case stroomschema.KindBool:
		c.words(rankNear, "true", "false")
	case stroomschema.KindRef:
		if !strings.ContainsAny(c.before(), ".[") {
			c.references(v.Ref)
		}
	case stroomschema.KindName:
		c.declaring(v.Ref)
	case stroomschema.KindType:
		c.types()
	case stroomschema.KindLiteral:
		c.literals()
	case stroomschema.KindTarget:
		c.targets()
	case stroomschema.KindWho:
		c.who()
	case stroomschema.KindBinding:
		c.bindings()
	case stroomschema.KindWithin:
		c.prefixed("within ", stroomschema.SymbolAttribute, c.under("types"))
	case stroomschema.KindRun, stroomschema.KindFactPlace, stroomschema.KindFactPart, stroomschema.KindParty, stroomschema.KindSight:
		c.keyed(v.Kind)
	case stroomschema.KindFieldPart:
		c.formPart()
	case stroomschema.KindStepPlace, stroomschema.KindSetPlace, stroomschema.KindDecision:
		c.dotted(v.Kind)
	case stroomschema.KindExpr:
		c.expression(c.before(), v.Result)
	case stroomschema.KindTemplate:
		c.quoted()
	case stroomschema.KindMoment:
		c.moment()
	case stroomschema.KindLength, stroomschema.KindTermLength:
		c.length(v.Kind)
	case stroomschema.KindElapsed:
		c.units("seconds", "minutes", "hours", "days")
	case stroomschema.KindCalendar, stroomschema.KindZone, stroomschema.KindFile, stroomschema.KindVersion:
		c.outside(v.Kind)
	case stroomschema.KindDue:
		c.words(rankNear, "none")
	case stroomschema.KindPercent:
		for _, percent := range []int{80, 100, 120, 150} {
			c.whole(Completion{Label: fmt.Sprintf("%d%%", percent), Kind: ItemWord, rank: rankNear + percent/100})
		}
	case stroomschema.KindNumber, stroomschema.KindText, stroomschema.KindPlain, stroomschema.KindTime,
		stroomschema.KindMapping, stroomschema.KindList, stroomschema.KindEither: // nobody but the author knows
	}
}

func (c *completer) words(rank int, list ...string) {
	for _, w := range list {
		c.whole(Completion{Label: w, Kind: ItemWord, rank: rank})
	}
}
