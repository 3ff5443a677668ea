package workflows

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"stroom/definitions/stroomschema"
)

// Pinned is a definition by content, as it stands in the input of a run: a history is replayed with it alone, and nobody
// can change what it means.
type Pinned struct {
	Name       string            `json:"name"`
	Version    int               `json:"version"`
	Hash       string            `json:"hash"`   // Definition.Hash
	Source     []byte            `json:"source"` // gzip of Definition.Source
	Sum        string            `json:"sum"`    // sha256 of Source as it stands here, hex
	Parameters map[string]string `json:"parameters,omitempty"`
}

// Limits of a pinned definition.
const (
	MaxSource   = 256 << 10 // bytes of YAML, as the language allows
	MaxPinned   = 200 << 10 // bytes compressed: well under Temporal's 512 KiB warning for a payload
	maxCompiled = 64        // definitions that a process keeps compiled
)

// Pin packs a definition by content.
//
// Errors: the source is larger than MaxSource, or does not compress under MaxPinned.
func Pin(def *stroomschema.Definition) (Pinned, error) {
	if len(def.Source) > MaxSource {
		return Pinned{}, fmt.Errorf("pin %s@%d: source has %d bytes, at most %d", def.Name, def.Version, len(def.Source), MaxSource)
	}
	var packed bytes.Buffer
	zip, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression) // the level is valid
	if _, err := zip.Write(def.Source); err != nil {
		return Pinned{}, fmt.Errorf("pin %s@%d: %w", def.Name, def.Version, err)
	}
	if err := zip.Close(); err != nil {
		return Pinned{}, fmt.Errorf("pin %s@%d: %w", def.Name, def.Version, err)
	}
	if packed.Len() > MaxPinned {
		return Pinned{}, fmt.Errorf("pin %s@%d: %d bytes compressed, at most %d", def.Name, def.Version, packed.Len(), MaxPinned)
	}
	p := Pinned{
		Name: def.Name, Version: def.Version, Hash: def.Hash,
		Source: packed.Bytes(), Sum: sum(packed.Bytes()), Parameters: parametersOf(def),
	}
	return p, nil
}

// Compile returns the definition. A process compiles the same content once; the cache is bounded.
//
// Errors: the bytes are not those that were pinned, or this edition of the language refuses them. Both are the world's
// failure, not a person's: a workflow that meets one blocks and alarms.
func (p Pinned) Compile() (*stroomschema.Definition, error) {
	if sum(p.Source) != p.Sum { // also when the definition is in the cache: another process may not have it there
		return nil, fmt.Errorf("compile %s@%d: the pinned source was damaged", p.Name, p.Version)
	}
	return definitionsCompiled.get(p)
}

func (p Pinned) compile() (*stroomschema.Definition, error) {
	source, err := unpack(p.Source)
	if err != nil {
		return nil, fmt.Errorf("compile %s@%d: %w", p.Name, p.Version, err)
	}
	def, err := compileSource(p, source)
	if err != nil {
		return nil, fmt.Errorf("compile %s@%d: %w", p.Name, p.Version, err)
	}
	if def.Hash != p.Hash {
		return nil, fmt.Errorf("compile %s@%d: hash %s, pinned as %s", p.Name, p.Version, def.Hash, p.Hash)
	}
	return def, nil
}

func unpack(packed []byte) ([]byte, error) {
	zip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	source, err := io.ReadAll(io.LimitReader(zip, MaxSource+1))
	if err != nil {
		return nil, err
	}
	if len(source) > MaxSource {
		return nil, errors.New("the source is larger than allowed")
	}
	return source, nil
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}
