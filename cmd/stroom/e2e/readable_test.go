package e2e

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/api/temporalproto"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/worker"

	"stroom/activities/store"
	"stroom/cmd/stroom/embedded"
	"stroom/workflows"
	"stroom/workflows/engine"
	"stroom/workflows/workflowstest"
)

// canary stands wherever a trajectory may hold something personal.
const canary = "canary"

// flipped is a codec under which nothing can be read: every bit of a payload is turned.
type flipped struct{}

func (flipped) Encode(p []*commonpb.Payload) ([]*commonpb.Payload, error) { return flip(p), nil }
func (flipped) Decode(p []*commonpb.Payload) ([]*commonpb.Payload, error) { return flip(p), nil }

func flip(in []*commonpb.Payload) []*commonpb.Payload {
	var out []*commonpb.Payload
	for _, p := range in {
		data := bytes.Clone(p.Data)
		for i := range data {
			data[i] = ^data[i]
		}
		out = append(out, &commonpb.Payload{Metadata: p.Metadata, Data: data})
	}
	return out
}

// What a person is, did or was told stands in payloads only: not in ids, types, summaries, memos, search attributes and
// messages of errors. So with a codec nothing of it can be read in Temporal.
func TestWithACodecNothingCanBeRead(t *testing.T) {
	t.Parallel()
	for codec, codecs := range map[string][]converter.PayloadCodec{"none": nil, "flipped": {flipped{}}} {
		t.Run(codec, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, store.SQLite, workflows.Limits{})
			conn, err := workflows.Dial(workflows.DialOptions{Address: h.place.Temporal, Namespace: embedded.Namespace, Codecs: codecs})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(conn.Close)
			h.conn = conn
			r := tour{house: h, journal: &workflowstest.Journal{}, id: workflows.TrajectoryID(h.key(), canary)}
			limits := workflows.Limits{ContinueAfter: 6, Patience: 100 * time.Millisecond}
			h.client = h.newClient(workflows.ClientOptions{Limits: limits, Pending: 300 * time.Millisecond}, withoutJournal)
			h.workOn(func(w worker.Worker) { r.journal.Register(w) })
			r.sing()

			for i, history := range r.histories() {
				text, err := temporalproto.CustomJSONMarshalOptions{}.Marshal(history)
				if err != nil {
					t.Fatal(err)
				}
				if err := workflows.Replay(bytes.NewReader(text), codecs); err != nil {
					t.Errorf("run %d: %v", i+1, err)
				}
				var tree any
				if err := json.Unmarshal(text, &tree); err != nil {
					t.Fatal(err)
				}
				for _, place := range readable(tree, "", codecs != nil) {
					t.Errorf("run %d: %s", i+1, place)
				}
			}
		})
	}
}

// sing leads a trajectory through updates, refusals, signals, the fallback and a new run, with the canary in everything.
func (r tour) sing() {
	r.t.Helper()
	actor := engine.Actor{Person: canary, Role: "clerk", Organisation: canary}
	as := func(ev engine.Event) engine.Event {
		ev.Actor = actor
		return ev
	}
	got, err := r.client.Start(r.t.Context(), workflows.StartRequest{
		StartID: canary, Definition: workflowstest.Pinned(r.t, 1), Event: as(workflowstest.Started(canary, time.Now())),
	})
	if err != nil || !got.Accepted {
		r.t.Fatalf("%+v, %v", got, err)
	}
	r.judge(r.id, as(workflowstest.Close("c", time.Now())))
	r.signal(as(workflowstest.Close("c", time.Now())))
	r.known("c")
	r.journal.SetDown(fmt.Errorf("the journal is down: %s", canary))
	if got, err := r.client.Judge(r.t.Context(), r.id, as(workflowstest.Add("a", time.Now()))); err != nil || !got.Pending {
		r.t.Fatalf("%+v, %v", got, err)
	}
	r.journal.SetDown(nil)
	for i := range 6 {
		r.accept(r.id, as(workflowstest.Add(name(i), time.Now())))
	}
}

// readable returns the places of a history in which the canary can be read: outside payloads, and inside them too.
func readable(node any, place string, inside bool) []string {
	var found []string
	switch n := node.(type) {
	case map[string]any:
		for key, value := range n {
			text, isText := value.(string)
			if key == "data" && isText {
				data, err := base64.StdEncoding.DecodeString(text)
				if err == nil && inside && bytes.Contains(data, []byte(canary)) {
					found = append(found, place+": in a payload")
				}
				continue
			}
			found = append(found, readable(value, place+"."+key, inside)...)
		}
	case []any:
		for i, value := range n {
			found = append(found, readable(value, fmt.Sprintf("%s[%d]", place, i), inside)...)
		}
	case string:
		if bytes.Contains([]byte(n), []byte(canary)) {
			found = append(found, fmt.Sprintf("%s: %q", place, n))
		}
	}
	return found
}
