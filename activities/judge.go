package activities

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"go.temporal.io/sdk/activity"

	"stroom/workflows"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// Activities are the activities of the shell. The zero value is of no use; see New.
type Activities struct {
	journal Journal
	ledger  Ledger
}

// New returns the activities over their ports.
func New(journal Journal, ledger Ledger) *Activities {
	return &Activities{journal: journal, ledger: ledger}
}

// Registry is where activities are made known: a worker, or the environment of a test.
type Registry interface {
	RegisterActivityWithOptions(a any, options activity.RegisterOptions)
}

// Register makes the activities known under the names by which the shell calls them.
func (a *Activities) Register(r Registry) {
	r.RegisterActivityWithOptions(a.JudgeAndRecord, activity.RegisterOptions{Name: workflows.JudgeAndRecord})
	r.RegisterActivityWithOptions(a.ImportAndRecord, activity.RegisterOptions{Name: workflows.ImportAndRecord})
	r.RegisterActivityWithOptions(a.RecordRefusal, activity.RegisterOptions{Name: workflows.RecordRefusal})
}

// JudgeAndRecord judges an event on the state in the request and writes what becomes of it, unless the journal knows
// better: then it returns what stands there. See workflows.Judgement for the order of the answers.
//
// Errors: those of the world, as a code. It may be called again after any of them.
func (a *Activities) JudgeAndRecord(ctx context.Context, req workflows.JudgeRequest) (workflows.Judgement, error) {
	if isFallback(ctx) {
		if err := workflows.Failpoint(workflows.InFallback); err != nil {
			return workflows.Judgement{}, failure(ctx, err)
		}
	}
	j, err := a.judgeAndRecord(ctx, req)
	if err != nil {
		return workflows.Judgement{}, failure(ctx, err)
	}
	return j, nil
}

// isFallback reports whether this is the normal activity that takes over when the local one has given up.
func isFallback(ctx context.Context) bool {
	return activity.IsActivity(ctx) && !activity.GetInfo(ctx).IsLocalActivity
}

func (a *Activities) judgeAndRecord(ctx context.Context, req workflows.JudgeRequest) (workflows.Judgement, error) {
	ev := req.Submission.Event
	if err := workflows.Failpoint(workflows.BeforeJudge); err != nil {
		return workflows.Judgement{}, err
	}
	judged, err := judge(req)
	rejection, refused := errors.AsType[*engine.Rejection](err)
	if err != nil && !refused {
		return workflows.Judgement{}, err
	}
	if err := workflows.Failpoint(workflows.AfterJudge); err != nil {
		return workflows.Judgement{}, err
	}
	if refused || len(judged.Outcome.Entries) == 0 {
		return a.nothingToRecord(ctx, req, rejection)
	}
	record, err := a.recordOf(ctx, req, judged)
	if err != nil {
		return workflows.Judgement{}, err
	}
	standing, err := a.journal.Record(ctx, record)
	if err != nil {
		return workflows.Judgement{}, err
	}
	if err := workflows.Failpoint(workflows.AfterCommit); err != nil {
		return workflows.Judgement{}, err
	}
	return a.judgementOf(ctx, req, ev, standing)
}

// judge refuses an event whose id cannot be kept, and leaves everything else to the shell's one evaluation path. Time is
// never refused: a poke without an id changes nothing.
func judge(req workflows.JudgeRequest) (workflows.Judged, error) {
	if ev := req.Submission.Event; !keepable(ev) {
		if ev.Kind == engine.Due {
			return workflows.Judged{}, nil
		}
		return workflows.Judged{}, &engine.Rejection{
			Code: engine.BadForm, Event: ev.ID, Explanation: engine.Explanation{Code: engine.BadForm},
		}
	}
	return workflows.Judge(req)
}

// nothingToRecord answers for an event that was refused, or that changed nothing. The state on which it was judged may be
// behind the journal, so the journal is asked first: an event that was accepted before a crash is never told refused.
func (a *Activities) nothingToRecord(ctx context.Context, req workflows.JudgeRequest, rejection *engine.Rejection) (workflows.Judgement, error) {
	ev := req.Submission.Event
	standing, ok, err := a.journal.At(ctx, req.Trajectory, req.Epoch, req.State.Seq+1)
	if err == nil && !ok && keepable(ev) {
		standing, ok, err = a.journal.Of(ctx, req.Trajectory, ev.ID)
	}
	switch {
	case err != nil:
		return workflows.Judgement{}, err
	case ok:
		return a.judgementOf(ctx, req, ev, standing)
	}
	return workflows.Judgement{Event: ev.ID, Rejection: rejection}, nil
}

