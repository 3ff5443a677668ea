package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// newCall makes a call of a command with an environment of its own.
func newCall(t *testing.T, c *command, environment map[string]string, flags ...string) (*call, *bytes.Buffer) {
	t.Helper()
	set := c.flagSet()
	if err := set.Parse(flags); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	return &call{Main: testMain(environment, &bytes.Buffer{}, &stderr), command: c, flags: set, args: set.Args()}, &stderr
}

func testMain(environment map[string]string, stdout, stderr *bytes.Buffer) Main {
	return Main{
		Stdin: strings.NewReader(""), Stdout: stdout, Stderr: stderr, Now: time.Now,
		Getenv: func(name string) (string, bool) { v, ok := environment[name]; return v, ok },
		Environ: func() []string {
			var all []string
			for name, value := range environment {
				all = append(all, name+"="+value)
			}
			return all
		},
	}
}

// run runs the program and returns its exit code and what it wrote.
func run(t *testing.T, environment map[string]string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = testMain(environment, &out, &errs).Run(context.Background(), args)
	return code, out.String(), errs.String()
}

const goodKey = "ZGV2ZWxvcG1lbnQgb25seTogc3ViamVjdCBrZXkgISE="

func complete() map[string]string {
	return map[string]string{
		"STROOM_DATABASE": "postgres://stroom:secret@db:5432/stroom", "STROOM_SUBJECT_KEY": goodKey, "STROOM_ID_KEY": goodKey,
		"STROOM_CURSOR_KEY": goodKey, "STROOM_PUBLIC_URL": "https://stroom.example.nl", "STROOM_ISSUER": "https://login.example.nl",
		"STROOM_AUDIENCE": "stroom", "STROOM_CONTACT": "Team, team@example.nl, https://example.nl",
	}
}

func TestSettingsAreReadFromFlagsFilesAndEnvironment(t *testing.T) {
	t.Parallel()
	environment := complete()
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, []byte(goodKey+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	delete(environment, "STROOM_ID_KEY")
	environment["STROOM_ID_KEY_FILE"] = file
	environment["STROOM_LISTEN"] = ":1"
	environment["STROOM_TRUSTED_PROXIES"] = "10.0.0.0/8, ::1/128"
	environment["STROOM_CLAIMS"] = `{"Roles": "/roles", "RoleNames": {"RW": "officer"}}`
	c, stderr := newCall(t, serveCommand(), environment, "--listen", ":2", "--token-algorithms=RS256")
	cfg, err := c.configure()
	if err != nil {
		t.Fatal(err)
	}
	if cfg.listen != ":2" || string(cfg.idKey) != "development only: subject key !!" || cfg.temporal != "127.0.0.1:7233" ||
		len(cfg.proxies) != 2 || cfg.claims.RoleNames["RW"] != "officer" || cfg.algorithms[0] != "RS256" || cfg.connections != 16 {
		t.Errorf("read %+v", cfg)
	}
	if stderr.Len() > 0 {
		t.Errorf("said %q", stderr)
	}
}

func TestWrongSettingsAreAllTold(t *testing.T) {
	t.Parallel()
	environment := map[string]string{
		"STROOM_DATABASE": "mysql://stroom:secret@db", "STROOM_SUBJECT_KEY": "c2hvcnQ=", "STROOM_ID_KEY": "???",
		"STROOM_PUBLIC_URL": "stroom", "STROOM_ISSUER": "https://login.example.nl", "STROOM_CONTACT": "Team",
		"STROOM_TRUSTED_PROXIES": "here", "STROOM_TOKEN_ALGORITHMS": "none", "STROOM_CLAIMS": `{"Rollen": "/r"}`,
		"STROOM_DATABASE_CONNECTIONS": "0", "STROOM_LISTEN": "8080", "ZONEINFO": "/zones.zip", "TEMPORAL_SDK_FLAG_1": "true",
		"STROOM_CURSOR_KEY": goodKey, "STROOM_CURSOR_KEY_FILE": "key", "STROOM_DATABSE": "x",
	}
	code, stdout, stderr := run(t, environment, "serve")
	const want = `stroom serve: STROOM_DATABSE is no setting, and is not read
stroom serve: STROOM_DATABASE is neither postgres://... nor sqlite:PATH
STROOM_DATABASE_CONNECTIONS is not a whole number from 2 to 500
STROOM_SUBJECT_KEY has 5 bytes, at least 32 are needed
STROOM_LISTEN is not HOST:PORT
STROOM_PUBLIC_URL is not a web address
STROOM_TRUSTED_PROXIES has "here", which is no network
STROOM_CONTACT is not a name, an e-mail address and a web address
STROOM_AUDIENCE is not set
STROOM_TOKEN_ALGORITHMS has "none"; known are RS256, ES256, EdDSA
STROOM_CLAIMS is not what is expected: json: unknown field "Rollen"
STROOM_ID_KEY is not base64
STROOM_CURSOR_KEY and STROOM_CURSOR_KEY_FILE are both set
ZONEINFO must not be set: the time zones are part of the program, so that every process counts alike
TEMPORAL_SDK_FLAG_1 must not be set: it would change how histories are replayed
See ` + "`stroom serve --help`.\n"
	got := strings.ReplaceAll(stderr, "ZONEINFO must", "\x00ZONEINFO must") // the two of the environment come in any order
	if code != exitUsage || stdout != "" || !sameLines(got, want) {
		t.Errorf("exit %d, stdout %q, stderr\n%s\nwant\n%s", code, stdout, stderr, want)
	}
}

// sameLines compares two texts line by line, the order of the last lines aside.
func sameLines(got, want string) bool {
	got = strings.ReplaceAll(got, "\x00", "")
	if len(got) != len(want) {
		return false
	}
	for line := range strings.Lines(want) {
		if !strings.Contains(got, line) {
			return false
		}
	}
	return true
}

func TestSecretsAreNoFlags(t *testing.T) {
	t.Parallel()
	code, _, stderr := run(t, complete(), "serve", "--id-key", goodKey)
	if code != exitUsage || !strings.Contains(stderr, "there is no flag --id-key") || strings.Contains(stderr, goodKey) {
		t.Errorf("exit %d, %s", code, stderr)
	}
}
