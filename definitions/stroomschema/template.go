package stroomschema

import (
	"strings"

	"stroom/rules"
)

// quote is one value that a text shows, kept for the check of who may see it.
type quote struct {
	expr *rules.Expr
	at   piece
}

// template reads nl and en that quote values as {PATH} or {PATH | otherwise}. `{{` is a brace.
func (c *compiler) template(f fields, s *scope) Template {
	return Template{NL: c.pieces(f, "nl", s), EN: c.pieces(f, "en", s)}
}

func (c *compiler) pieces(f fields, language string, s *scope) []Piece {
	if f.language(language) == "" {
		return nil
	}
	p := f.get(language).piece()
	c.index.within(p.node, s)
	var out []Piece
	var letters strings.Builder
	flush := func() {
		if letters.Len() > 0 {
			out = append(out, Piece{Text: letters.String()})
			letters.Reset()
		}
	}
	for at := 0; at < len(p.text); {
		switch {
		case strings.HasPrefix(p.text[at:], "{{"):
			letters.WriteByte('{')
			at += 2
		case p.text[at] != '{':
			letters.WriteByte(p.text[at])
			at++
		default:
			end := strings.IndexByte(p.text[at:], '}')
			if end < 0 {
				c.report(CodeExprSyntax, p.part(at, len(p.text)).all(), "write } behind it; a brace of the text itself is written {{", "a quoted value is not closed")
				return out
			}
			flush()
			if quoted, ok := c.quoted(p.part(at+1, at+end), s); ok {
				out = append(out, quoted)
			}
			at += end + 1
		}
	}
	flush()
	return out
}

// quoted reads PATH or PATH | otherwise.
func (c *compiler) quoted(p piece, s *scope) (Piece, bool) {
	path, otherwise := p, ""
	bar := strings.IndexByte(p.text, '|')
	if bar >= 0 {
		path = p.part(0, bar)
		otherwise = strings.TrimSpace(p.text[bar+1:])
	}
	path = path.trim()
	if shape := parseSyn(path.text); shape == nil || shape.op != synPath {
		c.report(CodeExprSyntax, path.all(), "compute it in a rule or a set, or write {{ for a brace", "a text quotes names only, and %q is none", shorten(path.text))
		return Piece{}, false
	}
	x := c.expr(path, s, anything)
	if x == nil {
		return Piece{}, false
	}
	switch {
	case x.Type().Optional && otherwise == "":
		c.report(CodeMaybeUnset, path.all(), "write {"+shorten(path.text)+" | what to show then}", "%q may be unset, and the text says not what to show then", shorten(path.text))
	case !x.Type().Optional && bar >= 0:
		c.report(CodeLiteralIf, p.all(), "remove the bar and what stands behind it", "%q is never unset", shorten(path.text))
	}
	return Piece{Quote: x, Otherwise: otherwise}, true
}

// quotes lists the values that a template shows.
func (c *compiler) quotes(t Template) []quote {
	var list []quote
	for _, pieces := range [][]Piece{t.NL, t.EN} {
		for _, one := range pieces {
			if one.Quote != nil {
				list = append(list, quote{one.Quote, c.def.places[one.Quote]})
			}
		}
	}
	return list
}

// compileNotices reads the texts. What arrives and what is replied is read when the flows are known.
func (c *compiler) compileNotices() {
	for _, notice := range c.def.Notices {
		f := c.noticeFields(notice)
		s := &scope{
			what: f.what,
			vars: c.base.With(fieldVars("", notice.Given)...),
		}
		c.index.within(f.node, s)
		notice.Text = c.template(f, s)
		c.unreadInputs(notice, f)
		if p, ok := f.scalar("standard"); ok {
			notice.Standard = p.text
		}
		notice.Arrives = f.yes("arrives")
		for _, item := range f.get("documents").list() {
			p, ok := c.word(item, "a document of "+f.what)
			if !ok {
				continue
			}
			fact := c.def.Fact(p.text)
			if fact == nil {
				c.report(CodeUnknownName, p.all(), suggest(p.text, names(c.def.Facts, func(f *Fact) string { return f.Name })), "there is no fact %q", shorten(p.text))
				continue
			}
			c.use("fact", fact.Name)
			c.index.refer(p, fact.Range)
			notice.Documents = append(notice.Documents, fact)
		}
	}
}

func (c *compiler) noticeFields(notice *Notice) fields {
	return c.reopen(c.nodes.notices[notice.Name], notice.Range, "notice "+notice.Name, noticeShape)
}

