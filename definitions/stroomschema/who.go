package stroomschema

import (
	"strings"

	"stroom/rules"
)

// whoUse says what a list of people is for: whoever a step is for can only be told something.
type whoUse bool

// The two uses of a list of people.
const (
	telling whoUse = true
	doing   whoUse = false
)

// whoList reads one WHO or a list of them.
func (c *compiler) whoList(n *node, s *scope, what string, use whoUse) []*Who {
	c.index.within(n, s)
	var list []*Who
	for _, item := range n.list() {
		c.index.within(item, s)
		p, ok := c.word(item, what)
		if !ok {
			continue
		}
		if who := c.who(p.trim(), s, use); who != nil {
			list = append(list, who)
		}
	}
	if n != nil && n.kind == sequenceNode && len(n.items) == 0 {
		c.report(CodeWho, n.rng, "name a role", "%s is an empty list", what)
	}
	return list
}

// who reads one WHO: ROLE, ROLE of any KEY, ROLE of EXPRESSION, lead of WHO, who, starter.
func (c *compiler) who(p piece, s *scope, use whoUse) *Who {
	who := &Who{Source: p.text, Range: p.all()}
	switch {
	case p.text == "who":
		who.Kind = StepWho
		if use != telling || s.step == nil || !c.hasWho(s.step) {
			c.report(CodeWho, p.all(), "name a role", "`who` is whoever a step is for, and can only be told something there")
			return nil
		}
		return who
	case p.text == "starter":
		who.Kind = OfStarter
		if s.flow == nil {
			c.report(CodeWho, p.all(), "name a role", "`starter` is who began a run, and there is no run here")
			return nil
		}
		return who
	}
	at := strings.Index(p.text, " of ")
	if at < 0 {
		return c.plainRole(who, p, s)
	}
	role := c.role(p.part(0, at).trim())
	if role == nil {
		return nil
	}
	who.Role = role
	rest := p.part(at+len(" of "), len(p.text)).trim()
	who.With = c.compileInputs(role.Given, nil, s, p.all(), "role "+role.Name)
	switch {
	case role.OfAny:
		who.Kind = OfWho
		who.Of = c.who(rest, s, use)
		if who.Of == nil {
			return nil
		}
	case strings.HasPrefix(rest.text, "any "):
		who.Kind = OfAnyKey
		key := c.key(rest.part(len("any "), len(rest.text)).trim())
		if key != nil && key != partyKey(role) {
			c.report(CodeWho, p.all(), "", "role %s is not a party per %s", role.Name, key.Name)
		}
	default:
		return c.roleAt(who, rest, s)
	}
	return who
}

// hasWho reports whether a step says who it is for; its `who` may not have been compiled yet.
func (c *compiler) hasWho(step *Step) bool { return c.nodes.steps[step].get("who") != nil }

// partyKey is the key of which a role is the party, itself or through the role it belongs to; nil for none.
func partyKey(r *Role) *Key {
	if r.Of != nil {
		return r.Of.Key
	}
	return r.Key
}

func (c *compiler) plainRole(who *Who, p piece, s *scope) *Who {
	role := c.role(p)
	if role == nil {
		return nil
	}
	who.Kind, who.Role = OfRole, role
	if role.OfAny {
		c.report(CodeWho, p.all(), "write "+role.Name+" of who, or "+role.Name+" of ROLE", "role %s belongs to another role, and it is not said which", role.Name)
		return nil
	}
	c.needsKey(role, p, s)
	for _, choice := range role.Chosen {
		if choice.Is != nil {
			c.use("role", choice.Is.Name)
			c.needsKey(choice.Is, p, s)
		}
	}
	who.With = c.compileInputs(role.Given, nil, s, p.all(), "role "+role.Name)
	return who
}

// needsKey reports a role that is a party per key where there is no such key.
func (c *compiler) needsKey(role *Role, p piece, s *scope) {
	key := partyKey(role)
	if key == nil {
		return
	}
	if v, ok := s.vars.Lookup(key.Name); ok && v.Key == "" {
		return
	}
	c.report(CodeWho, p.all(), "write "+role.Name+" of any "+key.Name+", or "+role.Name+" of EXPRESSION",
		"role %s is a party per %s, and there is no %s here", role.Name, key.Name, key.Name)
}

// roleAt reads ROLE of EXPRESSION: a key, or an organisation.
func (c *compiler) roleAt(who *Who, p piece, s *scope) *Who {
	x := c.expr(p, s, anything)
	if x == nil {
		return nil
	}
	who.Expr = x
	t := x.Type()
	key := partyKey(who.Role)
	switch {
	case t.Kind == rules.Enum && key != nil && t.Name == key.Name:
		who.Kind = OfKey
	case t.Kind == rules.Organisation:
		who.Kind = OfOrg
	default:
		c.report(CodeWho, p.all(), "", "%q is %s; an organisation is expected, or a key of which %s is the party", shorten(p.text), typeText(t), who.Role.Name)
		return nil
	}
	if t.Optional {
		c.report(CodeMaybeUnset, p.all(), "use a value that is always set here", "%q may be unset, and then nobody is meant", shorten(p.text))
		return nil
	}
	return who
}
