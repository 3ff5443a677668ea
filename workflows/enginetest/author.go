package enginetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// Definition writes a random stroomschema. The same seed gives the same text.
func Definition(seed uint64) string { return newAuthor(seed).write(1) }

// NextDefinition writes version 2 of the same stroomschema, which trajectories of version 1 can be moved to: the same
// flows and steps with other terms, and for each flow whether its open runs finish under their own version or move.
func NextDefinition(seed uint64) string { return newAuthor(seed).write(2) }

// author plans a definition first and then writes it. Every choice comes from one random source, in the order of writing.
type author struct {
	r     *rand.Rand
	next  *rand.Rand // choices of version 2 only, so that version 1 stays what it is
	more  *rand.Rand // choices that came later, so that the others stay what they are
	seed  uint64
	flows []*flowPlan

	keyed      bool // there is a key type `part`
	restricted bool // roles see few facts
	graded     bool // there is a fact of a guarded scale
	services   bool
	tight      bool // steps that exclude each other
	replies    bool

	setters  []string            // places that set the graded fact
	used     map[string]bool     // rules, notices, terms and the like that something names
	words    map[string]bool     // names that need a label
	sends    map[string][]string // message -> flows that listen
	arrivals []string            // decisions that a standard message stands for
	made     []rulePlan
}

// mode says how runs of a flow come to be.
type mode int

const (
	isMain mode = iota
	isBegun
	isStarted
	isCalled
	isForked
)

// flowPlan is one flow before it is written. A flow is started by a flow of a lower index only, so that nothing that
// happens by itself can start itself.
type flowPlan struct {
	name    string
	index   int
	mode    mode
	parent  int
	keyed   bool
	several bool
	shared  bool // people begin it, and its parent starts it too
	with    []field
	own     []field
	steps   []*stepPlan
	started bool // a decision of the parent starts it
	hears   string
	partner string // another message, which is heard together with that one; "" for none
}

// stepPlan is one step before it is written. Its exit leads to the next step, the last one to the end.
type stepPlan struct {
	name   string
	kind   string // people, passing, waiting, calling, forking, asking, checklist
	calls  []*flowPlan
	tight  bool
	clock  bool // it has a term of its own
	keeper bool // its clock is that of the step before it, from which alone it is reached
}

// field is a named value with the words for its type.
type field struct {
	name, typ string
}

func newAuthor(seed uint64) *author {
	a := &author{
		r: rand.New(rand.NewPCG(seed, 0x64656669)), next: rand.New(rand.NewPCG(seed, 0x6e657874)), more: rand.New(rand.NewPCG(seed, 0x6d6f7265)), seed: seed,
		used: map[string]bool{}, words: map[string]bool{}, sends: map[string][]string{},
	}
	a.keyed, a.restricted, a.graded = a.chance(70), a.chance(60), a.chance(60)
	a.services, a.tight, a.replies = a.chance(35), a.chance(40), a.chance(35)
	a.plan()
	return a
}

func (a *author) chance(percent int) bool { return a.r.IntN(100) < percent }

func (a *author) pick(options ...string) string { return options[a.r.IntN(len(options))] }

// plan decides which flows there are, how they come to be and which steps they have.
func (a *author) plan() {
	count := 1 + a.r.IntN(6)
	for i := range count {
		f := &flowPlan{name: "main", index: i}
		if i > 0 {
			f.name = "flow" + strconv.Itoa(i)
			f.parent = a.r.IntN(i)
			f.mode = []mode{isBegun, isBegun, isStarted, isCalled, isForked}[a.r.IntN(5)]
			f.keyed = a.keyed && a.chance(60)
			f.shared = f.mode == isBegun && a.chance(35)
			f.several = !f.keyed && (f.mode == isBegun || f.mode == isStarted) && a.chance(25)
		}
		a.planSteps(f)
		a.planData(f)
		a.flows = append(a.flows, f)
	}
	a.attach()
	a.planMessages()
	a.planTight()
}

