package server

import (
	"fmt"
	"strconv"

	"stroom/server/strict"
	"stroom/workflows/engine"
)

// maxVersion bounds version numbers, as the language does.
const maxVersion = 100_000

// fieldRule says whether a field of a body that has the right type also has a value that it takes.
type fieldRule struct {
	path string
	good bool
	want engine.Said // what it takes
}

// bounded says that a field takes a whole number.
func bounded(least, most int) engine.Said {
	return engine.Said{NL: fmt.Sprintf("Hier hoort een geheel getal van %d tot en met %d.", least, most),
		EN: fmt.Sprintf("This must be a whole number from %d to %d.", least, most)}
}

func bodyFaults(rules ...fieldRule) []strict.Fault {
	var faults []strict.Fault
	for _, r := range rules {
		if !r.good {
			faults = append(faults, strict.Fault{Path: r.path, Code: strict.BadValue, NL: r.want.NL, EN: r.want.EN})
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
