package diagram

// CSS is the style sheet of the drawings. A page overrides the custom properties at .sd, and a theme with
// :root[data-theme=dark] or [data-theme=light]; without one the colours follow the system. Nothing needs a style attribute.
const CSS = `
.sd{--sd-sheet:#f3f5f7;--sd-panel:#fff;--sd-box:#fff;--sd-ink:#16202c;--sd-soft:#465364;--sd-edge:#c3ccd6;--sd-line:#5b6877;--sd-pill:#eef1f5;
--sd-person:#1b4f9c;--sd-world:#0a6b56;--sd-silence:#9a4a00;--sd-flow:#6b2f8a;--sd-itself:#5b6877;--sd-focus:#0b57d0;--sd-now:#ffe08a;--sd-nowink:#3b2c00;--sd-missed:#b3261e;--sd-covered:#1c7c3c;
--sd-r0:#9aa5b1;--sd-r1:#2563b0;--sd-r2:#0f8a6d;--sd-r3:#b4531a;--sd-r4:#7b3fa0;--sd-r5:#a8872a;--sd-r6:#b22a5b;--sd-r7:#3b7f95;--sd-r8:#5d7f1f;--sd-r9:#8a5a44;--sd-r10:#50548c;
font-family:Arial,Helvetica,"Liberation Sans",Arimo,sans-serif}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]) .sd,svg.sd:root{--sd-sheet:#10151b;--sd-panel:#171e26;--sd-box:#1f2832;--sd-ink:#eef2f6;--sd-soft:#b3bfcc;--sd-edge:#3c4855;--sd-line:#93a1b0;--sd-pill:#26313d;
--sd-person:#8ab8ff;--sd-world:#6fd6b8;--sd-silence:#ffb36b;--sd-flow:#d3a4ee;--sd-itself:#a9b5c2;--sd-focus:#8ab8ff;--sd-now:#6a5200;--sd-nowink:#fff2c9;--sd-missed:#ff8a80;--sd-covered:#7fd897;
--sd-r0:#66727f;--sd-r1:#6ea8f5;--sd-r2:#4cc9a6;--sd-r3:#f08f52;--sd-r4:#c08ae6;--sd-r5:#d8b657;--sd-r6:#f07ba3;--sd-r7:#7fc0d6;--sd-r8:#a3c65c;--sd-r9:#c99a83;--sd-r10:#9da1dd}}
.sd-sheet{fill:var(--sd-sheet)}.sd-panel{fill:var(--sd-panel);stroke:var(--sd-edge)}
.sd text{fill:var(--sd-ink)}.sd-s11{font-size:11px}.sd-s12{font-size:12px}.sd-s13{font-size:13px}.sd-s16{font-size:16px}.sd-b{font-weight:700}
.sd text.sd-goal,.sd text.sd-note,.sd text.sd-who,.sd text.sd-condition,.sd text.sd-term{fill:var(--sd-soft)}
.sd-line{fill:none;stroke:var(--c,var(--sd-line));stroke-width:1.5}.sd-head{fill:var(--c);stroke:var(--c);stroke-width:1.2;stroke-linejoin:round}.sd-open{fill:var(--sd-panel)}
.sd-person{--c:var(--sd-person)}.sd-world{--c:var(--sd-world)}.sd-silence{--c:var(--sd-silence)}.sd-flow{--c:var(--sd-flow)}.sd-itself{--c:var(--sd-itself)}
.sd-world .sd-line{stroke-dasharray:9 3}.sd-silence .sd-line{stroke-dasharray:2 3}.sd-edge.sd-flow .sd-line{stroke-dasharray:9 3 2 3}.sd-itself .sd-line{stroke-width:1.2}
.sd-pill rect{fill:var(--sd-pill);stroke:var(--c);stroke-width:1}.sd-icon{fill:none;stroke:var(--c);stroke-width:1.3}
.sd-shape{fill:var(--sd-box);stroke:var(--sd-edge);stroke-width:1.2}.sd-side{fill:none;stroke:var(--sd-edge);stroke-width:1.2}.sd-rowbox{fill:none}
.sd-k-outcome .sd-shape{stroke:var(--sd-ink);stroke-width:2}.sd-k-begin .sd-shape{stroke:var(--sd-ink)}.sd-k-anywhere .sd-shape{stroke-dasharray:5 3}.sd-k-waiting .sd-shape{stroke-dasharray:1 0}
.sd-r0{fill:var(--sd-r0)}.sd-r1{fill:var(--sd-r1)}.sd-r2{fill:var(--sd-r2)}.sd-r3{fill:var(--sd-r3)}.sd-r4{fill:var(--sd-r4)}.sd-r5{fill:var(--sd-r5)}.sd-r6{fill:var(--sd-r6)}.sd-r7{fill:var(--sd-r7)}.sd-r8{fill:var(--sd-r8)}.sd-r9{fill:var(--sd-r9)}.sd-r10{fill:var(--sd-r10)}
`
