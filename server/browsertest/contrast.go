package browsertest

// axe-core does not decide about letters in an SVG: what is behind them is another element, not a background. This does. It
// paints a drawing at the middle of a text, element by element, once with the text and once without: shapes before the text,
// opacities of groups, and the page below everything. What it cannot compute (a gradient, a picture) it leaves undecided.
const drawnContrast = `(targets) => {
	const parse = text => {
		const n = text.startsWith("rgb") && text.match(/[\d.]+/g);
		return n ? { r: +n[0], g: +n[1], b: +n[2], a: n.length > 3 ? +n[3] : 1 } : null;
	};
	const over = (below, above, share) => {
		const a = above.a * share, mix = (x, y) => x * (1 - a) + y * a;
		return { r: mix(below.r, above.r), g: mix(below.g, above.g), b: mix(below.b, above.b), a: 1 };
	};
	const page = element => { // the backgrounds of everything around the drawing, from the outside in
		let around = [], c = { r: 255, g: 255, b: 255, a: 1 };
		for (let e = element; e; e = e.parentElement) around.unshift(getComputedStyle(e));
		for (const s of around) {
			if (s.backgroundImage !== "none") return null;
			c = over(c, parse(s.backgroundColor), 1);
		}
		return c;
	};
	const covers = (shape, at) => {
		const m = shape.getScreenCTM();
		return m && shape.isPointInFill(new DOMPoint(at.x, at.y).matrixTransform(m.inverse()));
	};
	class Unknown extends Error {}
	const paint = (element, below, at, text, shown, state) => {
		if (state.done) return below;
		if (element === text) state.done = true;
		const s = getComputedStyle(element);
		if (s.display === "none" || element.nodeName === "defs" || element.nodeName === "title" || element.nodeName === "desc" || element.nodeName === "style") return below;
		let c = below;
		if (element === text ? shown : element instanceof SVGGeometryElement && s.visibility === "visible" && s.fill !== "none" && covers(element, at)) {
			const fill = parse(s.fill);
			if (!fill) throw new Unknown();
			c = over(c, fill, +s.fillOpacity);
		} else if (element instanceof SVGImageElement || element instanceof SVGUseElement) {
			throw new Unknown();
		} else {
			for (const kid of element.children) c = paint(kid, c, at, text, shown, state);
		}
		return over(below, c, +s.opacity);
	};
	const light = c => {
		const part = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
		return 0.2126 * part(c.r) + 0.7152 * part(c.g) + 0.0722 * part(c.b);
	};
	const hex = c => "#" + [c.r, c.g, c.b].map(v => Math.round(v).toString(16).padStart(2, "0")).join("");
	return targets.map(target => {
		const text = document.querySelector(target), root = text && text.farthestViewportElement || text && text.closest("svg");
		if (!(text instanceof SVGElement) || !root) return null;
		const area = text.getBoundingClientRect(), at = { x: area.x + area.width / 2, y: area.y + area.height / 2 };
		const ground = page(root);
		if (!ground) return null;
		try {
			const back = paint(root, ground, at, text, false, {}), front = paint(root, ground, at, text, true, {});
			const [a, b] = [light(back), light(front)], ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
			const s = getComputedStyle(text), size = parseFloat(s.fontSize) * text.getScreenCTM().a;
			const enough = size >= 24 || size >= 18.66 && +s.fontWeight >= 700 ? 3 : 4.5;
			return ratio >= enough ? "" : "the contrast is " + ratio.toFixed(2) + " (" + hex(front) + " on " + hex(back) + "); " + enough + " is needed";
		} catch (e) {
			if (e instanceof Unknown) return null;
			throw e;
		}
	});
}`

// decideDrawn settles what axe-core leaves undecided about letters in drawings.
func (p *Page) decideDrawn(found []Finding) []Finding {
	p.t.Helper()
	var targets []string
	for _, f := range found {
		if f.unsureContrast() {
			targets = append(targets, f.Target)
		}
	}
	if len(targets) == 0 {
		return found
	}
	var said []*string // nil: undecided too; "": enough
	p.Eval("("+drawnContrast+")("+string(asJSON(targets))+")", &said)
	var left []Finding
	for _, f := range found {
		if f.unsureContrast() {
			answer := said[0]
			said = said[1:]
			switch {
			case answer == nil:
			case *answer == "":
				continue
			default:
				f.Certain, f.Text = true, *answer
			}
		}
		left = append(left, f)
	}
	return left
}

func (f Finding) unsureContrast() bool { return f.Rule == "color-contrast" && !f.Certain }
