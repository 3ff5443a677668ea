package browsertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
)

// errMissing is a program that this machine lacks, or a network.
var errMissing = errors.New("not on this machine")

// shared is what the tests of one test binary have together.
var shared struct {
	inUse   bool
	folder  string
	browser struct {
		once   sync.Once
		ctx    context.Context
		cancel func()
		err    error
	}
	sync.Mutex
	installed map[string]installed
}

type installed struct {
	modules Modules
	err     error
}

// Main runs the tests of a package with one browser and one folder of packages: os.Exit(browsertest.Main(m)).
func Main(m *testing.M) int {
	folder, err := os.MkdirTemp("", "browsertest-")
	if err != nil {
		fmt.Fprintln(os.Stderr, "browsertest:", err)
		return 1
	}
	shared.inUse, shared.folder, shared.installed = true, folder, map[string]installed{}
	code := m.Run()
	if shared.browser.cancel != nil {
		shared.browser.cancel()
	}
	if err := os.RemoveAll(folder); err != nil {
		fmt.Fprintln(os.Stderr, "browsertest:", err)
		return max(code, 1)
	}
	return code
}

// used stops a test whose package has no TestMain that calls Main.
func used(t testing.TB) {
	t.Helper()
	if !shared.inUse {
		t.Fatal("call browsertest.Main in a TestMain of this package")
	}
}

// giveUp skips the test if something is missing, unless that is a fault of the machine.
func giveUp(t testing.TB, err error) {
	t.Helper()
	if errors.Is(err, errMissing) && os.Getenv("CI") != "true" {
		t.Skip("no browser test here:", err)
	}
	t.Fatal("browser test:", err)
}
