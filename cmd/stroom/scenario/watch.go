package scenario

import (
	"context"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// WatchEvery is how often files are looked at for changes: soon enough for a person, seldom enough for a laptop's battery.
const WatchEvery = 300 * time.Millisecond

// maxWatched is how many files of a folder are looked at.
const maxWatched = 10_000

// Watch runs once, and then whenever a YAML file under one of the folders is written, made, renamed or removed, until ctx ends. A
// change counts when the files have been the same for two looks in a row: an editor that writes another file and renames it makes
// one run, and never one of half a file. wait waits between two looks; its error ends the watch.
//
// It looks rather than listens: a folder that is removed and made again, a file system of another machine and an editor that
// replaces files are all the same to it.
func Watch(ctx context.Context, dirs []string, wait func(context.Context) error, run func()) error {
	seen := look(dirs)
	run()
	for {
		if err := wait(ctx); err != nil {
			return err
		}
		now := look(dirs)
		if slices.Equal(now, seen) {
			continue
		}
		for {
			if err := wait(ctx); err != nil {
				return err
			}
			again := look(dirs)
			if slices.Equal(again, now) {
				break
			}
			now = again
		}
		seen = now
		run()
	}
}

// Pause waits for WatchEvery, or until ctx ends.
func Pause(ctx context.Context) error {
	timer := time.NewTimer(WatchEvery)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// sight is a file as it was seen.
type sight struct {
	path     string
	size     int64
	modified time.Time
}

// look lists the YAML files under folders, in order. What cannot be read is not there.
func look(dirs []string) []sight {
	var all []sight
	for _, dir := range dirs {
		count := 0
		_ = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error { // never gives an error but our own
			switch {
			case err != nil:
				return nil
			case entry.IsDir() && path != dir && strings.HasPrefix(entry.Name(), "."):
				return filepath.SkipDir
			case entry.IsDir() || !IsYAML(entry.Name()):
				return nil
			}
			if count++; count > maxWatched {
				return filepath.SkipAll
			}
			if info, err := entry.Info(); err == nil {
				all = append(all, sight{path, info.Size(), info.ModTime()})
			}
			return nil
		})
	}
	return all
}
