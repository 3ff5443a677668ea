package server

import (
	"net/http"
	"testing"
)

func TestWalk(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	got := b.get("/v1/trajectories/"+id, "ann").want(t, http.StatusOK)
	t.Log(got.body)
	t.Log(b.decide(id, "ann", "d1", "lending.begin", `,"form":{"book":"Max","urgent":true}`).body)
	t.Log(b.decide(id, "ann", "d2", "lending.begin", `,"form":{"book":"Maxima","urgent":false}`).body)
	t.Log(b.get("/v1/trajectories/"+id+"/events", "ann").body)
	t.Log(b.get("/v1/trajectories/"+id+"/options", "bob").body)
	t.Log(b.get("/v1/worklist", "bob").body)
	t.Log(b.get("/v1/trajectories/"+id+"/refusals", "ann").body)
	t.Log(b.get("/v1/trajectories/"+id+"/decisions/d1", "ann").body)
	t.Log(b.get("/v1/trajectories/"+id+"/decisions/d2", "bob").body)
	t.Log(b.get("/v1/trajectories", "ivy").body)
	t.Log(b.log.String())
}
