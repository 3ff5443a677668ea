package ui

import (
	"bytes"
	"embed"
	"errors"
	"html/template"
	"io"
)

// MaxPage is how many bytes a page may have before it is packed.
const MaxPage = 4 << 20

var errPageSize = errors.New("render: the page is over 4 MiB")

//go:embed templates
var sources embed.FS

// Page is a page that can be written.
type Page interface {
	Render(w io.Writer) error
}

// parse makes the template of one page: the frame, the pieces that pages share, and its own body.
func parse(name string) *template.Template {
	t := template.New("frame").Funcs(template.FuncMap{"asset": AssetURL})
	return template.Must(t.ParseFS(sources, "templates/frame.html", "templates/piece_*.html", "templates/"+name+".html"))
}

// render writes a page whole or not at all.
func render(w io.Writer, t *template.Template, page any) error {
	var out bytes.Buffer
	if err := t.ExecuteTemplate(&out, "frame", page); err != nil {
		return err
	}
	if out.Len() > MaxPage {
		return errPageSize
	}
	_, err := w.Write(out.Bytes())
	return err
}
