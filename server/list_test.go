package server

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// shelf is five trajectories of Ann's branch with different due moments, and one that ended.
func shelf(t *testing.T) *bench {
	b := newBench(t)
	for i := 1; i <= 5; i++ {
		b.world.now = monday
		id := b.loan(fmt.Sprintf("l%d", i))
		if i < 5 { // the last has nothing due
			b.world.now = monday.Add(time.Duration(5-i) * 24 * time.Hour) // the first began last
			b.decide(id, "ann", "d1", "lending.begin", `,"form":{"book":"Maxima","urgent":false}`).want(t, http.StatusCreated)
		}
	}
	b.world.now = monday
	b.decide(b.loan("l6"), "ann", "e1", "main.desk.finish", "").want(t, http.StatusCreated)
	return b
}

func ids(p Page[Summary]) string {
	var out []string
	for _, s := range p.Items {
		out = append(out, strings.TrimPrefix(s.ID, "t-north-"))
	}
	return strings.Join(out, " ")
}

func TestListsAreDueFirst(t *testing.T) {
	t.Parallel()
	b := shelf(t)
	for query, want := range map[string]string{
		"": "l4 l3 l2 l1 l5 l6", "status=open": "l4 l3 l2 l1 l5", "status=ended": "l6", "outcome=done": "l6", "outcome=lost": "",
		"definition=loan": "l4 l3 l2 l1 l5 l6", "definition=other": "", "version=1&definition=loan": "l4 l3 l2 l1 l5 l6", "version=2": "",
		"party=south": "l4 l3 l2 l1 l5 l6", "party=east": "", "late=true": "", "late=false": "l4 l3 l2 l1 l5 l6",
		"asRole=reader&asOrganisation=north": "l4 l3 l2 l1 l5 l6", "limit=2": "l4 l3",
	} {
		got := read[Page[Summary]](t, b.get("/v1/trajectories?"+query, "ann").want(t, http.StatusOK))
		if ids(got) != want {
			t.Errorf("%q: %s, want %s", query, ids(got), want)
		}
	}
	if got := read[Page[Summary]](t, b.get("/v1/trajectories", "eve").want(t, http.StatusOK)); len(got.Items) != 0 {
		t.Errorf("a stranger sees %s", ids(got))
	}
	for body, want := range map[string]string{
		`{}`: "l4 l3 l2 l1 l5 l6", `{"ids":["t-north-l2","t-north-l6","t-none"]}`: "l2 l6", `{"status":"open","limit":1}`: "l4", `{"late":false,"party":"south","definition":"loan","version":1}`: "l4 l3 l2 l1 l5 l6",
		`{"asRole":"reader","asOrganisation":"north","outcome":"done"}`: "l6",
	} {
		got := read[Page[Summary]](t, b.post("/v1/trajectories/_search", "ann", body).want(t, http.StatusOK))
		if ids(got) != want {
			t.Errorf("%s: %s, want %s", body, ids(got), want)
		}
	}
	b.post("/v1/trajectories/_search", "ann", `{"asRole":"keeper","asOrganisation":"south"}`).refusedWith(t, http.StatusForbidden, "NOT_YOUR_MEMBERSHIP")
}

// Going through the pages shows each row once, in the order of the whole list, whatever the size of a page.
func TestPages(t *testing.T) {
	t.Parallel()
	b := shelf(t)
	for limit := 1; limit <= 7; limit++ {
		var seen []string
		next := ""
		for range 10 {
			page := read[Page[Summary]](t, b.get(fmt.Sprintf("/v1/trajectories?limit=%d%s", limit, next), "ann").want(t, http.StatusOK))
			if len(page.Items) > limit {
				t.Fatalf("%d rows on a page of %d", len(page.Items), limit)
			}
			seen = append(seen, strings.Fields(ids(page))...)
			if page.Next == "" {
				break
			}
			next = "&cursor=" + url.QueryEscape(page.Next)
		}
		if got := strings.Join(seen, " "); got != "l4 l3 l2 l1 l5 l6" {
			t.Errorf("limit %d: %s", limit, got)
		}
	}

	id := "t-north-l1"
	whole := read[Page[Line]](t, b.get("/v1/trajectories/"+id+"/events?limit=100", "ann").want(t, http.StatusOK))
	var lines []Line
	next := ""
	for range 100 {
		page := read[Page[Line]](t, b.get("/v1/trajectories/"+id+"/events?limit=2"+next, "ann").want(t, http.StatusOK))
		lines = append(lines, page.Items...)
		if page.Next == "" {
			break
		}
		next = "&cursor=" + page.Next
	}
	if len(whole.Items) == 0 || fmt.Sprintf("%+v", texts(lines)) != fmt.Sprintf("%+v", texts(whole.Items)) {
		t.Errorf("pages %v\nwhole %v", texts(lines), texts(whole.Items))
	}

	for i := range 5 {
		b.world.now = monday.Add(time.Duration(i/2) * time.Minute) // two share a moment
		b.decide(id, "ann", fmt.Sprintf("r%d", i), "main.block", "").refusedWith(t, http.StatusForbidden, "NOT_YOUR_ROLE")
	}
	var refused []string
	next = ""
	for range 10 {
		page := read[Page[RefusalLine]](t, b.get("/v1/trajectories/"+id+"/refusals?limit=2"+next, "ann").want(t, http.StatusOK))
		for _, line := range page.Items {
			refused = append(refused, line.Event)
		}
		if page.Next == "" {
			break
		}
		next = "&cursor=" + page.Next
	}
	slices.Sort(refused)
	if strings.Join(refused, " ") != "r0 r1 r2 r3 r4" {
		t.Errorf("refusals %v", refused)
	}
}

