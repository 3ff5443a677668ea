package server

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// cursors seals the places at which pages end. A cursor is sealed because a place holds the due moment and id of a row that
// the reader may perhaps not see: what orders a list must not leak from it.
type cursors struct{ seal cipher.AEAD }

// newCursors uses a key shared by all servers, or a fresh one: cursors then end with the process.
func newCursors(key []byte) (*cursors, error) {
	if len(key) == 0 {
		key = make([]byte, sha256.Size)
		_, _ = rand.Read(key) // never fails
	}
	sum := sha256.Sum256(append([]byte("stroom cursor\x00"), key...))
	block, err := aes.NewCipher(sum[:])
	if err != nil {
		return nil, fmt.Errorf("prepare cursors: %w", err)
	}
	seal, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("prepare cursors: %w", err)
	}
	return &cursors{seal: seal}, nil
}

const maxCursor = 400 // letters

// The lists that have pages.
const (
	listOfTrajectories = "trajectories"
	listOfEvents       = "events"
	listOfTasks        = "tasks"
	listOfRefusals     = "refusals"
	listOfInsights     = "insights"
	listOfStandings    = "standings"
)

// make seals a place for one list: the cursor of another list does not open.
func (c *cursors) make(list string, p Place) string {
	data, err := json.Marshal(p)
	if err != nil {
		panic(err) // a time and a text
	}
	return c.close(list, data)
}

// close seals anything for one purpose.
func (c *cursors) close(purpose string, data []byte) string {
	return base64.RawURLEncoding.EncodeToString(c.seal.Seal(nil, nil, data, []byte(purpose)))
}

// unseal gives back what close sealed for the same purpose.
func (c *cursors) unseal(purpose, text string) ([]byte, bool) {
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, false
	}
	data, err := c.seal.Open(nil, nil, sealed, []byte(purpose))
	return data, err == nil
}

func (c *cursors) open(list, text string) (*Place, bool) {
	if len(text) > maxCursor {
		return nil, false
	}
	data, sealed := c.unseal(list, text)
	if !sealed {
		return nil, false
	}
	var p Place
	if json.Unmarshal(data, &p) != nil {
		return nil, false
	}
	return &p, true
}
