package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestSheetIsWhatSpreadsheetsRead(t *testing.T) {
	t.Parallel()
	var s Sheet
	s.Line("wanneer", "wie", "wat")
	s.Line("di 3 mrt 2026", `Anna "de" Vries; west`, "één\r\ntwee")
	const want = "\ufeffwanneer;wie;wat\r\ndi 3 mrt 2026;\"Anna \"\"de\"\" Vries; west\";één  twee\r\n"
	if got := string(s.Bytes()); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// Nothing that somebody typed becomes a formula in the hands of who opens the file, and numbers stay numbers.
func TestNoCellIsAFormula(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`=cmd|' /C calc'!A0`: `'=cmd|' /C calc'!A0`, "+31 6": "'+31 6", "-1+2": "'-1+2", "@SUM(A1)": "'@SUM(A1)", "＝1": "'＝1",
		"\t=1": "'=1", "\r\n=1": "'=1", "\u2028=1": "'=1", " =1": "'=1", "|x": "'|x", "\ufeff=1": "'=1",
		"-12": "-12", "-1,5": "-1,5", "3": "3", "a=b": "a=b", "": "", "=HYPERLINK(\"http://x\";\"y\")": `"'=HYPERLINK(""http://x"";""y"")"`,
	} {
		if got := cell(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

// chained is a sheet of three lines, and its file.
func chained() *Sheet {
	s := Chained()
	s.Line("wanneer", "wie", "stempel")
	s.Line("gisteren", "Anna; west")
	s.Line("vandaag", "=Bob")
	return s
}

func TestChainedSheetIsChecked(t *testing.T) {
	t.Parallel()
	s := chained()
	stamp, lines, err := Check(s.Bytes())
	if err != nil || lines != 3 || stamp != s.Stamp() || len(stamp) != 64 {
		t.Errorf("%q %d %v", stamp, lines, err)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(s.Bytes(), []byte(mark))))
	r.Comma, r.FieldsPerRecord = ';', -1
	rows, err := r.ReadAll()
	if err != nil || len(rows) != 3 || !slices.Equal(rows[1][:2], []string{"gisteren", "Anna; west"}) || rows[2][2] != stamp {
		t.Errorf("%v %v", rows, err)
	}
	// printf 'wanneer;wie;stempel' | sha256sum
	if rows[0][3] != "90f81f89110784235c9da7253aca88ce5699f279e7d57b5182ccc87bfd316843" {
		t.Errorf("the first stamp is %s", rows[0][3])
	}
}

// Whatever is changed, removed, swapped or added is found; what is cut off at the end has another last stamp.
func TestChangedSheetsAreFound(t *testing.T) {
	t.Parallel()
	s := chained()
	file := s.Bytes()
	for i := range file {
		for _, put := range []byte{file[i] ^ 1, ';', '\n'} {
			other := slices.Clone(file)
			other[i] = put
			if bytes.Equal(other, file) {
				continue
			}
			if stamp, _, err := Check(other); err == nil {
				t.Errorf("byte %d became %q: nothing was found, stamp %s", i, put, stamp)
			}
		}
	}
	lines := strings.SplitAfter(string(file), "\r\n")
	for name, other := range map[string]string{
		"removed": lines[0] + lines[2], "swapped": lines[0] + lines[2] + lines[1], "twice": lines[0] + lines[1] + lines[1] + lines[2],
		"added": string(file) + "x;y\r\n", "half": string(file[:len(file)-2]), "text": "hello",
	} {
		var broken *Broken
		if _, _, err := Check([]byte(other)); !errors.As(err, &broken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if stamp, _, err := Check([]byte(lines[0] + lines[1])); err != nil || stamp == s.Stamp() {
		t.Errorf("what is cut off has the stamp of the whole: %v", err)
	}
}
