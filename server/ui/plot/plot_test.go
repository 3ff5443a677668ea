package plot

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func days(v int64) string { return strconv.FormatInt(v, 10) + " d" }

// What each kind of figure writes, whole.
func TestFigures(t *testing.T) {
	t.Parallel()
	h := Head{"f", "Fruit & more", "Two rows."}
	const open = `<svg xmlns="http://www.w3.org/2000/svg" class="plot" role="img" width="100%" height="`
	const named = `" aria-labelledby="f-t" aria-describedby="f-d">` + "\n" + `<title id="f-t">Fruit &amp; more</title><desc id="f-d">Two rows.</desc>` + "\n"
	for name, c := range map[string]struct {
		got  []byte
		want string
	}{
		"bars": {
			Bars(h, []Bar{{Label: "pear", Said: "► 30", Value: 30, Chosen: true}, {Label: "<fig>", Said: "-10", Value: -10}}),
			open + "92" + named +
				`<text y="13" class="strong">pear</text>` + "\n" + `<text x="100%" y="13" class="end strong">► 30</text>` + "\n" +
				`<rect class="track" x="0%" y="18" width="100%" height="14"/>` + "\n" +
				`<rect class="bar chosen" x="25%" y="18" width="75%" height="14"/>` + "\n" +
				`<line class="zero" x1="25%" x2="25%" y1="16" y2="34"/>` + "\n" +
				`<text y="59">&lt;fig&gt;</text>` + "\n" + `<text x="100%" y="59" class="end">-10</text>` + "\n" +
				`<rect class="track" x="0%" y="64" width="100%" height="14"/>` + "\n" +
				`<rect class="bar" x="0%" y="64" width="25%" height="14"/>` + "\n" +
				`<line class="zero" x1="25%" x2="25%" y1="62" y2="80"/>` + "\n</svg>\n",
		},
		"shares": {
			Shares(h, []Share{{Label: "all", Said: "75%", Good: 3, All: 4}}),
			open + "46" + named +
				`<defs><pattern id="f-h" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="ground" width="6" height="6"/><rect class="hatch" width="2.5" height="6"/></pattern></defs>` + "\n" +
				`<text y="13">all</text>` + "\n" + `<text x="100%" y="13" class="end">75%</text>` + "\n" +
				`<rect class="kept" x="0%" y="18" width="75%" height="14"/>` + "\n" +
				`<rect class="broken" fill="url(#f-h)" x="75%" y="18" width="25%" height="14"/>` + "\n</svg>\n",
		},
		"spreads": {
			Spreads(h, []Spread{{Label: "ripening", Said: "half within 4", Low: 2, Middle: 4, High: 8}}, days),
			open + "68" + named +
				`<line class="grid" x1="1.5%" x2="1.5%" y1="0" y2="48"/>` + "\n" + `<line class="grid" x1="24.62%" x2="24.62%" y1="0" y2="48"/>` + "\n" +
				`<line class="grid" x1="47.75%" x2="47.75%" y1="0" y2="48"/>` + "\n" + `<line class="grid" x1="70.87%" x2="70.87%" y1="0" y2="48"/>` + "\n" +
				`<line class="grid" x1="94%" x2="94%" y1="0" y2="48"/>` + "\n" +
				`<text y="13">ripening</text>` + "\n" + `<text x="100%" y="13" class="end">half within 4</text>` + "\n" +
				`<rect class="range" x="24.62%" y="21" width="69.38%" height="8"/>` + "\n" +
				`<circle class="middle" cx="47.75%" cy="25" r="6"/>` + "\n" +
				`<text x="1.5%" y="60" class="tick first">0 d</text>` + "\n" + `<text x="24.62%" y="60" class="tick">2 d</text>` + "\n" +
				`<text x="47.75%" y="60" class="tick">4 d</text>` + "\n" + `<text x="70.87%" y="60" class="tick">6 d</text>` + "\n" +
				`<text x="94%" y="60" class="tick">8 d</text>` + "\n</svg>\n",
		},
		"columns": {
			Columns(h, []Column{{Label: "jan", Below: "2026", Said: "jan 2026: 5", Value: 5}, {Said: "feb 2026: 0"}}, 10, days),
			open + "176" + named +
				`<line class="zero" x1="14%" x2="100%" y1="136" y2="136"/>` + "\n" + `<text x="12%" y="140" class="end tick-y">0 d</text>` + "\n" +
				`<line class="grid" x1="14%" x2="100%" y1="76" y2="76"/>` + "\n" + `<text x="12%" y="80" class="end tick-y">5 d</text>` + "\n" +
				`<line class="grid" x1="14%" x2="100%" y1="16" y2="16"/>` + "\n" + `<text x="12%" y="20" class="end tick-y">10 d</text>` + "\n" +
				`<rect class="column" x="21.16%" y="76" width="28.68%" height="60"><title>jan 2026: 5</title></rect>` + "\n" +
				`<text x="35.5%" y="153" class="tick">jan</text>` + "\n" + `<text x="35.5%" y="169" class="tick">2026</text>` + "\n</svg>\n",
		},
		"nothing": {Bars(h, nil), open + "14" + named + "</svg>\n"},
	} {
		if string(c.got) != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, c.got, c.want)
		}
	}
}

