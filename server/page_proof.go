package server

import (
	"encoding/json"
	"net/url"
	"time"
)

// What cannot be undone is recorded on a fresh sign-in. Whoever has none goes to his issuer first; what he typed is kept on
// our side meanwhile, sealed, in his session, and stands in the form when he comes back. The API asks no such thing: a token
// is short-lived, and no person stands beside it who could sign in.

// draft is what somebody typed before he went to sign in again.
type draft struct {
	Trajectory string     `json:"trajectory"`
	Typed      url.Values `json:"typed"`
	Until      time.Time  `json:"until"`
}

const purposeDraft = "draft"

// proved reports whether the sign-in of this session is fresh.
func (c *call) proved() bool {
	return c.session != nil && c.now.Before(c.session.Proved.Add(proofLife))
}

// proveFirst keeps what was typed and leads to the sign-in, which leads back to the form.
func (c *call) proveFirst(trajectory string, typed url.Values) (answer, error) {
	typed.Del("token")
	data, err := json.Marshal(draft{Trajectory: trajectory, Typed: typed, Until: c.now.Add(signInLife)})
	if err != nil {
		return answer{}, err
	}
	c.session.Draft = c.s.cursors.close(purposeDraft+" "+c.session.Caller.Subject, data)
	if err := c.keep(c.session); err != nil {
		return answer{}, err
	}
	back := url.Values{"besluit": {typed.Get("besluit")}, "als": {typed.Get("als")}, "bewaard": {"ja"}}
	if key := typed.Get("voor"); key != "" {
		back.Set("voor", key)
	}
	return goTo("/inloggen?" + url.Values{"opnieuw": {"ja"}, "terug": {trajectoryPath(trajectory) + "/besluit?" + back.Encode()}}.Encode())
}

// keptDraft is what was typed in the form of this very page before he went to sign in again.
func (c *call) keptDraft() (url.Values, bool) {
	if c.session == nil || c.session.Draft == "" {
		return nil, false
	}
	var was draft
	data, sealed := c.s.cursors.unseal(purposeDraft+" "+c.session.Caller.Subject, c.session.Draft)
	if !sealed || json.Unmarshal(data, &was) != nil || c.now.After(was.Until) || was.Trajectory != c.c.Param("id") ||
		was.Typed.Get("besluit") != c.query.text("besluit") {
		return nil, false
	}
	return was.Typed, true
}

// dropDraft forgets what was kept. When that fails it is forgotten by its own time.
func (c *call) dropDraft() {
	if c.session == nil || c.session.Draft == "" {
		return
	}
	c.session.Draft = ""
	if err := c.keep(c.session); err != nil {
		c.s.Log.Warn("draft is kept", "trace", c.trace, "error", err.Error())
	}
}
