package ui

import (
	"encoding/xml"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

func onDay(n int) time.Time { return time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC).AddDate(0, 0, n) }

func TestStripIsDrawn(t *testing.T) {
	t.Parallel()
	s := Strip{Lang: "nl", Now: onDay(50), Lanes: []Lane{{
		Title: "Deel & rest", Stays: []Stay{
			{From: onDay(0), Until: onDay(2), Text: "<eerst>"},
			{From: onDay(2), Until: onDay(50), Now: true, Text: "dan", Short: "Wacht op antwoord."}, {From: onDay(50), Until: onDay(55), Future: true, Text: "straks"},
		},
		Marks: []Mark{{At: onDay(2), Text: "besluit"}, {At: onDay(3), Text: "poging", Refused: true}},
	}}}
	// Seven stretches of 2, 1, 1, 46 (folded to 14), 1, 4 and 1 days share 806 units: 33.58 for a day.
	const want = `<svg viewBox="0 0 1000 80" role="img" aria-labelledby="strip-title"><title id="strip-title">Het hele traject. Hieronder staat hetzelfde als lijst.</title>` +
		`<rect class="s-fold" x="324.3" y="38" width="470.2" height="42"><title>46 dagen</title></rect>` +
		`<text class="s-soft" text-anchor="middle" x="559.4" y="34">46 dagen</text>` +
		`<text class="s-now" text-anchor="start" x="811.3" y="14">vandaag</text>` +
		`<text class="s-soft" text-anchor="start" x="190.0" y="14">1 jan 26</text>` +
		`<text class="s-soft" text-anchor="start" x="290.8" y="14">4 jan 26</text>` +
		`<text class="s-soft" text-anchor="end" x="962.4" y="14">25 feb 26</text>` +
		`<g><title>Deel &amp; rest</title><text x="0" y="61.0">Deel &amp; rest</text><path class="s-line" d="M0 71.0H1000"/>` +
		`<g class="s-past"><title>&lt;eerst&gt;</title><rect x="206.8" y="47.0" width="67.2" height="18" rx="3"/></g>` +
		`<g class="s-present"><title>dan</title><rect x="274.0" y="47.0" width="537.3" height="18" rx="3"/><text x="278.0" y="60.0">Wacht op antwoord.</text></g>` +
		`<g class="s-future"><title>straks</title><rect x="811.3" y="47.0" width="167.9" height="18" rx="3"/></g>` +
		`<circle class="s-mark" cx="274.0" cy="69.0" r="3.5"><title>besluit</title></circle>` +
		`<path class="s-no" d="M304.0 65.5l7 7m0 -7l-7 7"><title>poging</title></path></g>` +
		`<path class="s-today" d="M811.3 38V80"/></svg>`
	if got := string(s.Draw()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if (Strip{Lang: "nl", Now: onDay(0)}).Draw() != "" {
		t.Error("nothing is drawn")
	}
}

// Later stands further on, wherever it is folded; nothing stands outside, and the drawing is well formed whatever is in it.
func TestStripKeepsOrder(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		moment := func() time.Time { return onDay(0).Add(time.Duration(r.IntN(24*900)) * time.Hour) }
		s := Strip{Lang: "en", Now: moment()}
		var moments []time.Time
		for range 1 + r.IntN(12) {
			var l Lane
			for range r.IntN(30) {
				from, until := moment(), moment()
				if until.Before(from) {
					from, until = until, from
				}
				l.Stays = append(l.Stays, Stay{From: from, Until: until, Text: `"<'&>`, Short: "<b>", Now: r.IntN(2) == 0, Future: r.IntN(3) == 0})
				moments = append(moments, from, until)
			}
			l.Marks = append(l.Marks, Mark{At: moment(), Text: "</svg>", Refused: r.IntN(2) == 0})
			moments = append(moments, l.Marks[0].At)
			s.Lanes = append(s.Lanes, l)
		}
		a := s.axis()
		slices.SortFunc(moments, time.Time.Compare)
		for i, m := range moments {
			x := a.x(m)
			if x < stripLeft || x > stripWidth {
				t.Fatalf("seed %d: %s stands at %f", seed, m, x)
			}
			if i > 0 && m.After(moments[i-1]) && x <= a.x(moments[i-1]) {
				t.Fatalf("seed %d: %s stands at %f, and %s at %f", seed, m, x, moments[i-1], a.x(moments[i-1]))
			}
		}
		d := xml.NewDecoder(strings.NewReader(string(s.Draw())))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
		}
	}
}
