package bpmn

import (
	"fmt"
	"slices"

	"stroom/definitions/diagram"
	"stroom/definitions/stroomschema"
)

// Export writes a definition as BPMN 2.0 XML with diagram interchange. Names are in lang, "nl" or "en"; documentation is in
// both. With names of flows it writes only those, in the order of the definition; what they say to other flows stays, as events
// without a line. The same definition gives the same bytes.
//
// Errors: those of diagram.Of: a flow that does not exist, and a flow that is too large to draw; and an unknown language.
func Export(def *stroomschema.Definition, lang string, only ...string) ([]byte, error) {
	x, err := model(def, lang, only...)
	if err != nil {
		return nil, err
	}
	return x.write().document(), nil
}

// model is what Export writes, with everything in its place.
func model(def *stroomschema.Definition, lang string, only ...string) (*exporter, error) {
	x, err := newExporter(def, lang, only)
	if err != nil {
		return nil, err
	}
	x.build(only)
	x.layout()
	return x, nil
}

// exporter makes the model of one definition: first its flows, each by itself, then what goes between them.
type exporter struct {
	def    *stroomschema.Definition
	words  *diagram.Chart    // in the language of the names
	both   [2]*diagram.Chart // nl, en
	rel    relations
	arrows map[string]*diagram.Arrow
	roots  roots
	pools  []*pool
	sent   []sending
	heard  map[hearing][]*node
	starts map[*stroomschema.Flow]*node // the start events that wait for a message
	mail   []*message
}

// sending is a throw event with what it says to one other flow.
type sending struct {
	contact
	from *node
	pool *pool
}

// hearing is a message with a flow that hears it.
type hearing struct {
	message *stroomschema.Message
	flow    *stroomschema.Flow
}

func newExporter(def *stroomschema.Definition, lang string, only []string) (*exporter, error) {
	x := &exporter{def: def, rel: relate(def), heard: map[hearing][]*node{}, starts: map[*stroomschema.Flow]*node{}, arrows: map[string]*diagram.Arrow{}}
	x.roots.seen = map[string]bool{}
	for i, l := range languages {
		chart, err := diagram.Of(def, l, only...)
		if err != nil {
			return nil, err
		}
		x.both[i] = chart
		if l == lang {
			x.words = chart
		}
	}
	if x.words == nil {
		return nil, fmt.Errorf("there is no language %q: the languages are nl and en", lang)
	}
	for _, flow := range x.words.Flows {
		for _, a := range flow.Arrows {
			x.arrows[a.ID] = a
		}
	}
	return x, nil
}

// languages of the product, as both has them.
var languages = [2]string{"nl", "en"}

// build makes the pools and what goes between them.
func (x *exporter) build(only []string) {
	for _, role := range x.def.Roles {
		x.roots.add(el("bpmn:resource", "id", "role-"+role.Name, "name", role.Label.In(x.words.Lang)))
	}
	for _, flow := range x.def.Flows {
		if len(only) == 0 || slices.Contains(only, flow.Name) {
			p := &pool{flow: flow, scope: &scope{}, index: len(x.pools)}
			x.pools = append(x.pools, p)
			x.fill(p)
		}
	}
	for _, s := range x.sent {
		x.post(s)
	}
}

// post draws the message flow of a sending, when it is a message or a start. What is cancelled, held or released hears a
// signal, and BPMN draws no line for that.
func (x *exporter) post(s sending) {
	if s.verb != stroomschema.DoSend && s.verb != stroomschema.DoStart {
		return
	}
	at := slices.IndexFunc(x.pools, func(p *pool) bool { return p.flow == s.flow })
	if at < 0 || x.pools[at] == s.pool {
		return // it is not drawn, or a run tells another one of its own flow: a message flow goes between pools
	}
	to := x.pools[at]
	m := &message{id: fmt.Sprintf("%s-to-%s", s.from.id, s.flow.Name), from: s.from, fromPool: s.pool, toPool: to}
	if s.verb == stroomschema.DoStart {
		m.to = x.starts[s.flow]
	} else {
		m.id += "-" + s.message.Name
		if heard := x.heard[hearing{s.message, s.flow}]; len(heard) == 1 {
			m.to = heard[0]
		}
	}
	x.mail = append(x.mail, m)
}

// label returns the words of a name in the language of the export.
func (x *exporter) label(name string) string { return x.def.Label(name).In(x.words.Lang) }

// in picks the text of the language of the export.
func (x *exporter) in(t stroomschema.Text) string { return t.In(x.words.Lang) }

// roots are the elements that stand beside the processes and are referred to: each once, in the order of first use.
type roots struct {
	seen map[string]bool
	list []*element
}

// add keeps a root element, unless one of its id is there, and returns the id.
func (r *roots) add(e *element) string {
	id := e.attrs[0].value
	if !r.seen[id] {
		r.seen[id] = true
		r.list = append(r.list, e)
	}
	return id
}

func (x *exporter) messageOf(m *stroomschema.Message) string {
	return x.roots.add(el("bpmn:message", "id", "message-"+m.Name, "name", x.label(m.Name)))
}

func (x *exporter) startMessage(flow *stroomschema.Flow) string {
	return x.roots.add(el("bpmn:message", "id", "start-"+flow.Name, "name", x.in(sayStart.of(flow.Title))))
}

func (x *exporter) noticeMessage(n *stroomschema.Notice) string {
	return x.roots.add(el("bpmn:message", "id", "notice-"+n.Name, "name", x.label(n.Name)))
}

// decisionMessage is what a person says who decides something that is open at several steps.
func (x *exporter) decisionMessage(id, name string) string {
	return x.roots.add(el("bpmn:message", "id", "decision-"+id, "name", name))
}

// signal is the signal that reaches a flow from afar: "cancel", "suspend", "resume" or "ended". A nil flow is every other.
func (x *exporter) signal(verb string, say phrase, flow *stroomschema.Flow) string {
	id, title := verb+"-every-other", sayEveryOther.text()
	if flow != nil {
		id, title = verb+"-"+flow.Name, flow.Title
	}
	return x.roots.add(el("bpmn:signal", "id", id, "name", x.in(say.of(title))))
}

// cancelSignal is the signal by which a flow is cancelled with an outcome, "" for none.
func (x *exporter) cancelSignal(flow *stroomschema.Flow, outcome string) string {
	if outcome == "" || flow == nil {
		return x.signal("cancel", sayCancel, flow)
	}
	name := sayCancelAs.of(flow.Title, outcomeText(x.def, flow, outcome))
	return x.roots.add(el("bpmn:signal", "id", "cancel-"+flow.Name+"-"+outcome, "name", x.in(name)))
}

func (x *exporter) serviceError(s *stroomschema.Service) string {
	return x.roots.add(el("bpmn:error", "id", "failed-"+s.Name, "name", x.in(sayFailed.of(s.Label)), "errorCode", s.Name))
}

func (x *exporter) escalation(n *stroomschema.Notice) string {
	return x.roots.add(el("bpmn:escalation", "id", "escalation-"+n.Name, "name", x.label(n.Name), "escalationCode", n.Name))
}