// A label takes three lines at most where a page is narrowest, and the value stands beside it or below it, never over it.
func TestHeadsFit(t *testing.T) {
	t.Parallel()
	for label, want := range map[string]string{
		"short": "short|beside", "": "|below", strings.Repeat("long words ", 14): "long words long words long words long|words long words long words long words|long words long words long words long…|below",
		strings.Repeat("m", 40): "mmmmmmmmmmmmmmmmmmmmmmm|mmmmmmmmmmmmmmmmm|below",
	} {
		lines, beside := headLines(label, "helft binnen 12 dagen")
		got := strings.Join(lines, "|") + map[bool]string{true: "|beside", false: "|below"}[beside]
		if got != want {
			t.Errorf("%q: %q, want %q", label, got, want)
		}
	}
}

// Any figures give well-formed XML in which no block leaves the drawing, no more rows than the limit, and the same bytes
// again.
func TestAnyFigures(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	if text := os.Getenv("STROOM_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("STROOM_SEED=%d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	value := func() int64 {
		return random.Int64N(1<<uint(1+random.IntN(62))) - random.Int64N(1<<uint(1+random.IntN(62)))
	}
	text := func() string {
		letters := []rune("ab <>&\"' \x00\ufffemW—日")
		out := make([]rune, random.IntN(60))
		for i := range out {
			out[i] = letters[random.IntN(len(letters))]
		}
		return string(out)
	}
	for range 40 {
		h := Head{"f", text(), text()}
		var bars []Bar
		var shares []Share
		var spreads []Spread
		var columns []Column
		for range random.IntN(MaxRows + 5) {
			low := random.Int64N(1 << uint(1+random.IntN(40)))
			middle := low + random.Int64N(1<<uint(1+random.IntN(40)))
			bars = append(bars, Bar{text(), text(), value(), random.IntN(2) == 0})
			shares = append(shares, Share{text(), text(), value(), value()})
			spreads = append(spreads, Spread{text(), text(), low, middle, middle + random.Int64N(100)})
			columns = append(columns, Column{text(), text(), text(), value()})
		}
		for name, draw := range map[string]func() []byte{
			"bars": func() []byte { return Bars(h, bars) }, "shares": func() []byte { return Shares(h, shares) },
			"spreads": func() []byte { return Spreads(h, spreads, days) }, "columns": func() []byte { return Columns(h, columns, value(), days) },
		} {
			got := draw()
			if name != "columns" && !bytes.Equal(got, draw()) {
				t.Fatalf("%s: the same figures give other bytes", name)
			}
			if err := within(got); err != nil {
				t.Fatalf("%s: %v\n%s", name, err, got)
			}
			if n := bytes.Count(got, []byte(`class="track"`)); n > MaxRows {
				t.Fatalf("%s: %d rows", name, n)
			}
		}
	}
}

var share = regexp.MustCompile(`^(-?\d+(?:\.\d+)?)%$`)

// within reads a drawing as XML and checks that every block lies within it.
func within(svg []byte) error {
	decoder := xml.NewDecoder(bytes.NewReader(svg))
	height := 0.0
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		at := map[string]float64{}
		for _, a := range start.Attr {
			text := a.Value
			if m := share.FindStringSubmatch(text); m != nil {
				text = m[1]
			}
			if n, err := strconv.ParseFloat(text, 64); err == nil {
				at[a.Name.Local] = n
			}
		}
		if start.Name.Local == "svg" {
			height = at["height"]
		}
		if start.Name.Local != "rect" || at["y"] == 0 && at["x"] == 0 && at["width"] < 7 { // of the pattern
			continue
		}
		if at["x"] < 0 || at["width"] < 0 || at["x"]+at["width"] > 100.31 || at["y"] < 0 || at["height"] < 0 || at["y"]+at["height"] > height {
			return fmt.Errorf("a block at %v in a drawing of height %v", at, height)
		}
	}
}
