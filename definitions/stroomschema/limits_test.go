package stroomschema_test

import (
	"maps"
	"slices"
	"syscall"
	"time"
)

func sortedNames(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

// processorTime is what this process has used of the processor, which does not grow while other processes are served.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
