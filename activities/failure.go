package activities

import (
	"context"
	"errors"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"
)

// Codes of failures, as they stand in histories.
const (
	codeEpoch      = "EPOCH_OVER"
	codeBehind     = "JOURNAL_BEHIND"
	codeDiverged   = "JOURNAL_DIVERGED"
	codeDefinition = "DEFINITION_MISSING"
	codeTimeout    = "TIMEOUT"
	codeDatabase   = "DATABASE"
)

// failure makes the error that goes into the history: a code, because whoever runs Temporal may read it. What happened
// stands in the log of the worker. Every failure may be tried again: those that need a person wait for him that way.
func failure(ctx context.Context, err error) error {
	code := codeOf(err)
	if activity.IsActivity(ctx) {
		activity.GetLogger(ctx).Warn("activity failed", "code", code, "error", err.Error())
	}
	return temporal.NewApplicationError(code, code)
}

func codeOf(err error) string {
	switch {
	case errors.Is(err, ErrEpoch):
		return codeEpoch
	case errors.Is(err, ErrBehind):
		return codeBehind
	case errors.Is(err, ErrDiverged):
		return codeDiverged
	case errors.Is(err, ErrDefinition):
		return codeDefinition
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return codeTimeout
	}
	return codeDatabase
}
