package diagram

import (
	"fmt"
	"strings"
)

// tintColours are the colours of roles on a light ground, from 1; 0 is for nobody. Each stands out from white by 3:1 at
// least, and so do those of darkTints from the dark ground. A role is named in words too, so colours may be alike.
var tintColours = [Tints + 1]string{
	"#7d8996", "#2563b0", "#0f8a6d", "#b4531a", "#7b3fa0", "#94751a", "#b22a5b", "#3b7f95", "#5d7f1f", "#8a5a44", "#50548c",
	"#c43d3d", "#2a8f4a", "#a0489b", "#47617a",
}

var darkTints = [Tints + 1]string{
	"#7b8794", "#6ea8f5", "#4cc9a6", "#f08f52", "#c08ae6", "#d8b657", "#f07ba3", "#7fc0d6", "#a3c65c", "#c99a83", "#9da1dd",
	"#f28b82", "#7bd494", "#dc93d7", "#9db7d0",
}

const lightColours = `--sd-sheet:#f3f5f7;--sd-panel:#fff;--sd-box:#fff;--sd-ink:#16202c;--sd-soft:#465364;--sd-pale:#5f6b78;--sd-edge:#c3ccd6;` +
	`--sd-pill:#eef1f5;--sd-person:#1b4f9c;--sd-world:#0a6b56;--sd-silence:#9a4a00;--sd-flow:#6b2f8a;--sd-itself:#5b6877;` +
	`--sd-focus:#0b57d0;--sd-now:#ffe9a8;--sd-nowedge:#9a6b00;--sd-past:#e8eef5;--sd-missed:#b3261e;--sd-covered:#1c7c3c;` +
	`--sd-heat1:#fff6e0;--sd-heat2:#ffe7b8;--sd-heat3:#ffd391;--sd-heat4:#ffbd73;`

const darkColours = `--sd-sheet:#10151b;--sd-panel:#171e26;--sd-box:#1f2832;--sd-ink:#eef2f6;--sd-soft:#b3bfcc;--sd-pale:#8d99a6;--sd-edge:#465361;` +
	`--sd-pill:#26313d;--sd-person:#8ab8ff;--sd-world:#6fd6b8;--sd-silence:#ffb36b;--sd-flow:#d3a4ee;--sd-itself:#a9b5c2;` +
	`--sd-focus:#8ab8ff;--sd-now:#4d3d00;--sd-nowedge:#ffd766;--sd-past:#2a3644;--sd-missed:#ff8a80;--sd-covered:#7fd897;` +
	`--sd-heat1:#2e2a22;--sd-heat2:#40331c;--sd-heat3:#543d17;--sd-heat4:#6a4710;`

// forcedColours are those that a reader has chosen for everything: signs and dashes still tell things apart.
const forcedColours = `--sd-sheet:Canvas;--sd-panel:Canvas;--sd-box:Canvas;--sd-ink:CanvasText;--sd-soft:CanvasText;--sd-pale:GrayText;--sd-edge:CanvasText;` +
	`--sd-pill:Canvas;--sd-person:CanvasText;--sd-world:CanvasText;--sd-silence:CanvasText;--sd-flow:CanvasText;--sd-itself:CanvasText;` +
	`--sd-focus:Highlight;--sd-now:Canvas;--sd-nowedge:Highlight;--sd-past:Canvas;--sd-missed:CanvasText;--sd-covered:CanvasText;` +
	`--sd-heat1:Canvas;--sd-heat2:Canvas;--sd-heat3:Canvas;--sd-heat4:Canvas;`

