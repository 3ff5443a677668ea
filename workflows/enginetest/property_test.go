package enginetest_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
	"stroom/workflows/enginetest"
)

var seedFlag = flag.String("seed", "", "seed of the random tests, or `random`; also STROOM_SEED")

// What one run plays. The numbers are a promise of the design: at least 2,000 definitions and 20,000 trajectories.
const (
	definitions  = 2000
	trajectories = 10 // of each definition
	events       = 18 // of each trajectory, at most
)

// startSeed is the seed of this run: the one given, or always the same. A test that fails by chance teaches people to run
// it again; `-seed random` looks elsewhere.
func startSeed(t testing.TB) uint64 {
	text := *seedFlag
	if text == "" {
		text = os.Getenv("STROOM_SEED")
	}
	seed := uint64(20260112)
	switch {
	case text == "random":
		seed = uint64(time.Now().UnixNano())
	case text != "":
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatalf("-seed %q: %v", text, err)
		}
		seed = n
	}
	t.Logf("seed %d (go test -run %s -seed %d)", seed, t.Name(), seed)
	return seed
}

// corpus is what was played, and what broke.
type corpus struct {
	mu       sync.Mutex
	tally    *enginetest.Tally
	hashes   map[string]bool
	played   int
	broken   map[int][]string // by property
	failures []string         // of generator and compiler
}

// TestProperties plays random trajectories under random definitions and holds the properties of the engine against every
// event.
func TestProperties(t *testing.T) {
	count := definitions
	if testing.Short() {
		count = definitions / 10
	}
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // most of the time went into collecting short-lived JSON
	c := &corpus{tally: enginetest.NewTally(), hashes: map[string]bool{}, broken: map[int][]string{}}
	c.play(startSeed(t), count)
	t.Logf("%d definitions, %d trajectories, %d events: %d accepted, %d refused", len(c.hashes), c.played, c.tally.Events, c.tally.Accepted, c.tally.Refused)
	for number, title := range enginetest.Properties {
		if title == "" {
			continue
		}
		t.Run(fmt.Sprintf("%02d %s", number, title), func(t *testing.T) {
			for _, text := range c.broken[number] {
				t.Error(text)
			}
		})
	}
	t.Run("every definition compiles", func(t *testing.T) {
		for _, text := range c.failures {
			t.Error(text)
		}
		if len(c.failures) == 0 && len(c.hashes) != count {
			t.Errorf("%d distinct definitions of %d", len(c.hashes), count)
		}
		if len(c.failures) == 0 && c.played < count*trajectories {
			t.Errorf("%d trajectories", c.played)
		}
	})
	if count == definitions { // a part of the corpus need not reach everything
		t.Run("everything was reached", func(t *testing.T) { c.reached(t) })
	}
}

// play spreads the definitions over the processors.
func (c *corpus) play(seed uint64, count int) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := next.Add(1) - 1; i < int64(count); i = next.Add(1) - 1 {
				c.definition(seed + uint64(i))
			}
		})
	}
	group.Wait()
}

// definition makes one definition and plays its trajectories.
func (c *corpus) definition(seed uint64) {
	text := enginetest.Definition(seed)
	def, found := stroomschema.Compile("made.yaml", []byte(text), stroomschema.Options{})
	if def == nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		if len(c.failures) < 10 {
			c.failures = append(c.failures, fmt.Sprintf("definition %d does not compile:\n%s", seed, diagnostics(found, text)))
		}
		return
	}
	next := later(seed)
	tally := enginetest.NewTally()
	for n := range uint64(trajectories) {
		p := enginetest.NewPlayer(def, seed*1000+n)
		p.Later = next
		if breach := p.Play(events); breach != nil {
			c.mu.Lock()
			if len(c.broken[breach.Property]) < 3 {
				c.broken[breach.Property] = append(c.broken[breach.Property], fmt.Sprintf("definition %d, trajectory %d: %v", seed, seed*1000+n, breach))
			}
			c.mu.Unlock()
		}
		tally.Add(p.Tally)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hashes[def.Hash] = true
	c.played += trajectories
	c.tally.Add(tally)
}

// later is the next version of every fifth definition, nil for the others.
func later(seed uint64) *stroomschema.Definition {
	if seed%5 != 0 {
		return nil
	}
	def, _ := stroomschema.Compile("next.yaml", []byte(enginetest.NextDefinition(seed)), stroomschema.Options{})
	return def
}

// reached demands that the corpus is not empty talk: every kind of entry, event and refusal came up.
func (c *corpus) reached(t *testing.T) {
	changes := strings.Fields("event_taken trajectory_opened trajectory_ended fact_set party_bound run_started run_changed run_ended " +
		"step_entered step_left due_settled notice_sent reply_taken message_sent call_opened call_closed incident_opened " +
		"incident_closed count_added window_opened decision_undone version_changed")
	for _, name := range changes {
		if c.tally.Changes[name] == 0 {
			t.Errorf("no entry of kind %s", name)
		}
	}
	for _, kind := range []engine.EventKind{engine.Started, engine.Decided, engine.Due, engine.Answered, engine.Received, engine.Resolved, engine.Adjusted, engine.Rebound, engine.Corrected, engine.Stopped, engine.Withdrawn, engine.Migrated} {
		if c.tally.Kinds[kind] == 0 {
			t.Errorf("no accepted event of kind %s", kind)
		}
	}
	for _, code := range []engine.Code{engine.NotStarted, engine.AlreadyStarted, engine.Closed, engine.UnknownDecision, engine.NotWaiting,
		engine.NotOffered, engine.Suspended, engine.Conflict, engine.OtherContent, engine.NotYourRole, engine.NotYourParty, engine.FourEyes,
		engine.BadForm, engine.OutOfTime, engine.TooMany, engine.NotWithdrawable, engine.NotAllowed, engine.InvariantBroken,
		engine.UnknownItem, "RULE_0", "ALREADY_OPEN"} {
		if c.tally.Codes[code] == 0 {
			t.Errorf("no refusal with %s", code)
		}
	}
	for _, name := range []string{"again", "cancel", "called", "chosen role", "clock stopped", "condition", "counterfactual cleared", "counterfactual day", "counterfactual other", "counterfactual pair",
		"counterfactual person", "counterfactual recorded", "due moment", "due reminder", "due reply", "due rung",
		"due term", "heard together", "incident stops a run", "keep", "keyed flow", "lend", "lengthened", "message kept", "moment planned", "not: begin", "occurred", "once",
		"one at a time", "paused", "several runs", "step asking", "step calling", "step checklist", "step forking", "step passing", "step people", "step waiting",
		"suspended", "tacit"} {
		if c.tally.Constructs[name] == 0 {
			t.Errorf("never reached: %s", name)
		}
	}
	t.Logf("constructs: %v", ordered(c.tally.Constructs))
	t.Logf("entries: %v", ordered(c.tally.Changes))
	t.Logf("events: %v", ordered(c.tally.Kinds))
	t.Logf("refusals: %v", ordered(c.tally.Codes))
}

func ordered[K ~string](m map[K]int) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		parts = append(parts, fmt.Sprintf("%s %d", k, m[k]))
	}
	return strings.Join(parts, ", ")
}
