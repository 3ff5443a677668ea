package diagram

import "strings"

// Page writes a page that stands by itself: the drawing, and beside it the list with the same content. A box of the drawing
// leads to its entry in the list.
func (d *Drawing) Page() []byte {
	c := d.Chart
	toList := Options{NoStyle: true, Link: func(n *Node) string {
		if n.Kind == Whole {
			return "#" + n.ID
		}
		return "#list." + n.ID
	}}
	toDrawing := Options{Link: func(n *Node) string { return "#" + n.ID }}
	title := esc(c.Title + ", " + c.say(sayVersion, c.Version))
	var b strings.Builder
	b.WriteString("<!doctype html>\n<html lang=\"" + c.Lang + "\">\n<head>\n<meta charset=\"utf-8\">\n")
	b.WriteString("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")
	b.WriteString("<title>" + title + "</title>\n<style>" + CSS() + pageRules + "</style>\n</head>\n<body>\n<main>\n<h1>" + title + "</h1>\n")
	b.WriteString("<h2>" + esc(c.say(sayPicture)) + "</h2>\n<div class=\"picture\" tabindex=\"0\" role=\"region\" aria-label=\"" + esc(c.say(sayPicture)) + "\">\n")
	b.Write(d.SVG(toList))
	b.WriteString("</div>\n<h2>" + esc(c.say(sayInWords)) + "</h2>\n")
	b.Write(c.ListHTML(toDrawing))
	b.WriteString("</main>\n</body>\n</html>\n")
	return []byte(b.String())
}

const pageRules = `body{font-family:Arial,Helvetica,"Liberation Sans",Arimo,sans-serif;line-height:1.5;margin:0;padding:1rem;background:Canvas;color:CanvasText}
.picture{overflow:auto;max-width:100%}.sd-list{max-width:60rem}.sd-list li{margin:.2rem 0}.sd-list>li{margin-top:1.5rem}
`
