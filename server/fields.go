package server

import (
	"strconv"

	"stroom/server/strict"
)

// maxVersion bounds version numbers, as the language does.
const maxVersion = 100_000

// fieldRule says whether a field of a body that has the right type also has a value that it takes.
type fieldRule struct {
	path string
	good bool
}

func bodyFaults(rules ...fieldRule) []strict.Fault {
	var faults []strict.Fault
	for _, r := range rules {
		if !r.good {
			faults = append(faults, strict.Fault{Path: r.path, Code: strict.BadValue, NL: "Deze waarde kan hier niet.", EN: "This value cannot be used here."})
		}
	}
	return faults
}

// set puts a choice of the body where the choices of the address stand.
func (q *query) set(name, value string) {
	if value != "" {
		q.texts[name] = value
	}
}

func seqText(seq uint64) string { return strconv.FormatUint(seq, 10) }

// seqOf reads back what seqText wrote; the cursor around it was sealed.
func seqOf(text string) uint64 {
	seq, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0
	}
	return seq
}
