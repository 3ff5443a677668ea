package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"stroom/activities"
	"stroom/activities/store"
	"stroom/workflows"
)

// doomedEnv makes the test binary a process that records two events and is killed at a place of the second. Its value is
// the place; the database follows.
const (
	doomedEnv   = "STROOM_TEST_DOOMED"
	dialectEnv  = "STROOM_TEST_DIALECT"
	addressEnv  = "STROOM_TEST_ADDRESS"
	afterCommit = "after-record" // behind Record, before anybody hears of it
)

func doomed(place string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, store.Options{
		Dialect: store.Dialect(os.Getenv(dialectEnv)), Address: os.Getenv(addressEnv), SubjectKey: subjectKey, Build: "doomed",
	})
	if err != nil {
		return err
	}
	first, second := twoEvents()
	if _, err := s.Record(ctx, first); err != nil {
		return err
	}
	workflows.SetFailpoint(func(name string) error {
		if name == place {
			return errors.Join(syscall.Kill(os.Getpid(), syscall.SIGKILL), errors.New("still alive"))
		}
		return nil
	})
	if _, err := s.Record(ctx, second); err != nil {
		return err
	}
	if place == afterCommit {
		return syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}
	return fmt.Errorf("place %s was not passed", place)
}

func twoEvents() (first, second activities.Record) {
	tale := newStory("t-1")
	first = tale.event("e-1", 2)
	tale.goOn(first)
	return first, tale.event("e-2", 3)
}

// A process is killed with signal 9 inside the transaction, or behind its commit: what was acknowledged is there, half a
// transaction is not, and whoever comes next records again without doubling anything.
func TestKilledProcess(t *testing.T) {
	t.Parallel()
	for _, dialect := range []store.Dialect{store.SQLite, store.Postgres} {
		for _, place := range []string{workflows.InTransaction, afterCommit} {
			t.Run(string(dialect)+"/"+place, func(t *testing.T) {
				t.Parallel()
				ctx := context.Background()
				o := options(t, dialect)
				s := open(t, o)
				cmd := exec.Command(os.Args[0], "-test.run=^$")
				cmd.Env = append(os.Environ(), doomedEnv+"="+place, dialectEnv+"="+string(dialect), addressEnv+"="+o.Address)
				out, err := cmd.CombinedOutput()
				var ended *exec.ExitError
				if !errors.As(err, &ended) || ended.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
					t.Fatalf("the process ended with %v: %s", err, out)
				}
				first, second := twoEvents()
				stood := place == afterCommit
				got, err := s.Record(ctx, second)
				if err != nil {
					t.Fatal(err)
				}
				want := activities.Standing{Event: "e-2", Digest: second.Taken[0].Event.Digest, Entries: second.Taken[0].Entries, Adopted: stood}
				wantSame(t, "second event", got, want)
				again, err := s.Record(ctx, first)
				if err != nil || !again.Adopted {
					t.Errorf("first event: %+v, %v", again, err)
				}
				wantCounts(t, s, map[string]int{"journal": 5, "events": 2, "audit": 2, "tasks": 1, "audience": 2})
			})
		}
	}
}