func (c *compiler) unreadInputs(notice *Notice, f fields) {
	if notice.Standard != "" || f.has("standard") {
		return // the standard message carries them
	}
	for _, field := range notice.Given {
		if !strings.Contains(textOf(f.get("nl")), field.Name) && !strings.Contains(textOf(f.get("en")), field.Name) &&
			!strings.Contains(textOf(f.get("reply").get("late")), field.Name) && c.types[field.Name].Kind == rules.Unset {
			c.report(CodeUnused, field.Range, "quote it in the text, or remove it from given", "the notice %q never shows its input %q", notice.Name, field.Name)
		}
	}
}

// compileReplies reads what an arriving message is, and which reply a notice expects.
func (c *compiler) compileReplies() {
	for _, notice := range c.def.Notices {
		f := c.noticeFields(notice)
		for _, p := range c.entries(f.get("is"), "`is` of "+f.what, anyName) {
			arrival := Arrival{Kind: p.key.text, Range: p.key.rng}
			c.index.named("arrival "+notice.Name+"."+p.key.text, SymbolArrival, notice.Name, p.key, p.value, rules.Type{})
			q, ok := c.word(p.value, "what "+p.key.text+" is")
			if !ok {
				continue
			}
			if q.text != "reply" {
				if arrival.Decision = c.def.Decision(q.text); arrival.Decision == nil {
					c.report(CodeUnknownName, q.all(), suggest(q.text, decisionIDs(c.def)), "there is no decision %q", shorten(q.text))
					continue
				}
				c.index.referDecision(q, arrival.Decision)
			}
			notice.Is = append(notice.Is, arrival)
		}
		if notice.Arrives != f.has("is") {
			c.report(CodeShape, notice.Range, "write arrives: yes and is: {kind: FLOW.STEP.DECISION}", "%s needs both `arrives` and `is`, or neither", f.what)
		}
		if f.has("reply") {
			notice.Reply = c.reply(notice, f)
		}
	}
}

func (c *compiler) reply(notice *Notice, f fields) *Reply {
	r := c.fields(f.get("reply"), f.keyRange("reply"), "the reply to "+f.what, replyShape)
	reply := &Reply{Range: f.keyRange("reply")}
	if p, ok := r.needScalar("notice", "write notice: NAME"); ok {
		reply.Notice = c.notice(p)
		if reply.Notice != nil && c.nodes.notices[reply.Notice.Name].get("arrives") == nil {
			c.report(CodeShape, p.all(), "write arrives: yes there", "notice %s does not arrive, so it can be no reply", p.text)
		}
	}
	if p, ok := r.needScalar("within", "write within: TERM"); ok {
		if reply.Term = c.def.Term(p.text); reply.Term == nil {
			c.report(CodeUnknownName, p.all(), suggest(p.text, names(c.def.Terms, func(t *Term) string { return t.Name })), "there is no term %q", shorten(p.text))
		} else {
			c.use("term", p.text)
			c.index.refer(p, reply.Term.Range)
			if len(reply.Term.Given) > 0 {
				c.report(CodeInput, p.all(), "use a term without inputs", "the term of a reply cannot take inputs")
			}
		}
	}
	s := &scope{
		what: "the reply to " + f.what, vars: c.base.With(fieldVars("", notice.Given)...), inputs: []string{""}, place: "notices." + notice.Name,
	}
	c.index.within(r.node, s)
	reply.Late = c.actions(r.get("late"), s)
	return reply
}

// notice finds a declared notice; nil after a diagnostic.
func (c *compiler) notice(p piece) *Notice {
	if notice := c.def.Notice(p.text); notice != nil {
		c.use("notice", notice.Name)
		c.index.refer(p, notice.Range)
		return notice
	}
	c.report(CodeUnknownName, p.all(), suggest(p.text, names(c.def.Notices, func(n *Notice) string { return n.Name })), "there is no notice %q", shorten(p.text))
	return nil
}

// noticeUse reads `notice:` and `with:` beside a `tell`.
func (c *compiler) noticeUse(f fields, s *scope, to []*Who) *NoticeUse {
	p, ok := f.needScalar("notice", "say what they are told: notice: NAME")
	if !ok {
		return nil
	}
	notice := c.notice(p)
	if notice == nil {
		return nil
	}
	use := &NoticeUse{Notice: notice, With: c.compileInputs(notice.Given, f.get("with"), s, p.all(), "notice "+notice.Name)}
	c.told(use, to, s, p.all())
	return use
}
