package scenario_test

import (
	"encoding/xml"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"stroom/cmd/stroom/scenario"
)

func TestJUnit(t *testing.T) {
	t.Parallel()
	run := play(t, scenario.Options{}, street)
	report, err := run.JUnit()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "junit.xml", string(report))
	if faults := againstSchema(report); faults != "" {
		t.Error(faults)
	}
}

// A hostile title stays text.
func TestJUnitOfOddNames(t *testing.T) {
	t.Parallel()
	run := scenario.Run{Scenarios: []scenario.Played{
		{File: "a/s/1.yaml", Folder: "a", Title: "<&\"'>\x00\x1b[2J ]]> é", Passed: true},
		{File: "b.c/s/1.yaml", Folder: "b.c", Passed: true},
	}}
	report, err := run.JUnit()
	if err != nil {
		t.Fatal(err)
	}
	if faults := againstSchema(report); faults != "" {
		t.Errorf("%s\n%s", faults, report)
	}
}

// junit10 is the shape of the schema "junit-10" of Jenkins' xUnit plugin, as far as the report uses it: what may stand in an
// element, the attributes that it must have and those that it may have.
var junit10 = map[string]struct{ in, must, may []string }{
	"testsuites": {[]string{"testsuite"}, nil, []string{"name", "time", "tests", "failures", "errors", "disabled"}},
	"testsuite":  {[]string{"properties", "testcase", "system-out", "system-err"}, []string{"name", "tests"}, []string{"failures", "errors", "time", "disabled", "skipped", "timestamp", "hostname", "id", "package", "file"}},
	"testcase":   {[]string{"skipped", "error", "failure", "system-out", "system-err"}, []string{"name"}, []string{"assertions", "time", "classname", "status", "class", "file", "line"}},
	"failure":    {nil, nil, []string{"type", "message"}},
	"error":      {nil, nil, []string{"type", "message"}},
}

// againstSchema says what in a report the schema does not allow, and which of its sums is wrong.
func againstSchema(report []byte) string {
	var faults []string
	decoder := xml.NewDecoder(strings.NewReader(string(report)))
	var path []string
	counted := map[string]int{}
	want := map[string]int{}
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err.Error()
		}
		switch e := token.(type) {
		case xml.StartElement:
			name := e.Name.Local
			shape, known := junit10[name]
			if !known || len(path) == 0 && name != "testsuites" || len(path) > 0 && !slices.Contains(junit10[path[len(path)-1]].in, name) {
				faults = append(faults, name+" stands in "+strings.Join(path, " "))
			}
			given := map[string]string{}
			for _, a := range e.Attr {
				given[a.Name.Local] = a.Value
				if !slices.Contains(shape.must, a.Name.Local) && !slices.Contains(shape.may, a.Name.Local) {
					faults = append(faults, name+" has "+a.Name.Local)
				}
			}
			for _, must := range shape.must {
				if given[must] == "" {
					faults = append(faults, name+" lacks "+must)
				}
			}
			counted[name]++
			if name == "testsuites" {
				for sum, of := range map[string]string{"tests": "testcase", "failures": "failure", "errors": "error"} {
					n, err := strconv.Atoi(given[sum])
					if err != nil {
						faults = append(faults, sum+" is no number")
					}
					want[of] = n
				}
			}
			path = append(path, name)
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			if len(strings.TrimSpace(string(e))) > 0 && path[len(path)-1] != "failure" && path[len(path)-1] != "error" {
				faults = append(faults, "text in "+strings.Join(path, " "))
			}
		}
	}
	for of, n := range want {
		if counted[of] != n {
			faults = append(faults, of+": "+strconv.Itoa(counted[of])+", told "+strconv.Itoa(n))
		}
	}
	return strings.Join(faults, "\n")
}

// The check of the shape finds faults.
func TestSchemaFindsFaults(t *testing.T) {
	t.Parallel()
	for report, want := range map[string]string{
		`<testsuites tests="0" failures="0" errors="0"><testcase name="a"/></testsuites>`:                        "testcase stands in testsuites",
		`<testsuites tests="0" failures="0" errors="0" speed="9"></testsuites>`:                                  "testsuites has speed",
		`<testsuites tests="1" failures="0" errors="0"><testsuite name="a" tests="1"></testsuite></testsuites>`:  "testcase: 0, told 1",
		`<testsuites tests="0" failures="0" errors="0"><testsuite tests="0">x</testsuite></testsuites>`:          "testsuite lacks name",
		`<testsuites tests="0" failures="0" errors="0"><testsuite name="a" tests="0">x</testsuite></testsuites>`: "text in testsuites testsuite",
		`<testsuites tests="0" failures="0" errors="0"><testsuite name="a" tests="0"></testsuites>`:              "XML syntax error",
		`<testsuites tests="no" failures="0" errors="0"></testsuites>`:                                           "tests is no number",
	} {
		if got := againstSchema([]byte(report)); !strings.Contains(got, want) {
			t.Errorf("%s\ngives %q, want %q", report, got, want)
		}
	}
}
