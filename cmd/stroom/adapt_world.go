package main

import (
	"context"
	"log/slog"

	"stroom/activities"
	"stroom/workflows/engine"
)

var (
	_ activities.Services = noServices{}
	_ activities.Alarms   = alarms{}
)

// noServices answers for outside systems where none is connected: the call has failed for good, and the definition says
// what happens then.
type noServices struct{}

func (noServices) Call(context.Context, string, engine.Ask) (engine.Values, error) {
	return nil, &activities.ServiceError{Code: "SERVICE_NOT_CONNECTED", Lasting: true}
}

// alarms puts alarms into the log, where whoever watches the process finds them.
type alarms struct{ log *slog.Logger }

func (a alarms) Alarm(ctx context.Context, trajectory string, alarm engine.Alarm) {
	a.log.LogAttrs(ctx, slog.LevelError, "alarm", slog.String("trajectory", trajectory), slog.String("code", alarm.Code),
		slog.String("place", alarm.Place), slog.Int("incident", alarm.Incident))
}