func (a *Activities) recordOf(ctx context.Context, req workflows.JudgeRequest, j workflows.Judged) (Record, error) {
	tallies, err := readmodel.Tallies(j.Def, req.State, j.Outcome.Entries, func() ([]engine.Entry, error) {
		return a.journal.History(ctx, req.Trajectory, req.State.Seq)
	})
	return Record{
		Trajectory: req.Trajectory, Epoch: req.Epoch, FirstRun: firstRun(ctx), Before: req.State.Seq,
		Taken:   []Taken{{Event: j.Event, Entries: j.Outcome.Entries}},
		State:   j.Outcome.State,
		Picture: readmodel.Of(j.Def, j.Outcome.State), Audience: readmodel.Audience(j.Def, j.Outcome.State),
		Tallies: tallies, Effects: j.Outcome.Effects, At: req.Now,
	}, err
}

// firstRun returns the run that asks: for the first record of a trajectory that is the first run of its chain.
func firstRun(ctx context.Context) string {
	if !activity.IsActivity(ctx) {
		return ""
	}
	return activity.GetInfo(ctx).WorkflowExecution.RunID
}

// judgementOf turns what stands in the journal into the answer for an event.
func (a *Activities) judgementOf(ctx context.Context, req workflows.JudgeRequest, ev engine.Event, s Standing) (workflows.Judgement, error) {
	otherContent := s.Adopted && s.Event == ev.ID && s.Digest != digestOf(ev)
	if otherContent && s.Entries[0].Seq <= req.State.Seq {
		return workflows.Judgement{Event: ev.ID, Rejection: &engine.Rejection{
			Code: engine.OtherContent, Event: ev.ID, Explanation: engine.Explanation{Code: engine.OtherContent},
		}}, nil
	}
	definition, err := a.definitionIn(ctx, req, s.Entries)
	if err != nil {
		return workflows.Judgement{}, err
	}
	event := s.Event
	if otherContent {
		// The id is the same and the decision is not: the trajectory must take these entries as those of another event,
		// and then refuse the one that it was sent.
		event = ""
	}
	return req.Standing(event, s.Entries, s.Adopted, definition)
}

// definitionIn returns the definition that a migration among the entries names, nil if there is none.
func (a *Activities) definitionIn(ctx context.Context, req workflows.JudgeRequest, entries []engine.Entry) (*workflows.Pinned, error) {
	for _, e := range entries {
		changed, ok := e.Change.(engine.VersionChanged)
		if !ok {
			continue
		}
		if p := req.Submission.Definition; p != nil && p.Hash == changed.Hash {
			return p, nil
		}
		p, err := a.journal.Pinned(ctx, changed.Hash) // somebody else's migration, found in the journal
		return &p, err
	}
	return nil, nil
}

func digestOf(ev engine.Event) string {
	if ev.Digest != "" {
		return ev.Digest
	}
	return engine.DigestOf(ev)
}

// MaxEventID bounds the id of an event, in bytes.
const MaxEventID = 200

// Prefixes of ids that this program makes: nobody else's event may bear one, or it could take the place of time.
const (
	prefixDue    = "due-"
	prefixPoke   = "poke-"
	prefixAnswer = "answer-"
	prefixImport = "import-"
)

// keepable reports whether an event has an id that can stand in a key: printable, not too long, and not one of ours.
func keepable(ev engine.Event) bool {
	if ev.ID == "" || len(ev.ID) > MaxEventID || !utf8.ValidString(ev.ID) {
		return false
	}
	if strings.ContainsFunc(ev.ID, func(r rune) bool { return r < ' ' || r == 0x7f || r == utf8.RuneError }) {
		return false
	}
	for _, prefix := range []string{prefixDue, prefixPoke, prefixAnswer, prefixImport} {
		if strings.HasPrefix(ev.ID, prefix) {
			return ev.Kind == engine.Due || ev.Kind == engine.Answered && prefix == prefixAnswer
		}
	}
	return true
}

// RecordRefusal writes a refusal that fell after the event was let in.
func (a *Activities) RecordRefusal(ctx context.Context, r workflows.Refusal) error {
	if err := a.ledger.Refuse(ctx, r); err != nil {
		return failure(ctx, err)
	}
	return nil
}
