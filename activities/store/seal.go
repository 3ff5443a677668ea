package store

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
)

// Sealer encrypts what may be personal, before it reaches the database. The scope chooses the key: the id of a trajectory,
// so that destroying its key erases it everywhere; or ScopeAudit, ScopeSubjects, ScopeSessions. Seal and Open must be safe for use by any
// number of goroutines, and Open must understand every key id that Seal ever gave.
type Sealer interface {
	Seal(scope string, plain []byte) (sealed []byte, keyID string, err error)
	Open(scope, keyID string, sealed []byte) (plain []byte, err error)
}

// The scopes that are not trajectories.
const (
	ScopeAudit    = "audit"
	ScopeSubjects = "subjects"
	ScopeSessions = "sessions"
)

// Plain is the null cipher: it stands where encryption will come.
type Plain struct{}

var _ Sealer = Plain{}

const plainKey = "plain"

// Seal returns plain as it is.
func (Plain) Seal(_ string, plain []byte) ([]byte, string, error) { return plain, plainKey, nil }

// Open returns sealed as it is.
func (Plain) Open(_, keyID string, sealed []byte) ([]byte, error) {
	if keyID != plainKey {
		return nil, fmt.Errorf("open: key %q is not known to the null cipher", keyID)
	}
	return sealed, nil
}

// The first byte of a sealed payload's plain text says how the rest is written. Editions are only added.
const (
	asJSON    = 'j' // JSON
	asDeflate = 'd' // JSON, deflated
)

const (
	deflateFrom = 512      // bytes of JSON; below that it does not pay
	maxPayload  = 16 << 20 // bytes of JSON that one payload may hold
)

var errPayloadSize = errors.New("payload over 16 MiB")

// A deflater holds over a megabyte and an inflater forty kilobytes: made anew for each payload they were nearly all that
// recording a decision allocated. What they are given is forgotten at the next Reset.
var (
	deflaters = sync.Pool{New: func() any {
		zip, err := flate.NewWriter(io.Discard, flate.BestSpeed)
		if err != nil {
			panic("store: the level is valid: " + err.Error())
		}
		return zip
	}}
	inflaters = sync.Pool{New: func() any { return flate.NewReader(nil) }}
)

// seal writes v as JSON, compressed before it is sealed because afterwards it cannot be.
func (s *Store) seal(scope string, v any) ([]byte, string, error) {
	plain, err := pack(v)
	if err != nil {
		return nil, "", err
	}
	sealed, keyID, err := s.sealer.Seal(scope, plain)
	if err != nil {
		return nil, "", fmt.Errorf("seal: %w", err)
	}
	return sealed, keyID, nil
}

func (s *Store) open(scope, keyID string, sealed []byte, into any) error {
	plain, err := s.sealer.Open(scope, keyID, sealed)
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	return unpack(plain, into)
}

func pack(v any) ([]byte, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	if len(body) > maxPayload {
		return nil, errPayloadSize
	}
	if len(body) < deflateFrom {
		return append([]byte{asJSON}, body...), nil
	}
	out := bytes.NewBuffer(make([]byte, 0, len(body)/2))
	out.WriteByte(asDeflate)
	zip := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(zip)
	zip.Reset(out)
	if _, err := zip.Write(body); err != nil {
		return nil, err
	}
	if err := zip.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func unpack(plain []byte, into any) error {
	if len(plain) == 0 {
		return errors.New("read payload: empty")
	}
	body := plain[1:]
	switch plain[0] {
	case asJSON:
	case asDeflate:
		var err error
		if body, err = inflate(body); err != nil {
			return err
		}
	default:
		return fmt.Errorf("read payload: edition %q", plain[0])
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("read payload: %w", err)
	}
	return nil
}

func inflate(packed []byte) ([]byte, error) {
	unzip := inflaters.Get().(io.ReadCloser)
	defer inflaters.Put(unzip)
	if err := unzip.(flate.Resetter).Reset(bytes.NewReader(packed), nil); err != nil {
		return nil, fmt.Errorf("read payload: %w", err)
	}
	body, err := io.ReadAll(io.LimitReader(unzip, maxPayload+1))
	if err != nil {
		return nil, fmt.Errorf("read payload: %w", err)
	}
	if len(body) > maxPayload {
		return nil, errPayloadSize
	}
	return body, nil
}
