package schema_test

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"stroom/definitions/stroomschema"
)

// Why no schema can see what a code is about.
const (
	byYAML     = "a reader of YAML refuses the file, or never shows it to a schema"
	byLetters  = "a schema sees values, not the letters that they were written with"
	bySize     = "a schema counts the items of one list, not what a file holds together"
	byFiles    = "a schema sees one file"
	byNames    = "a schema looks no names up"
	byTypes    = "a schema compares no types"
	byReading  = "a schema reads no conditions and no texts"
	byGraph    = "a schema follows no arrows"
	byMeaning  = "a schema does not know what an action does, or who may see what"
	byCalendar = "a schema counts no days"
	byTime     = "a schema compares no moments"
	byPlace    = "the grammar says what stands at a place, not that it must stand at one of many"
)

// seen are the codes, and cases of codes, that a schema must see.
var seen = strings.Fields("SS005 SS008 SS101 SS102 SS103 SS104 SS105 SS107 SS110 SS210 SS405-rule SS407 SS412 SS413 SS420-if SS601 SS603 SS701 SS903")

// blind are the codes, and cases of codes, that none can see, with the reason.
var blind = map[string]string{
	"SS001": byYAML, "SS004": byYAML, "SS006": byYAML, "SS007": byYAML, "SS009": byYAML,
	"SS003": byLetters,
	"SS002": bySize, "SS108": bySize,
	"SS109": byFiles, "SS903-definition": byFiles,
	"SS106": byNames, "SS201": byNames, "SS202": byNames, "SS205": byNames, "SS206": byNames, "SS419": byNames, "SS501": byNames, "SS801": byNames,
	"SS802": byNames, "SS803": byNames, "SS804": byNames, "SS417": byNames, "SS420": byNames,
	"SS203": byTypes, "SS204": byTypes, "SS207": byTypes, "SS208": byTypes, "SS211": byTypes,
	"SS209": byReading, "SS301": byReading, "SS302": byReading, "SS303": byReading, "SS304": byReading, "SS305": byReading, "SS306": byReading,
	"SS307": byReading, "SS308": byReading, "SS309": byReading, "SS310": byReading, "SS311": byReading, "SS312": byReading, "SS313": byReading,
	"SS314": byReading, "SS315": byReading, "SS405": byReading, "SS406": byReading, "SS408": byReading,
	"SS401": byGraph, "SS402": byGraph, "SS403": byGraph, "SS409": byGraph, "SS410": byGraph, "SS411": byGraph, "SS414": byGraph, "SS416": byGraph, "SS418": byGraph, "SS412-list": byGraph,
	"SS404": byMeaning, "SS415": byMeaning, "SS502": byMeaning, "SS503": byMeaning, "SS504": byMeaning, "SS505": byMeaning, "SS702": byMeaning,
	"SS703": byMeaning, "SS704": byMeaning, "SS705": byMeaning, "SS706": byMeaning,
	"SS602": byCalendar, "SS604": byCalendar,
	"SS902": byTime,
	"SS901": byPlace,
}

// TestWrongFiles holds that a schema sees every code of the checker that a schema can see, in each case that we have of it;
// and that it has nothing against the others, so that their reasons stay true.
func TestWrongFiles(t *testing.T) {
	t.Parallel()
	schemas := compiled(t)
	used := map[string]bool{}
	for _, file := range files(t, "../stroomschema/testdata/check/*.bad.yaml") {
		text := read(t, file)
		name := strings.TrimSuffix(filepath.Base(file), ".bad.yaml")
		code, _, _ := strings.Cut(name, "-")
		entry := code
		if listed(name) {
			entry = name
		}
		used[entry] = true
		documents, readable := all(t, text)
		refused := error(nil)
		for _, d := range documents {
			refused = errors.Join(refused, schemas[kindOf(text)].Validate(d))
		}
		_, isBlind := blind[entry]
		switch {
		case !listed(entry):
			t.Errorf("%s: nothing is said about %s", file, code)
		case !isBlind && readable && refused == nil:
			t.Errorf("%s: the schema does not see %s", file, entry)
		case isBlind && refused != nil && entry != "SS002": // lists in lists, where a text belongs
			t.Errorf("%s: the schema sees what it is said not to see:\n%v", file, refused)
		case entry == "SS001" && readable:
			t.Errorf("%s: YAML reads it", file)
		}
	}
	for _, page := range stroomschema.Codes() {
		if !listed(page.Code) {
			t.Errorf("nothing is said about %s", page.Code)
		}
	}
	for _, entry := range seen {
		if !used[entry] {
			t.Errorf("there is no case of %s", entry)
		}
		if blind[entry] != "" {
			t.Errorf("%s is both seen and not", entry)
		}
	}
}

func listed(entry string) bool {
	if blind[entry] != "" {
		return true
	}
	for _, s := range seen {
		if s == entry {
			return true
		}
	}
	return false
}

// all reads every document of a file; readable is false when YAML reads it not to the end.
func all(t *testing.T, text []byte) (documents []any, readable bool) {
	t.Helper()
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var document yaml.Node
		switch err := decoder.Decode(&document); {
		case errors.Is(err, io.EOF):
			return documents, len(documents) > 0
		case err != nil:
			return documents, false
		}
		documents = append(documents, plain(t, document.Content[0]))
	}
}
