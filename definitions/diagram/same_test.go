package diagram

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// The list says all that the picture says: every label, who, goal, term, condition and effect.
func TestTheListSaysWhatThePictureSays(t *testing.T) {
	t.Parallel()
	t.Logf("seed %d", *seed)
	def := shipped(t)
	var charts []*Chart
	for _, lang := range []string{"nl", "en"} {
		c, err := Of(def, lang)
		if err != nil {
			t.Fatal(err)
		}
		charts = append(charts, c)
	}
	for i := range uint64(20) {
		charts = append(charts, randomChart(rand.New(rand.NewPCG(*seed, i)), 8))
	}
	for _, c := range charts {
		list := strings.ToLower(string(c.List()))
		says := func(what string, texts ...string) {
			for _, text := range texts {
				if !strings.Contains(list, strings.ToLower(strings.TrimSuffix(text, "."))) {
					t.Errorf("%s: the list does not say %q", what, text)
				}
			}
		}
		for _, f := range c.Flows {
			says(f.ID, f.Title, f.Key)
			for _, n := range f.Nodes {
				says(n.ID, n.Label)
				if n.Kind == Outcome {
					continue
				}
				says(n.ID, append([]string{n.Goal, n.Term, n.Not}, labels(n.Who)...)...)
				for _, a := range f.Out(n.ID) {
					says(a.ID, append([]string{a.Label, a.Condition}, labels(a.By)...)...)
					for _, e := range a.Effects {
						says(a.ID, c.flowTitle(e.Flow))
						if e.Kind == Tells {
							says(a.ID, e.Message)
						}
					}
				}
			}
		}
	}
}

// A definition that is too large says so, and a flow that does not exist too.
func TestWhatCannotBeDrawn(t *testing.T) {
	t.Parallel()
	def := shipped(t)
	if _, err := Of(def, "nl", "main", "nowhere"); err == nil || !strings.HasPrefix(err.Error(), `there is no flow "nowhere"; the flows are main, indicate, `) {
		t.Error(err)
	}
	large := *def
	flow := *def.Flows[0]
	for len(flow.Steps) <= MaxNodes {
		flow.Steps = append(flow.Steps, def.Flows[0].Steps[0])
	}
	large.Flows = append(append(large.Flows[:0:0], &flow), def.Flows[1:]...)
	if _, err := Of(&large, "nl"); err == nil || !strings.Contains(err.Error(), "at most 400 and 1500 can be drawn: split it") {
		t.Error(err)
	}
}

// The checks of the promises see when one is broken.
func TestFaultsAreFound(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(p *Panel){
		"overlap":           func(p *Panel) { p.Boxes[1].Rect = p.Boxes[0].Rect },
		"leaves its panel":  func(p *Panel) { p.Boxes[0].Rect.X = -50 },
		"leaves box":        func(p *Panel) { p.Boxes[1].Texts[0].At.X += 400 },
		"has a wrong width": func(p *Panel) { p.Boxes[1].Texts[0].Width++ },
		"goes askew":        func(p *Panel) { p.Edges[1].Points[0].X += 3 },
		"goes through box": func(p *Panel) {
			p.Edges[1].Points = append(p.Edges[1].Points, Point{p.Edges[1].Points[0].X, p.Rect.Bottom()})
		},
		"does not join":       func(p *Panel) { p.Edges[1].Points[0].Y += 5 },
		"does not pass":       func(p *Panel) { p.Edges[1].Pill.Rect.X += 2000 },
		"lie on each other":   func(p *Panel) { p.Edges[2].Points = p.Edges[1].Points },
		"a row of box":        func(p *Panel) { p.Boxes[2].Rows[0].Rect.W += 500 },
		"has no points":       func(p *Panel) { p.Edges[1].Points = nil },
		"in the head of main": func(p *Panel) { p.Note[0].At = p.Title.At },
	} {
		d := drawn(t, shipped(t), "nl", "main")
		spoil(d.Panels[0])
		if faults := strings.Join(faultsOf(d), "\n"); !strings.Contains(faults, name) {
			t.Errorf("%q is not found; these are: %.400s", name, faults)
		}
	}
}