func (a *author) planSteps(f *flowPlan) {
	for i := range 2 + a.r.IntN(4) {
		kind := "people"
		switch n := a.r.IntN(100); {
		case i == 0 && f.index == 0:
		case n < 12:
			kind = "passing"
		case n < 20:
			kind = "waiting"
		case n < 28 && a.services:
			kind = "asking"
		case n < 36:
			kind = "checklist"
		}
		s := &stepPlan{name: "s" + strconv.Itoa(i), kind: kind, clock: kind == "people" && a.chance(60)}
		if i > 0 && s.clock && f.steps[i-1].clock && a.chance(12) {
			s.clock, s.keeper = false, true
		}
		f.steps = append(f.steps, s)
	}
}

func (a *author) planData(f *flowPlan) {
	all := []field{{"note_a", "text"}, {"size_a", "int 0..9"}, {"sure", "bool"}, {"day_a", "date"}, {"kind_a", "Kind"}, {"whom", "organisation"}, {"box_a", "optional Box"}}
	for _, x := range all {
		if a.chance(30) && (x.name != "whom" || f.mode == isMain || f.mode == isBegun) {
			f.with = append(f.with, x)
		}
	}
	own := []field{{"tries", "int 0..9"}, {"seen", "bool"}, {"since", "optional date"}, {"mood", "optional Mood"}}
	for _, x := range own {
		if a.chance(40) {
			f.own = append(f.own, x)
		}
	}
}

// attach gives each called and forked flow the step that starts it, and each started flow a decision that does.
func (a *author) attach() {
	for _, f := range a.flows[1:] {
		parent := a.flows[f.parent]
		at := &stepPlan{name: "s" + strconv.Itoa(len(parent.steps))}
		switch f.mode {
		case isCalled:
			at.kind, at.calls = "calling", []*flowPlan{f}
			parent.steps = append(parent.steps, at)
		case isForked:
			if i := slices.IndexFunc(parent.steps, func(s *stepPlan) bool { return s.kind == "forking" }); i >= 0 {
				parent.steps[i].calls = append(parent.steps[i].calls, f)
				continue
			}
			at.kind, at.calls = "forking", []*flowPlan{f}
			parent.steps = append(parent.steps, at)
		case isStarted:
			if !slices.ContainsFunc(parent.steps, func(s *stepPlan) bool { return s.kind == "people" }) {
				at.kind = "people"
				parent.steps = append(parent.steps, at)
			}
		}
	}
}

// planMessages lets some flows listen to a message that decisions of an earlier flow send.
func (a *author) planMessages() {
	for _, f := range a.flows[1:] {
		if a.chance(35) {
			f.hears = "message" + strconv.Itoa(f.index)
			a.sends[f.hears] = append(a.sends[f.hears], f.name)
			if a.more.IntN(100) < 60 && (f.mode == isBegun || f.mode == isStarted) {
				f.partner = f.hears + "b"
			}
		}
	}
}

// planTight marks one people's step of two or more flows as excluding each other.
func (a *author) planTight() {
	if !a.tight {
		return
	}
	var marked []*stepPlan
	for _, f := range a.flows {
		for _, s := range f.steps {
			if s.kind == "people" && (f.index > 0 || s.name != "s0") && a.chance(50) {
				marked = append(marked, s)
				break
			}
		}
	}
	a.tight = len(marked) >= 2
	for _, s := range marked {
		s.tight = a.tight
	}
}

// word notes that a name is shown to people.
func (a *author) word(name string) string {
	a.words[name] = true
	return name
}

// use notes that something of that name must be declared.
func (a *author) use(name string) string {
	a.used[name] = true
	return name
}

// text writes a text in both languages, quoted.
func text(nl, en string) string { return fmt.Sprintf("{nl: %s, en: %s}", quote(nl), quote(en)) }

func quote(s string) string { return strconv.Quote(s) }

func list(items []string) string { return "[" + strings.Join(items, ", ") + "]" }

// mapping writes {a: b, ...} of pairs that are not empty.
func mapping(pairs ...string) string {
	var parts []string
	for _, p := range pairs {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// pair writes "key: value", and nothing for an empty value.
func pair(key, value string) string {
	if value == "" {
		return ""
	}
	return key + ": " + value
}

func form(fields []field) string {
	if len(fields) == 0 {
		return ""
	}
	var parts []string
	for _, f := range fields {
		parts = append(parts, f.name+": "+f.typ)
	}
	return "{" + strings.Join(parts, ", ") + "}"
}
