package browsertest

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// The sets of packages, each a folder under npm/.
const (
	SetAxe     = "axe"     // axe-core
	SetBPMN    = "bpmn"    // bpmn-js and bpmn-moddle
	SetEditor  = "editor"  // yaml-language-server
	SetMermaid = "mermaid" // mermaid
)

//go:embed npm
var locks embed.FS

// How long fetching a set of packages, and a program, may take.
const (
	InstallTime = 5 * time.Minute
	NodeTime    = 2 * time.Minute
)

// nodeMemory is what a program in node may use, in MiB.
const nodeMemory = "1024"

// Modules are the packages of one set in a folder.
type Modules struct{ folder string }

// Install brings a set of packages into a temporary folder, once for all tests of a package. Registry and proxy are those of
// npm's own configuration.
func Install(t testing.TB, set string) Modules {
	t.Helper()
	used(t)
	shared.Lock()
	defer shared.Unlock()
	done, ok := shared.installed[set]
	if !ok {
		done.modules, done.err = install(t.Context(), set, filepath.Join(shared.folder, set))
		shared.installed[set] = done
	}
	if done.err != nil {
		giveUp(t, done.err)
	}
	return done.modules
}

func install(ctx context.Context, set, folder string) (Modules, error) {
	for _, program := range []string{"npm", "node"} {
		if _, err := exec.LookPath(program); err != nil {
			return Modules{}, fmt.Errorf("%w: %s", errMissing, program)
		}
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return Modules{}, err
	}
	for _, name := range []string{"package.json", "package-lock.json"} {
		text, err := locks.ReadFile("npm/" + set + "/" + name)
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, name), text, 0o644)
		}
		if err != nil {
			return Modules{}, fmt.Errorf("set %s: %w", set, err)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, InstallTime)
	defer cancel()
	cmd := command(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
	cmd.Dir = folder
	if out, err := cmd.CombinedOutput(); err != nil {
		return Modules{}, fmt.Errorf("%w: the npm packages of %s cannot be fetched: %v\n%s", errMissing, set, err, bytes.TrimSpace(out))
	}
	return Modules{folder}, nil
}

// FS is the folder of the packages: "bpmn-js/dist/...".
func (m Modules) FS() fs.FS { return os.DirFS(filepath.Join(m.folder, "node_modules")) }

// Path is where a file of a package is on this machine, for other programs.
func (m Modules) Path(name string) string {
	return filepath.Join(m.folder, "node_modules", filepath.FromSlash(name))
}

// File returns a file of a package.
func (m Modules) File(t testing.TB, name string) []byte {
	t.Helper()
	text, err := fs.ReadFile(m.FS(), name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Node runs a program, the text of an ES module that may import the packages, and returns what it writes. It is given stdin.
// The test fails if the program fails.
func (m Modules) Node(t testing.TB, program string, stdin []byte) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), NodeTime)
	defer cancel()
	cmd := command(ctx, "node", "--max-old-space-size="+nodeMemory, "--input-type=module", "--eval", program)
	cmd.Dir, cmd.Stdin = m.folder, bytes.NewReader(stdin)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("node: %v\n%s", err, said.Bytes())
	}
	return out.Bytes()
}

// Program runs a program of this machine and returns what it writes. The test is skipped where the program is not, or fails
// there when CI=true; it fails when the program fails.
func Program(t testing.TB, name string, args ...string) []byte {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		giveUp(t, fmt.Errorf("%w: %s", errMissing, name))
	}
	ctx, cancel := context.WithTimeout(t.Context(), NodeTime)
	defer cancel()
	out, err := command(ctx, name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return out
}

// command makes a program end with the context, with all that it has started, and with this process.
func command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	endTogether(cmd)
	cmd.WaitDelay = 5 * time.Second // for what keeps its output open
	return cmd
}
