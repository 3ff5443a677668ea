package assist

import (
	"strings"

	"stroom/rules"
)

// token is one word or sign of an expression.
type token struct {
	text  string
	start int // byte offset
}

func (t token) end() int { return t.start + len(t.text) }
func (t token) isName() bool {
	return t.text != "" && isNameByte(t.text[0]) && (t.text[0] < '0' || t.text[0] > '9')
}

// tokens cuts an expression into words and signs. open is true when it ends inside a text.
func tokens(text string) (list []token, open bool) {
	for at := 0; at < len(text); {
		b := text[at]
		end := at + 1
		switch {
		case b == ' ' || b == '\n' || b == '\t' || b == '\r':
			at++
			continue
		case isNameByte(b):
			for end < len(text) && isNameByte(text[end]) {
				end++
			}
		case b == '"' || b == '\'':
			for end < len(text) && text[end] != b {
				if text[end] == '\\' {
					end++
				}
				end++
			}
			if end >= len(text) {
				return list, true
			}
			end++
		case end < len(text) && (text[end] == '=' && strings.IndexByte("=!<>", b) >= 0 || text[end] == b && (b == '&' || b == '|')):
			end++
		}
		list = append(list, token{text[at:end], at})
		at = end
	}
	return list, false
}

// chainBefore returns where the dotted name begins that ends with the token before i: place[component].level. It is i when
// none does.
func chainBefore(list []token, i int) int {
	for {
		start := i - 1
		if start >= 0 && (list[start].text == "]" || list[start].text == ")") {
			if start = openedBy(list, start); start < 0 {
				return i
			}
			if start > 0 && (list[start-1].isName() || list[start-1].text == "]") {
				i = start // the name, or what is before the brackets, belongs to it
				continue
			}
			return start
		}
		if start < 0 || !list[start].isName() || reservedWord(list[start].text) {
			return i
		}
		if start > 0 && list[start-1].text == "." {
			i = start - 1
			continue
		}
		return start
	}
}

func reservedWord(s string) bool { return s == "in" || s == "true" || s == "false" || s == "null" }

// openedBy returns the token of the bracket that the one at i closes; -1 when there is none.
func openedBy(list []token, i int) int {
	depth := 0
	for ; i >= 0; i-- {
		switch list[i].text {
		case ")", "]":
			depth++
		case "(", "[":
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// opening returns the bracket around the end of a list that is still open, -1 for none, and how many commas follow it.
func opening(list []token) (at, commas int) {
	depth := 0
	for i := len(list) - 1; i >= 0; i-- {
		switch list[i].text {
		case ")", "]":
			depth++
		case "(", "[":
			if depth == 0 {
				return i, commas
			}
			depth--
		case ",":
			if depth == 0 {
				commas++
			}
		}
	}
	return -1, 0
}

// judge knows what expressions of one place mean: it asks the compiler.
type judge struct {
	env  *rules.Env
	vars *rules.Vars
}

// typeOf is the type of an expression; ok is false when it does not compile.
func (j judge) typeOf(text string) (rules.Type, bool) {
	x, _ := j.env.Compile(text, j.vars, rules.Type{})
	if x == nil {
		return rules.Type{}, false
	}
	return x.Type(), true
}

// inside returns what is known where an expression is still being written: the elements of the all and exists around its end
// are variables there.
func (j judge) inside(text string, list []token) judge {
	for i := 0; i+2 < len(list); i++ {
		if (list[i].text != "all" && list[i].text != "exists") || list[i+1].text != "(" || i == 0 || list[i-1].text != "." || closes(list, i+1) {
			continue
		}
		if !list[i+2].isName() || i+3 >= len(list) || list[i+3].text != "," {
			continue
		}
		start := chainBefore(list, i-1)
		if t, ok := j.typeOf(text[list[start].start:list[i-1].start]); ok && t.Kind == rules.List && t.Elem != nil {
			j.vars = j.vars.With(rules.Var{Name: list[i+2].text, Type: t.Elem.Some()})
		}
	}
	return j
}

// closes reports whether the bracket at i is closed in the list.
func closes(list []token, i int) bool {
	depth := 0
	for ; i < len(list); i++ {
		switch list[i].text {
		case "(", "[":
			depth++
		case ")", "]":
			if depth--; depth == 0 {
				return true
			}
		}
	}
	return false
}
