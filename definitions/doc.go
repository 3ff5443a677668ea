// Package definitions holds the stroomschema's that this product ships, inside the binary.
//
// What it does: it embeds the YAML of every shipped definition with its parts and scenario files, lists names and
// versions, hands out the text of one version, and compiles it. What it does not: it runs nothing, it reads no files of
// the machine, and it knows no word of any field; the field is in the YAML.
//
// Nouns. A definition has a name (its folder) and versions (v1.yaml, v2.yaml, ...). A part is a file that a version names
// under `parts`; it is called after its version (v1.words.yaml), because it belongs to it. A published version stands in
// published.sum with the sha256 of each of its files, and its text never changes again: trajectories are pinned to it.
// To change a definition, add a version.
//
// Duties of the caller: none. Everything is read-only and may be used by any number of goroutines.
//
// Errors: a name or version that is not shipped gives an error that wraps fs.ErrNotExist. A shipped version that does not
// compile is a fault of this product, found by its tests; Compile still hands back the diagnostics.
//
// Limits: those of package stroomschema. Why embedded: `stroom dev` must work on a machine with nothing but the binary, and
// the same text must be compiled everywhere.
package definitions
