package scenario

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

// Compiler compiles the definition in a file with the parts beside it, and keeps what it read in sources, by the names that
// diagnostics use. The Definition is nil if and only if a diagnostic is an error. Its error is a file that cannot be read.
type Compiler func(file string, opts stroomschema.Options, sources map[string][]byte) (*stroomschema.Definition, diag.List, error)

// Shelf is a folder with the versions of one definition and its scenarios.
type Shelf struct {
	dir       string
	newest    int
	scenarios []string // paths, sorted
	compile   Compiler
	tally     bool
	sources   map[string][]byte // of what was read, by name
	compiled  []*compiled
	told      map[string]bool // texts of faults of a definition: many scenarios meet the same ones
}

// compiled is a version with one set of parameters: a definition, or what is wrong with it.
type compiled struct {
	file, parameters string
	def              *stroomschema.Definition
	found            diag.List
}

// OpenShelf lists a folder.
// Errors: the folder cannot be read, or holds no definition or no scenarios.
func OpenShelf(dir string, compile Compiler) (*Shelf, error) {
	s := &Shelf{dir: dir, compile: compile, sources: map[string][]byte{}, told: map[string]bool{}}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", dir, cause(err))
	}
	for _, e := range entries {
		if number, ok := strings.CutPrefix(strings.TrimSuffix(e.Name(), ".yaml"), "v"); ok {
			if version, err := strconv.Atoi(number); err == nil {
				s.newest = max(s.newest, version)
			}
		}
	}
	if s.newest == 0 {
		return nil, fmt.Errorf("%s holds no definition: no v1.yaml", dir)
	}
	folder := filepath.Join(dir, "scenarios")
	scenarios, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", folder, cause(err))
	}
	for _, e := range scenarios {
		if IsYAML(e.Name()) && !e.IsDir() {
			s.scenarios = append(s.scenarios, filepath.Join(folder, e.Name()))
		}
	}
	if len(s.scenarios) == 0 {
		return nil, fmt.Errorf("%s holds no scenarios", folder)
	}
	slices.Sort(s.scenarios)
	return s, nil
}

// IsYAML reports whether a file name is one of a YAML file.
func IsYAML(name string) bool {
	return strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml")
}

// cause is an error without the path, which is told already.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// readFile reads as much of a file as a parser takes, and one byte more, so that the parser refuses what is longer.
func readFile(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, cause(err))
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, stroomschema.MaxSource+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, cause(err))
	}
	return text, nil
}

// version returns the file of the version that a scenario names: "name@version", or "" for the newest.
func (s *Shelf) version(named string) (string, error) {
	version := s.newest
	if named != "" {
		_, number, ok := strings.Cut(named, "@")
		n, err := strconv.Atoi(number)
		if !ok || err != nil || n < 1 {
			return "", fmt.Errorf("it names the definition %q; write name@version", named)
		}
		version = n
	}
	return filepath.Join(s.dir, fmt.Sprintf("v%d.yaml", version)), nil
}

// definition compiles a version once for each set of parameters.
func (s *Shelf) definition(file string, parameters map[string]string) (*compiled, error) {
	set := fmt.Sprint(parameters) // maps are printed in order
	for _, c := range s.compiled {
		if c.file == file && c.parameters == set {
			return c, nil
		}
	}
	def, found, err := s.compile(file, stroomschema.Options{Parameters: parameters, Tally: s.tally}, s.sources)
	if err != nil {
		return nil, err
	}
	c := &compiled{file: file, parameters: set, def: def, found: found}
	s.compiled = append(s.compiled, c)
	return c, nil
}
