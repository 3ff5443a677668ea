package assist

import (
	"strings"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

// Call is the call of a function or rule whose inputs are being written.
type Call struct {
	Label  string   // how it is called: heavier(to: Place, component: component) → bool
	Inputs []string // as they stand in Label
	Active int      // which of them is being written, from 0
	About  string   // Markdown
}

// Signature returns the call in which somebody is writing; nil elsewhere. text is the file as it stands now.
func (p *Project) Signature(file string, text []byte, at diag.Pos, lang Lang) *Call {
	s := p.spot(file, text, at)
	if s == nil || s.value == nil {
		return nil
	}
	list, open := tokens(s.before())
	bracket, commas := opening(list)
	if open || bracket < 1 || list[bracket].text != "(" || !s.holdsExpression() {
		return nil
	}
	name := list[bracket-1].text
	if rule := s.definition().Rule(name); rule != nil {
		call := &Call{Label: ruleSignature(rule), Active: commas, About: p.describe(p.symbolOf(stroomschema.SymbolRule, "", name), lang)}
		for _, g := range rule.Given {
			call.Inputs = append(call.Inputs, g.Name+": "+g.Type.String())
		}
		return call
	}
	member := bracket > 1 && list[bracket-2].text == "."
	if env := s.definition().Env; env != nil {
		for _, fn := range env.Signatures() {
			if fn.Name != name || fn.Member != member {
				continue
			}
			call := &Call{Label: signatureText(fn), Active: commas, About: functionAbout(name, lang)}
			args := fn.Args
			if member {
				args = args[1:]
			}
			for _, t := range args {
				call.Inputs = append(call.Inputs, argumentText(fn, t))
			}
			return call
		}
	}
	if about := functionAbout(name, lang); about != "" {
		inputs := []string{"x"}
		if member {
			inputs = []string{"x", "bool"}
		}
		return &Call{Label: name + "(" + strings.Join(inputs, ", ") + ") → bool", Inputs: inputs, Active: commas, About: about}
	}
	return nil
}

// holdsExpression reports whether an expression can stand at the place.
func (s *spot) holdsExpression() bool {
	for _, one := range s.value.Scalars() {
		switch one.Kind {
		case stroomschema.KindExpr, stroomschema.KindMoment, stroomschema.KindTermLength, stroomschema.KindWho:
			return true
		}
	}
	return false
}
