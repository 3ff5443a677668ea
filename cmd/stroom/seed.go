package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"stroom/activities/store"
	"stroom/cmd/stroom/demo"
	"stroom/server"
	"stroom/workflows/engine"
)

// seeded is a demonstration trajectory with its id.
type seeded struct {
	tale demo.Tale
	id   string
}

// seed starts the demonstration's trajectories that are not there yet, each with its past, and returns all of them. It may
// be interrupted and run again: a start id is one trajectory for good.
func (d *devHouse) seed(ctx context.Context) ([]seeded, error) {
	def, _, err := d.store.Version(ctx, demo.Definition, 0)
	if err != nil {
		return nil, err
	}
	references := map[string]string{}
	for _, p := range demo.People() {
		if references[p.Short], err = d.store.Reference(ctx, devIssuer, p.Subject, p.Name); err != nil {
			return nil, err
		}
	}
	if err := d.acquaint(ctx, references); err != nil {
		return nil, err
	}
	door := decider{client: d.client, store: d.store, key: d.cfg.idKey}
	tales := demo.Tales()
	all, faults := make([]seeded, len(tales)), make([]error, len(tales))
	var wait sync.WaitGroup
	for i, tale := range tales {
		all[i] = seeded{tale, door.TrajectoryID(tale.ID)}
		wait.Go(func() {
			_, err := d.store.StandOf(ctx, all[i].id)
			if !errors.Is(err, store.ErrUnknown) {
				faults[i] = err
				return
			}
			past, err := tale.Tell(def, d.now(), references)
			if err == nil {
				err = begin(ctx, door, server.StartRequest{StartID: tale.ID, Definition: def, Past: past, Now: d.now()})
			}
			if err != nil {
				faults[i] = fmt.Errorf("begin %s: %w", tale.ID, err)
			}
		})
	}
	wait.Wait()
	return all, errors.Join(faults...)
}

// acquaint makes the people colleagues of each other, as if each had signed in once, and has some of them stand in for others.
func (d *devHouse) acquaint(ctx context.Context, references map[string]string) error {
	for _, p := range demo.People() {
		var as []engine.Address
		for _, m := range p.Memberships {
			as = append(as, engine.Address{Role: m.Role, Organisation: m.Organisation})
		}
		if err := d.store.Note(ctx, references[p.Short], as, d.now()); err != nil {
			return err
		}
	}
	for _, s := range demo.StandIns(d.now()) {
		err := d.store.Substitute(ctx, store.Substitution{
			ID: s.ID, Person: references[s.Person], Role: s.Role, Organisation: s.Organisation, By: references[s.By],
			From: s.From, Until: s.Until, Made: d.now(),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// begin starts one trajectory with its past, trying again while the parts of the process find each other. One whose past
// was told on another day is under way already, and is left alone.
func begin(ctx context.Context, door decider, r server.StartRequest) error {
	for {
		receipt, err := door.Start(ctx, r)
		switch {
		case errors.Is(err, server.ErrOtherContent):
			return nil
		case errors.Is(err, server.ErrUnavailable), errors.Is(err, server.ErrBusy), err == nil && receipt.Pending:
		case err != nil:
			return err
		case receipt.Rejection != nil && receipt.Rejection.Code != engine.ImportMismatch:
			return receipt.Rejection
		case receipt.Rejection != nil:
			return fmt.Errorf("its past does not fit the definition: %w", receipt.Rejection)
		default:
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// welcome prints where everything is and what to try.
func (d *devHouse) welcome(all []seeded) {
	var b strings.Builder
	api := "http://" + d.listener.Addr().String()
	fmt.Fprintf(&b, "stroom dev is ready, after %s. Stop it with Ctrl-C.\n\n", d.now().Sub(d.began).Round(10*time.Millisecond))
	table(&b, func(w io.Writer) {
		fmt.Fprintf(w, "  pages\t%s/vandaag\tsign in as one of the people below, with one click\n", api)
		fmt.Fprintf(w, "  API\t%s\tits description: %s/v1/openapi.json\n", api, api)
		fmt.Fprintf(w, "  Temporal\t%s\tnamespace %s\n", d.temporal, d.cfg.namespace)
		fmt.Fprintf(w, "  data\t%s\n", d.data)
	})
	b.WriteString("\nTrajectories, none of which ever happened:\n")
	table(&b, func(w io.Writer) {
		for _, s := range all {
			fmt.Fprintf(w, "  %s\t%s\n", s.id, s.tale.About)
		}
	})
	b.WriteString("\nPeople, with tokens for a day; paste those you want to be:\n")
	for _, p := range demo.People() {
		var roles []string
		for _, m := range p.Memberships {
			roles = append(roles, m.Role+" at "+m.Organisation)
		}
		fmt.Fprintf(&b, "# %s: %s\nexport %s=%s\n", p.Name, strings.Join(roles, ", "), strings.ToUpper(p.Short), d.people[p.Short])
	}
	b.WriteString("\nA walk through one trajectory; paste it after the tokens, line by line or all at once:\n\n")
	b.WriteString(d.script(api))
	fmt.Fprint(d.call.Stdout, b.String())
}

// script is the walk as commands of a shell.
func (d *devHouse) script(api string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "API=%s\nas() { curl -sS -H \"Authorization: Bearer $1\" -H 'Content-Type: application/json' \"${@:2}\"; echo; }\n", api)
	for i, s := range d.walk() {
		fmt.Fprintf(&b, "\n# %d. %s\nas $%s", i+1, s.About, strings.ToUpper(s.By))
		if s.Body != "" {
			fmt.Fprintf(&b, " -d '%s'", s.Body)
		}
		fmt.Fprintf(&b, " \"$API%s\"\n", s.Path)
	}
	return b.String()
}

// walk makes the walk with a start id of this process's own, so that it can be walked once in every start.
func (d *devHouse) walk() []demo.Scene {
	start := fmt.Sprintf("walk-%d", d.began.Unix())
	anna, _ := demo.Named("anna")
	door := decider{key: d.cfg.idKey}
	return demo.Walk(start, door.TrajectoryID(anna.Memberships[0].Organisation+"/"+start), d.now())
}
