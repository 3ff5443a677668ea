package scenario

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
)

// The elements of JUnit's report, as the readers of the common build servers take it (the schema "junit-10" of Jenkins' xUnit
// plugin). There are no times in it: a scenario runs on a clock of its own, and the same files give the same report.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name      string        `xml:"name,attr"`
		ClassName string        `xml:"classname,attr"`
		File      string        `xml:"file,attr"`
		Failure   *junitTrouble `xml:"failure"`
		Error     *junitTrouble `xml:"error"`
	}
	junitTrouble struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",cdata"` // printable, so that it is valid
	}
)

// JUnit writes the run as JUnit XML: a suite for each folder, a case for each scenario. A scenario whose expectations are not
// met has a failure with its stories; one that could not be played has an error with the findings.
func (r Run) JUnit() ([]byte, error) {
	all := junitSuites{Name: "stroom test"}
	for _, p := range r.Scenarios {
		if n := len(all.Suites); n == 0 || all.Suites[n-1].Name != p.Folder {
			all.Suites = append(all.Suites, junitSuite{Name: p.Folder})
		}
		suite := &all.Suites[len(all.Suites)-1]
		suite.add(p)
	}
	for _, s := range all.Suites {
		all.Tests, all.Failures, all.Errors = all.Tests+s.Tests, all.Failures+s.Failures, all.Errors+s.Errors
	}
	body, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write JUnit XML: %w", err)
	}
	return bytes.Join([][]byte{[]byte(xml.Header), body, []byte("\n")}, nil), nil
}

func (s *junitSuite) add(p Played) {
	one := junitCase{Name: p.Title, ClassName: strings.ReplaceAll(p.Folder, ".", "_"), File: p.File}
	if one.Name == "" {
		one.Name = p.File
	}
	s.Tests++
	switch {
	case len(p.Findings) > 0:
		s.Errors++
		first := p.Findings[0]
		one.Error = &junitTrouble{Message: first.Subject.String() + ": " + first.Summary, Type: first.Code, Text: "\n" + p.text}
	case !p.Passed:
		s.Failures++
		first := p.Failures[0]
		one.Failure = &junitTrouble{
			Message: fmt.Sprintf("%s: expected %s, found %s", first.What, first.Expected, first.Actual),
			Type:    "expectation", Text: "\n" + strings.Join(p.stories, "\n\n") + "\n",
		}
	}
	s.Cases = append(s.Cases, one)
}
