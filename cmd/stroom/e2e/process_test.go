package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"

	"go.temporal.io/sdk/worker"

	"stroom/activities"
	"stroom/cmd/stroom/embedded"
	"stroom/workflows"
)

// A process of a test is this test binary with processEnv set.
const (
	processEnv = "STROOM_E2E_PROCESS"
	placeEnv   = "STROOM_E2E_PLACE"
	fileEnv    = "STROOM_E2E_FILE"
	portEnv    = "STROOM_E2E_PORT"
)

var processes = map[string]func(){"worker": workerProcess, "temporal": temporalProcess}

// process is another process of the test.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
}

// launch starts a process and waits until it says that it is ready. It ends with the test, or when this process dies.
func launch(t testing.TB, kind string, env ...string) *process {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), append(env, processEnv+"="+kind)...)
	cmd.Stderr = os.Stderr
	if _, err := cmd.StdinPipe(); err != nil { // closed when this process dies
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: cmd, done: make(chan struct{})}
	line, readErr := bufio.NewReader(out).ReadString('\n')
	go func() {
		_ = cmd.Wait()
		close(p.done)
	}()
	t.Cleanup(p.kill)
	if readErr != nil {
		t.Fatalf("%s process: %q, %v", kind, line, readErr)
	}
	return p
}

// kill is kill -9.
func (p *process) kill() {
	_ = p.cmd.Process.Signal(syscall.SIGKILL)
	<-p.done
}

// died waits until the process has killed itself.
func (p *process) died(t testing.TB) {
	t.Helper()
	select {
	case <-p.done:
	case <-time.After(30 * time.Second):
		t.Fatal("the process did not reach its failpoint")
	}
	if status, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
		t.Fatalf("the process ended by itself: %v", p.cmd.ProcessState)
	}
}

// workProcess runs a worker as a process, with failpoints.
func (h *house) workProcess(failpoints string) *process {
	h.t.Helper()
	p := h.place
	p.Failpoints = failpoints
	text, err := json.Marshal(p)
	if err != nil {
		h.t.Fatal(err)
	}
	return launch(h.t, "worker", placeEnv+"="+string(text))
}

// ready tells the parent, and ends this process when the parent has died.
func ready() {
	fmt.Println("ready")
	_, _ = io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}

func give(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func workerProcess() {
	var p place
	if err := json.Unmarshal([]byte(os.Getenv(placeEnv)), &p); err != nil {
		give(err)
	}
	if p.Failpoints != "" {
		hook, err := workflows.ParseFailpoints(p.Failpoints)
		if err != nil {
			give(err)
		}
		workflows.SetFailpoint(hook)
	}
	if p.Forgetful {
		worker.SetStickyWorkflowCacheSize(0)
	}
	w, err := p.worker()
	if err != nil {
		give(err)
	}
	if err := w.Start(); err != nil {
		give(err)
	}
	ready()
}

func (p place) worker() (worker.Worker, error) {
	s, err := p.open(context.Background())
	if err != nil {
		return nil, err
	}
	c, err := workflows.Dial(workflows.DialOptions{Address: p.Temporal, Namespace: embedded.Namespace, Logger: logger()})
	if err != nil {
		return nil, err
	}
	w, err := workflows.NewWorker(c, p.Queue, workflows.WorkerOptions{Build: "test", DeadlockTimeout: 10 * time.Second})
	if err != nil {
		return nil, err
	}
	activities.New(s, s).Register(w)
	return w, nil
}

func temporalProcess() {
	port, err := strconv.Atoi(os.Getenv(portEnv))
	if err != nil {
		give(err)
	}
	if _, err := embedded.Start(context.Background(), embedded.Config{SQLiteFile: os.Getenv(fileEnv), Port: port}); err != nil {
		give(err)
	}
	ready()
}
