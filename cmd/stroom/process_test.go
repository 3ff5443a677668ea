package main

import (
	"bytes"
	"context"
	"database/sql"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"stroom/activities/store/pgtest"
	"stroom/server/browsertest"
)

// patience is how long a test waits for a process, on a machine that has much else to do.
const patience = 2 * time.Minute

// asProgram, set in the environment, makes the test binary be the program: so that tests can kill it.
const asProgram = "STROOMTEST_RUN_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(browsertest.Main(m))
}

// process is the program, running by itself.
type process struct {
	cmd    *exec.Cmd
	stdout *transcript
	stderr *transcript
	gone   chan struct{} // closed when it has ended
}

// spawn starts the program. It is killed when the test ends, if it runs still.
func spawn(t *testing.T, environment map[string]string, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(os.Args[0], args...), stdout: newTranscript(), stderr: newTranscript(), gone: make(chan struct{})}
	p.cmd.Env = []string{asProgram + "=1", "TZ=UTC", "HOME=" + t.TempDir(), "TMPDIR=" + t.TempDir()}
	for name, value := range environment {
		p.cmd.Env = append(p.cmd.Env, name+"="+value)
	}
	p.cmd.Stdout, p.cmd.Stderr = p.stdout, p.stderr
	p.cmd.SysProcAttr = endWithTest()
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _ = p.cmd.Wait(); close(p.gone) }() // how it ended stands in ProcessState
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill() // it may have ended
		<-p.gone
		if t.Failed() {
			t.Logf("stroom %s wrote\n%s\n%s", strings.Join(args, " "), p.stdout.last(1000), p.stderr.last(4000))
		}
	})
	return p
}

// kill ends it as a crash does.
func (p *process) kill(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	<-p.gone
}

// stop asks it to stop, and returns its exit code.
func (p *process) stop(t *testing.T) int {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.gone:
	case <-time.After(grace + 20*time.Second):
		t.Fatalf("stroom %s does not stop", strings.Join(p.cmd.Args[1:], " "))
	}
	return p.cmd.ProcessState.ExitCode()
}

// await waits until it has written a text, and returns all that it wrote.
func (p *process) await(t *testing.T, text string) string {
	t.Helper()
	all, ok := p.stdout.await(t.Context(), text, p.gone, patience)
	if !ok {
		t.Fatalf("stroom %s did not write %q; it wrote\n%s\n%s", strings.Join(p.cmd.Args[1:], " "), text, all, p.stderr.last(4000))
	}
	return all
}

// program runs the program to its end.
func program(t *testing.T, environment map[string]string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	p := spawn(t, environment, args...)
	select {
	case <-p.gone:
	case <-time.After(patience):
		t.Fatalf("stroom %s does not end", strings.Join(args, " "))
	}
	return p.cmd.ProcessState.ExitCode(), p.stdout.String(), p.stderr.String()
}

// transcript is what a process writes, for readers that wait for it.
type transcript struct {
	mu      sync.Mutex
	text    bytes.Buffer
	changed chan struct{} // closed, and made anew, at each write
}

var _ io.Writer = (*transcript)(nil)

func newTranscript() *transcript { return &transcript{changed: make(chan struct{})} }

func (w *transcript) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.changed)
	w.changed = make(chan struct{})
	return w.text.Write(p)
}

func (w *transcript) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

// last returns at most n bytes from the end.
func (w *transcript) last(n int) string {
	all := w.String()
	return all[max(0, len(all)-n):]
}

// await waits until a text has been written; false if the writer ends or the time passes before.
func (w *transcript) await(ctx context.Context, text string, gone <-chan struct{}, patience time.Duration) (string, bool) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		w.mu.Lock()
		all, changed := w.text.String(), w.changed
		w.mu.Unlock()
		if strings.Contains(all, text) {
			return all, true
		}
		select {
		case <-changed:
		case <-gone:
			all := w.String()
			return all, strings.Contains(all, text)
		case <-ctx.Done():
			return all, false
		}
	}
}

// freePort returns a port of this machine that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

func text(n uint64) string { return strconv.FormatUint(n, 10) }

// makeDatabase makes an empty database on a server of the test's own, and returns its address.
func makeDatabase(t *testing.T, s *pgtest.Server, name string) string {
	t.Helper()
	db, err := sql.Open("pgx", s.Address("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	return s.Address(name)
}