func texts(lines []Line) []string {
	var out []string
	for _, l := range lines {
		out = append(out, fmt.Sprint(l.Seq, l.Text))
	}
	return out
}

// A cursor is for one list, cannot be changed, and shows nothing of the row that it stands for.
func TestCursorsAreSealed(t *testing.T) {
	t.Parallel()
	b := shelf(t)
	cursor := read[Page[Summary]](t, b.get("/v1/trajectories?limit=1", "ann").want(t, http.StatusOK)).Next
	for name, bad := range map[string]string{
		"of another list": "/v1/worklist?cursor=" + cursor, "changed": "/v1/trajectories?cursor=" + cursor[:20] + "A" + cursor[21:], "cut": "/v1/trajectories?cursor=" + cursor[:len(cursor)-2],
		"padded": "/v1/trajectories?cursor=" + cursor + "%3D", "too long": "/v1/trajectories?cursor=" + strings.Repeat("A", maxCursor+1), "empty": "/v1/trajectories?cursor=",
	} {
		if got := b.get(bad, "ann"); got.status != http.StatusBadRequest {
			t.Errorf("%s: status %d", name, got.status)
		}
	}
	again := read[Page[Summary]](t, b.get("/v1/trajectories?limit=1", "ann").want(t, http.StatusOK)).Next
	if again == cursor {
		t.Error("two cursors for one place are the same: they can be compared")
	}
	other := newBench(t)
	other.build(func(c *Config) { c.CursorKey = nil })
	if got := other.get("/v1/trajectories?cursor="+cursor, "ann"); got.status != http.StatusBadRequest {
		t.Errorf("a cursor of another key: status %d", got.status)
	}
}

func TestWorklist(t *testing.T) {
	t.Parallel()
	b := shelf(t)
	work := func(who, query string) string {
		var out []string
		for _, item := range read[Page[WorkItem]](t, b.get("/v1/worklist"+query, who).want(t, http.StatusOK)).Items {
			out = append(out, strings.TrimPrefix(item.Trajectory, "t-north-")+":"+item.Task.Step)
		}
		return strings.Join(out, " ")
	}
	for who, want := range map[string]string{
		"bob": "l4:answer l3:answer l2:answer l1:answer",
		"ann": "l1:desk l2:desk l3:desk l4:desk l5:desk", // four eyes: she asked, and so did her organisation
		"amy": "l1:desk l2:desk l3:desk l4:desk l5:desk",
		"eve": "", "ivy": "", "two": "l1:desk l2:desk l3:desk l4:desk l5:desk",
	} {
		if got := work(who, ""); got != want {
			t.Errorf("%s: %s, want %s", who, got, want)
		}
	}
	if got := work("two", "?asRole=inspector&asOrganisation=state"); got != "" {
		t.Errorf("as inspector: %s", got)
	}
	page := read[Page[WorkItem]](t, b.get("/v1/worklist?limit=3", "bob").want(t, http.StatusOK))
	rest := read[Page[WorkItem]](t, b.get("/v1/worklist?limit=3&cursor="+page.Next, "bob").want(t, http.StatusOK))
	if len(page.Items) != 3 || len(rest.Items) != 1 || rest.Next != "" || rest.Items[0].Trajectory != "t-north-l1" {
		t.Errorf("%d and %d", len(page.Items), len(rest.Items))
	}
	item := page.Items[0]
	if item.Task.What != "Antwoord." || item.Task.Due == nil || !item.Task.Mine || item.As != (Actor{"keeper", "south"}) {
		t.Errorf("%+v", item)
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	b := shelf(t)
	options := read[Options](t, b.get("/v1/trajectories/t-north-l1/options", "bob").want(t, http.StatusOK))
	open, closed := []string{}, []string{}
	for _, o := range options.Items {
		if o.Open {
			open = append(open, o.Decision)
			continue
		}
		closed = append(closed, o.Decision+" "+o.Code)
		if o.Explanation == nil || o.Explanation.Text == "" {
			t.Errorf("%s does not say why not", o.Decision)
		}
	}
	if got, want := strings.Join(open, ", "), "main.block, main.charge, main.bring, lending.answer.agree, lending.answer.refuse"; got != want {
		t.Errorf("open: %s, want %s", got, want)
	}
	if got, want := strings.Join(closed, ", "), "main.desk.finish NOT_YOUR_ROLE, main.visit NOT_YOUR_ROLE, lending.again ASKED"; got != want {
		t.Errorf("closed: %s, want %s", got, want)
	}
	charge := options.Items[slices.IndexFunc(options.Items, func(o Option) bool { return o.Decision == "main.charge" })]
	if want := []FormField{{Name: "amount", Label: "bedrag", Type: "int 1..100"}}; !reflect.DeepEqual(charge.Form, want) {
		t.Errorf("%+v", charge.Form)
	}
	// What is open is accepted, and what is not is refused with the same code.
	for _, o := range options.Items {
		form := map[string]string{"main.charge": `{"amount":5}`, "main.bring": `{"book":"x"}`, "lending.answer.refuse": `{"reason":"x"}`, "lending.again": `{"book":"x","urgent":false}`}[o.Decision]
		if form == "" {
			form = "{}"
		}
		fresh := shelf(t)
		got := fresh.decide("t-north-l1", "bob", "o1", o.Decision, fmt.Sprintf(`,"visit":%d,"run":%d,"form":%s`, o.Visit, o.Run, form))
		if o.Open && got.status != http.StatusCreated || !o.Open && !strings.Contains(got.body, `"code":"`+o.Code+`"`) {
			t.Errorf("%s open %v: %s", o.Decision, o.Open, got.body)
		}
	}
}
