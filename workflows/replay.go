package workflows

import (
	"fmt"
	"io"
	"log/slog"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
)

// NewReplayer makes a replayer for histories of trajectories. What it replays needs no server, no database and no
// activity: the definition stands in the input, and every judgement in a marker.
func NewReplayer(codecs []converter.PayloadCodec) (worker.WorkflowReplayer, error) {
	data, failures := converters(codecs)
	r, err := worker.NewWorkflowReplayerWithOptions(worker.WorkflowReplayerOptions{
		DataConverter: data, FailureConverter: failures, DisableRegistrationAliasing: true, // as on a worker
	})
	if err != nil {
		return nil, fmt.Errorf("new replayer: %w", err)
	}
	Register(r)
	return r, nil
}

// Replay replays one history, as `temporal workflow show --output json` or the golden files hold it.
//
// Errors: the history cannot be read; this binary would do otherwise than the history says.
func Replay(history io.Reader, codecs []converter.PayloadCodec) error {
	read, err := client.HistoryFromJSON(history, client.HistoryJSONOptions{})
	if err != nil {
		return fmt.Errorf("read history: %w", err)
	}
	r, err := NewReplayer(codecs)
	if err != nil {
		return err
	}
	return r.ReplayWorkflowHistory(sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler)), read)
}
