package workflows

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"strconv"
	"strings"
)

// trajectoryPrefix keeps trajectories apart from whatever else runs in the namespace.
const trajectoryPrefix = "t"

var idAlphabet = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// TrajectoryID derives the id of a trajectory, which is also its workflow id, from the id that a client made for the
// start: the same start is the same trajectory. Without the key nobody can tell the one from the other.
//
// Shape: "t" and 32 letters and digits (160 bits), safe in a URL and without capitals.
func TrajectoryID(key []byte, startID string) string {
	return trajectoryPrefix + keyed(key, "trajectory", startID)
}

// updateID makes the id under which Temporal knows an Update. Temporal gives the answer of the first to every later one
// with the same id, whatever it asks: so the id says what is asked, and other content comes before the validator. After
// a refusal that fell late the same event is judged anew, under the moment of its new receipt. Ids stand in clear in
// histories, and who makes the id of an event may put into it what he likes: hence the hash.
func updateID(key []byte, sub Submission, anew bool) string {
	ev := sub.Event
	if anew {
		return keyed(key, "update", ev.ID, ev.Digest, sub.Past, strconv.FormatInt(ev.At.UnixNano(), 10))
	}
	return keyed(key, "update", ev.ID, ev.Digest, sub.Past)
}

func keyed(key []byte, parts ...string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(strings.Join(parts, "\x00")))
	return idAlphabet.EncodeToString(mac.Sum(nil)[:20])
}
