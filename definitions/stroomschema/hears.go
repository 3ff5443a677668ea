package stroomschema

import "slices"

// MaxHeard is how many messages can be heard together: as many as are kept for one run.
const MaxHeard = 20

// hears reads one message, which what follows can read, or a list of messages that come together.
func (c *compiler) hears(t *Trigger, f fields, s *scope) *scope {
	if n := f.get("hears"); n.kind == sequenceNode {
		c.hearsAll(t, n, f)
		return s
	}
	t.Kind = Hears
	if f.has("need") {
		c.report(CodeTogether, f.keyRange("need"), "name several: hears: [MESSAGE, MESSAGE]", "%s hears one message, so there is nothing to count", f.what)
	}
	p, ok := f.scalar("hears")
	if !ok {
		return s
	}
	if t.Hears = c.message(p); t.Hears == nil {
		return s
	}
	c.use("heard", t.Hears.Name)
	inner := s.with(fieldVars("message.", t.Hears.With)...)
	inner.inputs = append([]string{"message."}, s.inputs...)
	c.index.replace(f.node, inner)
	return inner
}

// hearsAll reads a list of messages. They come one by one, so every one of them must be kept until the others are there.
func (c *compiler) hearsAll(t *Trigger, n *node, f fields) {
	t.Kind = HearsAll
	twice := false
	for _, item := range n.items {
		p, ok := c.word(item, "a message of "+f.what)
		if !ok {
			continue
		}
		m := c.message(p)
		if m == nil {
			continue
		}
		c.use("heard", m.Name)
		if !m.Keep {
			c.report(CodeTogether, p.all(), "write keep: yes at the message", "%s waits for several messages, and %s is not kept until the others come", f.what, m.Name)
		}
		twice = twice || slices.Contains(t.All, m)
		t.All = append(t.All, m)
	}
	if len(n.items) < 2 || len(n.items) > MaxHeard {
		c.report(CodeShape, n.rng, "write hears: MESSAGE, or a list", "%s hears %d messages together; 2 to %d are possible", f.what, len(n.items), MaxHeard)
		return
	}
	if !f.has("need") {
		return
	}
	if t.Need = 1; !f.get("need").is("first") {
		t.Need = f.number("need", 1, len(n.items)-1)
	}
	if twice {
		c.report(CodeTogether, n.rng, "name each message once, or leave out need", "%s counts different messages, and names one twice", f.what)
	}
}

// looksAndStays reports a way that leads nowhere from messages that are only looked at: they would be there again at once.
func (c *compiler) looksAndStays(t *Trigger, what string) {
	for _, b := range t.Go {
		if t.Need > 0 && b.To.Kind == Stay {
			c.report(CodePassingLoop, b.Range, "lead to a step that hears them", "%s leaves the messages that it counts where they are, so it cannot stay", what)
		}
	}
}