const styleRules = `.sd-sheet{fill:var(--sd-sheet)}.sd-panel{fill:var(--sd-panel);stroke:var(--sd-edge)}
.sd text{fill:var(--sd-ink)}.sd-s11{font-size:11px}.sd-s12{font-size:12px}.sd-s13{font-size:13px}.sd-s16{font-size:16px}.sd-s22{font-size:22px}.sd-b{font-weight:700}
.sd text.sd-goal,.sd text.sd-note,.sd text.sd-who,.sd text.sd-condition,.sd text.sd-term{fill:var(--sd-soft)}
.sd-chip{fill:var(--sd-ink)}.sd text.sd-number{fill:var(--sd-box)}
.sd-person{--c:var(--sd-person)}.sd-world{--c:var(--sd-world)}.sd-silence{--c:var(--sd-silence)}.sd-flow{--c:var(--sd-flow)}.sd-itself{--c:var(--sd-itself)}
.sd-start,.sd-call{--c:var(--sd-person)}.sd-message{--c:var(--sd-flow)}.sd-suspend,.sd-cancel,.sd-resume{--c:var(--sd-silence)}
.sd-line{fill:none;stroke:var(--c);stroke-width:1.5}.sd-head{fill:var(--c);stroke:var(--c);stroke-width:1.2;stroke-linejoin:round}.sd-open{fill:var(--sd-panel)}
.sd-world .sd-line,.sd-suspend .sd-line{stroke-dasharray:9 3}.sd-silence .sd-line,.sd-cancel .sd-line{stroke-dasharray:2 3}.sd-flow .sd-line,.sd-message .sd-line{stroke-dasharray:9 3 2 3}.sd-call .sd-line{stroke-width:2.4}
.sd-pill rect{fill:var(--sd-pill);stroke:var(--c)}.sd-icon{fill:none;stroke:var(--c);stroke-width:1.3}
.sd-shape{fill:var(--sd-box);stroke:var(--sd-edge);stroke-width:1.2}.sd-side{fill:none;stroke:var(--sd-edge);stroke-width:1.2}.sd-row{fill:none}
.sd-k-outcome .sd-shape{stroke:var(--sd-ink);stroke-width:2}.sd-k-begin .sd-shape{stroke:var(--sd-ink)}.sd-k-anywhere .sd-shape{stroke-dasharray:5 3}
.sd a{text-decoration:none;outline:none}.sd a:hover .sd-shape{stroke:var(--sd-focus)}.sd a:hover .sd-what{text-decoration:underline}
.sd a:focus-visible .sd-shape,.sd-node:target .sd-shape{stroke:var(--sd-focus);stroke-width:3.5;stroke-dasharray:none}
.sd-past .sd-shape{fill:var(--sd-past)}.sd-present .sd-shape{fill:var(--sd-now);stroke:var(--sd-nowedge);stroke-width:3}
.sd .sd-future text{fill:var(--sd-pale)}.sd .sd-future text.sd-number{fill:var(--sd-box)}.sd-future .sd-stripe,.sd-future .sd-icon,.sd-future .sd-head,.sd-future .sd-line{opacity:.5}.sd-pill.sd-future rect{stroke-opacity:.5}.sd-future .sd-chip{fill:var(--sd-pale)}.sd-future .sd-shape{stroke-dasharray:3 3}
.sd-check{fill:none;stroke:var(--sd-soft);stroke-width:2}.sd-edge.sd-past .sd-line{stroke-width:3}.sd-edge.sd-present .sd-line{stroke-width:3}
.sd-badge{fill:var(--sd-ink)}.sd text.sd-badgetext{fill:var(--sd-box)}.sd-present .sd-badge{fill:var(--sd-nowedge)}.sd-seconds{fill:var(--sd-pill);stroke:var(--sd-edge)}
.sd-heat1 .sd-shape{fill:var(--sd-heat1)}.sd-heat2 .sd-shape{fill:var(--sd-heat2)}.sd-heat3 .sd-shape{fill:var(--sd-heat3)}.sd-heat4 .sd-shape{fill:var(--sd-heat4)}.sd [class*=sd-heat] text:not(.sd-number):not(.sd-badgetext){fill:var(--sd-ink)}
.sd-missed .sd-shape,.sd-pill.sd-missed rect{stroke:var(--sd-missed);stroke-width:2.5;stroke-dasharray:4 3}.sd-edge.sd-missed{--c:var(--sd-missed)}.sd-edge.sd-missed .sd-line{stroke-width:2.5}.sd-row.sd-missed{stroke:var(--sd-missed);stroke-width:1.5;stroke-dasharray:4 3}
.sd-covered .sd-shape,.sd-pill.sd-covered rect{stroke:var(--sd-covered);stroke-width:2}.sd-cross{fill:var(--sd-panel);stroke:var(--sd-missed);stroke-width:1.6}
`

// CSS returns the style sheet of the drawings. A page overrides the custom properties at .sd. The colours follow the system,
// unless the root element says data-theme="light" or data-theme="dark"; paper is light. Nothing needs a style attribute.
func CSS() string {
	light, dark := lightColours+tints(tintColours), darkColours+tints(darkTints)
	var b strings.Builder
	fmt.Fprintf(&b, "\n.sd{%sfont-family:Arial,Helvetica,\"Liberation Sans\",Arimo,sans-serif}\n", light)
	fmt.Fprintf(&b, "@media (prefers-color-scheme:dark){:root:not([data-theme=light]) .sd,svg.sd:root{%s}}\n", dark)
	fmt.Fprintf(&b, ":root[data-theme=dark] .sd{%s}\n", dark)
	fmt.Fprintf(&b, "@media print{:root .sd,:root[data-theme] .sd,:root:not([data-theme=light]) .sd,svg.sd:root{%s--sd-sheet:none;print-color-adjust:exact;-webkit-print-color-adjust:exact}}\n", light)
	fmt.Fprintf(&b, "@media (forced-colors:active){:root .sd,:root[data-theme] .sd,:root:not([data-theme=light]) .sd,svg.sd:root{%s}}\n", forcedColours)
	b.WriteString(styleRules)
	for i := range Tints + 1 {
		fmt.Fprintf(&b, ".sd-r%d{fill:var(--sd-r%d)}", i, i)
	}
	b.WriteByte('\n')
	return b.String()
}

func tints(colours [Tints + 1]string) string {
	var b strings.Builder
	for i, c := range colours {
		fmt.Fprintf(&b, "--sd-r%d:%s;", i, c)
	}
	return b.String()
}
