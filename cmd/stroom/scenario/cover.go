package scenario

import (
	"fmt"
	"math"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"stroom/definitions/stroomschema"
	"stroom/workflows/simulate"
)

// cover adds to a run what its scenarios cover of each version of the folder that was played.
func (s *Shelf) cover(run *Run, trail []simulate.Passed) {
	var files []string
	for _, c := range s.compiled {
		if c.def != nil && filepath.Dir(c.file) == filepath.Clean(s.dir) && !slices.Contains(files, c.file) {
			files = append(files, c.file)
		}
	}
	slices.Sort(files)
	for _, file := range files {
		var sum *simulate.Coverage
		var def *stroomschema.Definition
		for _, c := range s.compiled {
			if c.file != file || c.def == nil {
				continue
			}
			if sum == nil {
				sum, def = simulate.NewCoverage(c.def), c.def
				sum.Passed(trail)
			}
			sum.Answered(c.def)
		}
		report := sum.Report()
		for _, part := range Parts(&report) {
			for i := range part.Gaps {
				part.Gaps[i].Place.File = s.path(part.Gaps[i].Place.File)
			}
		}
		run.Coverage = append(run.Coverage, report)
		run.Definitions = append(run.Definitions, def)
	}
}

// path is the path of a file that a definition knows by its own name: a part beside it.
func (s *Shelf) path(file string) string {
	if _, known := s.sources[file]; known {
		return file
	}
	return path.Join(filepath.ToSlash(s.dir), file)
}

// Part is one kind of thing of a Report with its name.
type Part struct {
	Name string
	*simulate.Covered
}

// Parts lists the parts of a report, in the order in which they are told.
func Parts(r *simulate.Report) []Part {
	return []Part{{"steps", &r.Steps}, {"arrows", &r.Arrows}, {"rules", &r.Rules}, {"conditions", &r.Conditions}}
}

// partNames are the names of Parts.
var partNames = []string{"steps", "arrows", "rules", "conditions"}

// Minimum is how much must be covered, in percent, by the name of a part. Parts that are not named have none.
type Minimum map[string]float64

// ParseMinimum reads "steps=100,arrows=100,rules=95".
// Errors: another name, a number outside 0 to 100, or a name twice.
func ParseMinimum(text string) (Minimum, error) {
	minimum := Minimum{}
	for _, item := range strings.Split(text, ",") {
		name, number, _ := strings.Cut(strings.TrimSpace(item), "=")
		percent, err := strconv.ParseFloat(number, 64)
		if _, twice := minimum[name]; twice || !slices.Contains(partNames, name) || err != nil || !(percent >= 0 && percent <= 100) {
			return nil, fmt.Errorf("%q is no minimum; write, for example, steps=100,arrows=100,rules=95 (of %s, each once, 0 to 100)", item, strings.Join(partNames, ", "))
		}
		minimum[name] = percent
	}
	return minimum, nil
}

// Missed lists what is covered less than it must be, one line for each.
func (m Minimum) Missed(reports []simulate.Report) []string {
	var missed []string
	for _, r := range reports {
		for _, p := range Parts(&r) {
			if least, ok := m[p.Name]; ok && p.Percent() < least {
				missed = append(missed, fmt.Sprintf("%s: %s covered for %s, below %s", r.Definition, p.Name, percent(p.Percent()), percent(least)))
			}
		}
	}
	return missed
}

// percent writes a percentage with one decimal, rounded down: what is below a minimum reads so.
func percent(p float64) string {
	return strconv.FormatFloat(math.Floor(p*10)/10, 'f', 1, 64) + "%"
}

// maxWords is how many letters of a name or condition the table of gaps shows: with its place it fits on a line of 100.
const maxWords = 62

// CoverageText writes a report as a table, and below it everything that is not covered, by the place in the file.
func CoverageText(r simulate.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "coverage of %s\n", r.Definition)
	for _, p := range Parts(&r) {
		fmt.Fprintf(&b, "  %-10s %5d of %-5d %7s\n", p.Name, p.Reached, p.Of, percent(p.Percent()))
	}
	for _, p := range Parts(&r) {
		file := ""
		for _, g := range p.Gaps {
			if g.Place.File != file {
				file = g.Place.File
				fmt.Fprintf(&b, "%s not covered, in %s\n", p.Name, file)
			}
			fmt.Fprintf(&b, "  %9s  %-15s %s\n", fmt.Sprintf("%d:%d", g.Place.Start.Line, g.Place.Start.Column), lacking(g.Lacks), gapWords(g))
		}
	}
	return b.String()
}

func lacking(lacks string) string {
	if strings.Contains(lacks, " or ") {
		return "never asked"
	}
	return "never " + lacks
}

func gapWords(g simulate.Gap) string {
	words := g.Words
	if g.Rule != "" {
		words = g.Rule + ": " + words
	}
	if runes := []rune(words); len(runes) > maxWords {
		words = string(runes[:maxWords]) + "..."
	}
	return words
}
