package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	startTimeout = 30 * time.Second
	stopTimeout  = 30 * time.Second
	portTries    = 5
)

var errMissing = errors.New("initdb and postgres are neither on PATH nor in a usual folder")

// usualFolders hold Postgres where it is not on PATH.
var usualFolders = []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin"}

// Server is a Postgres server with its files.
type Server struct {
	bin    string
	folder string
	port   int
	as     *syscall.Credential // nil: as ourselves
	cmd    *exec.Cmd
	gone   chan error
	log    bytes.Buffer
}

// Address returns the address of a database of the server.
func (s *Server) Address(database string) string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s?sslmode=disable", s.port, database)
}

func start() (*Server, error) {
	bin, err := find()
	if err != nil {
		return nil, err
	}
	as, err := credential()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "pgtest-")
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, folder: folder, as: as}
	if err := s.create(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	return s, nil
}

// create makes the files of the server and starts it on a free port. Another process may take the port between looking
// and listening, hence the tries.
func (s *Server) create() error {
	if s.as != nil {
		if err := os.Chown(s.folder, int(s.as.Uid), int(s.as.Gid)); err != nil {
			return err
		}
	}
	initdb := s.command("initdb", "--pgdata", s.data(), "--username", "postgres", "--auth", "trust",
		"--encoding", "UTF8", "--locale", "C", "--no-sync")
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	var err error
	for range portTries {
		if s.port, err = freePort(); err != nil {
			return err
		}
		if err = s.Start(); err == nil {
			return nil
		}
	}
	return err
}

// Start starts a server that was stopped, on the same port, and returns when it answers.
func (s *Server) Start() error {
	s.log.Reset()
	s.cmd = s.command("postgres", "-D", s.data(), "-p", strconv.Itoa(s.port), "-c", "listen_addresses=127.0.0.1",
		"-c", "unix_socket_directories=", "-c", "max_connections=200", "-c", "shared_buffers=128MB")
	s.cmd.Stdout, s.cmd.Stderr = &s.log, &s.log
	s.gone = make(chan error, 1)
	started := make(chan error)
	go func() {
		// The signal that ends the server with this process is tied to the thread that started it.
		runtime.LockOSThread()
		err := s.cmd.Start()
		started <- err
		if err == nil {
			s.gone <- s.cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return err
	}
	return s.wait()
}

func (s *Server) wait() error {
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := pgx.Connect(ctx, s.Address("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case gone := <-s.gone:
			s.cmd = nil
			return fmt.Errorf("postgres ended: %w: %s", gone, s.log.String())
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("postgres does not answer: %w", err), s.Kill())
		case <-tick.C:
		}
	}
}

// Stop ends the server in good order, without waiting for its clients.
func (s *Server) Stop() error { return s.signal(syscall.SIGINT) }

// Kill ends the server as a crash does: what it had promised must be there after Start.
func (s *Server) Kill() error { return s.signal(syscall.SIGQUIT) }

func (s *Server) signal(sig syscall.Signal) error {
	if s.cmd == nil {
		return nil
	}
	if err := s.cmd.Process.Signal(sig); err != nil {
		return err
	}
	defer func() { s.cmd = nil }()
	select {
	case <-s.gone: // how it ended says nothing: it was told to
		return nil
	case <-time.After(stopTimeout):
		return errors.Join(errors.New("postgres does not stop"), s.cmd.Process.Kill())
	}
}

// Close ends the server and removes its files. What it had in hand goes with them, so it need not stop in good order.
func (s *Server) Close() error {
	return errors.Join(s.Kill(), os.RemoveAll(s.folder))
}

func (s *Server) data() string { return filepath.Join(s.folder, "data") }

func (s *Server) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(s.bin, program), args...)
	cmd.Dir = s.folder
	cmd.Env = []string{"LC_ALL=C", "TZ=UTC", "PATH=" + s.bin}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.as}
	endWithParent(cmd.SysProcAttr)
	return cmd
}

// find returns the folder with the programs.
func find() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		// The name on PATH may be a link; the programs must stand together in the folder that it points to.
		if path, err = filepath.EvalSymlinks(path); err == nil && complete(filepath.Dir(path)) {
			return filepath.Dir(path), nil
		}
	}
	for _, pattern := range usualFolders {
		folders, err := filepath.Glob(pattern)
		if err != nil {
			return "", err
		}
		for i := len(folders) - 1; i >= 0; i-- { // the newest
			if complete(folders[i]) {
				return folders[i], nil
			}
		}
	}
	return "", errMissing
}

func complete(folder string) bool {
	for _, program := range []string{"initdb", "postgres"} {
		if _, err := exec.LookPath(filepath.Join(folder, program)); err != nil {
			return false
		}
	}
	return true
}

// credential returns the user that the server runs as when we are root.
func credential() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return nil, err
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("running as root, and there is no user postgres or nobody to run the server as")
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	port := l.Addr().(*net.TCPAddr).Port
	return port, l.Close()
}
