package definitions

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

//go:embed published.sum kaaspartij trajectindicatie
var files embed.FS

// FS returns the shipped files: NAME/vN.yaml with its parts, NAME/scenarios and NAME/testdata (what scenarios refer to).
func FS() fs.FS { return files }

// Names returns the names of the shipped definitions, sorted.
func Names() []string {
	var names []string
	for _, entry := range list(".") {
		if entry.IsDir() && len(Versions(entry.Name())) > 0 {
			names = append(names, entry.Name())
		}
	}
	return names
}

// Versions returns the versions of a definition, ascending; nil when it is not shipped.
func Versions(name string) []int {
	if !fs.ValidPath(name) || strings.Contains(name, "/") {
		return nil
	}
	var versions []int
	for _, entry := range list(name) {
		number, ok := strings.CutPrefix(strings.TrimSuffix(entry.Name(), ".yaml"), "v")
		if version, err := strconv.Atoi(number); ok && err == nil && version > 0 {
			versions = append(versions, version)
		}
	}
	slices.Sort(versions)
	return versions
}

// Newest returns the highest version of a definition, 0 when it is not shipped.
func Newest(name string) int {
	versions := Versions(name)
	if len(versions) == 0 {
		return 0
	}
	return versions[len(versions)-1]
}

// Text returns the file name and the text of one version, without its parts.
// Errors: wraps fs.ErrNotExist when that version is not shipped.
func Text(name string, version int) (file string, text []byte, err error) {
	if !slices.Contains(Versions(name), version) {
		return "", nil, fmt.Errorf("read definition %s@%d: %w", name, version, fs.ErrNotExist)
	}
	file = path.Join(name, fmt.Sprintf("v%d.yaml", version))
	text, err = files.ReadFile(file)
	if err != nil {
		return "", nil, fmt.Errorf("read definition %s@%d: %w", name, version, err)
	}
	return file, text, nil
}

// Part returns the reader of the parts of a definition, as stroomschema.Options asks for it. A part stands beside its
// version; a name that leads elsewhere is refused.
func Part(name string) func(part string) ([]byte, error) {
	return func(part string) ([]byte, error) {
		if part != path.Base(part) {
			return nil, fmt.Errorf("read part %q: %w", part, fs.ErrNotExist)
		}
		text, err := files.ReadFile(path.Join(name, part))
		if err != nil {
			return nil, fmt.Errorf("read part %q: %w", part, err)
		}
		return text, nil
	}
}

// Compile compiles one shipped version with other values for some of its parameters; nil keeps those of the file. The
// Definition is nil if and only if a diagnostic is an error.
// Errors: as Text.
func Compile(name string, version int, parameters map[string]string) (*stroomschema.Definition, diag.List, error) {
	file, text, err := Text(name, version)
	if err != nil {
		return nil, nil, err
	}
	def, found := stroomschema.Compile(file, text, stroomschema.Options{Parts: Part(name), Parameters: parameters})
	return def, found, nil
}

// Scenarios returns the paths in FS of the scenario files of a definition, sorted.
func Scenarios(name string) []string {
	if Newest(name) == 0 {
		return nil
	}
	var paths []string
	for _, entry := range list(path.Join(name, "scenarios")) {
		paths = append(paths, path.Join(name, "scenarios", entry.Name()))
	}
	return paths
}

// list returns the entries of an embedded folder sorted by name; nothing when there is no such folder.
func list(folder string) []fs.DirEntry {
	entries, err := files.ReadDir(folder)
	if err != nil {
		return nil
	}
	return entries
}
