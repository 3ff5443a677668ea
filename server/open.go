package server

import "net/http"

// Health is the answer of the two probes.
type Health struct {
	Status string `json:"status" doc:"ok."`
}

// healthy says that the process runs.
func (c *call) healthy() (answer, error) { return ok(Health{Status: "ok"}), nil }

// ready says that the server can be given requests.
func (c *call) ready() (answer, error) {
	if err := c.s.Ready(c.ctx()); err != nil {
		c.s.Log.Warn("not ready", "trace", c.trace, "error", err.Error())
		return answer{}, refuse(unavailable)
	}
	return ok(Health{Status: "ok"}), nil
}

func (c *call) readDocument() (answer, error) {
	data, err := c.s.document()
	return answer{status: http.StatusOK, raw: data}, err
}
