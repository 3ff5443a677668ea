package workflows

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
)

// failpoint is nil in every real process: only tests set it, no subcommand reads it from anywhere.
var failpoint atomic.Pointer[func(name string) error]

// Failpoint marks a named place at which a test may stop the process or let the place fail. Without a hook it does
// nothing and returns nil.
func Failpoint(name string) error {
	hook := failpoint.Load()
	if hook == nil {
		return nil
	}
	return (*hook)(name)
}

// SetFailpoint installs the hook of a test; nil removes it.
func SetFailpoint(hook func(name string) error) {
	if hook == nil {
		failpoint.Store(nil)
		return
	}
	failpoint.Store(&hook)
}

// ErrFailpoint is what a place returns that a test made fail.
var ErrFailpoint = errors.New("failpoint")

// ParseFailpoints reads a hook from text, as a test hands it to a worker process: "NAME:ACTION,...", where ACTION is
// "kill" (kill -9 of this process), "kill@N" (when the place is passed for the Nth time), "error" (the place fails each
// time), or "error*N" (it fails N times).
func ParseFailpoints(text string) (func(name string) error, error) {
	type action struct {
		kill int // passages until the kill; 0: none
		left int // errors still to give; -1: without end
	}
	actions := map[string]*action{}
	for item := range strings.SplitSeq(text, ",") {
		name, verb, ok := strings.Cut(item, ":")
		a := &action{left: -1}
		switch {
		case !ok:
			return nil, fmt.Errorf("parse failpoint %q: want NAME:ACTION", item)
		case verb == "kill":
			a.kill = 1
		case verb == "error":
		default:
			_, kill := fmt.Sscanf(verb, "kill@%d", &a.kill)
			_, fail := fmt.Sscanf(verb, "error*%d", &a.left)
			if kill != nil && fail != nil {
				return nil, fmt.Errorf("parse failpoint %q: unknown action", item)
			}
		}
		actions[name] = a
	}
	var mu sync.Mutex
	return func(name string) error {
		mu.Lock()
		defer mu.Unlock()
		a := actions[name]
		switch {
		case a == nil || a.left == 0:
			return nil
		case a.kill > 1:
			a.kill--
			return nil
		case a.kill == 1:
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {} // the signal may take a moment; nothing may happen after this place
		}
		if a.left > 0 {
			a.left--
		}
		return fmt.Errorf("%w: %s", ErrFailpoint, name)
	}, nil
}
