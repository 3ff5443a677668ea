package main

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"stroom/activities/store"
	"stroom/server/auth"
)

// config is what the settings say.
type config struct {
	dialect     store.Dialect
	database    string // address, as the dialect wants it
	connections int

	temporal  string // host:port
	namespace string
	taskQueue string
	tlsCA     string // files, "" for none
	tlsCert   string
	tlsKey    string

	listen  string
	health  string
	public  string
	proxies []netip.Prefix
	contact [3]string // name, e-mail address, URL

	issuer     string
	audience   string
	jwks       string
	algorithms []string
	claims     auth.Mapping

	client       string // "": nobody signs in with a browser
	clientSecret string

	idKey      []byte
	subjectKey []byte
	cursorKey  []byte
}

// setting is one thing that the environment configures.
type setting struct {
	env      string
	about    string // one sentence
	example  string
	value    string // when it is not set; "" and not required: it stays empty
	required bool
	secret   bool
	set      func(c *config, value string) error
}

// flag is the name of the setting as a flag: STROOM_TEMPORAL_ADDRESS is --temporal-address.
func (s *setting) flag() string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(s.env, "STROOM_"), "_", "-"))
}

// need says in words whether and how the setting must be given.
func (s *setting) need() string {
	words := "optional"
	if s.required {
		words = "required"
	} else if s.value != "" {
		words = "default " + s.value
	}
	if s.secret {
		words += ", secret"
	}
	return words
}

// The table of settings. --help, the README and the test of docker-compose.yml are made from it.
var (
	setDatabase = &setting{
		env: "STROOM_DATABASE", required: true, secret: true,
		about:   "Where the application database is: a Postgres URL, or sqlite: and the path of a file.",
		example: "postgres://stroom:PASSWORD@db:5432/stroom",
		set:     setDatabaseAddress,
	}
	setConnections = &setting{
		env: "STROOM_DATABASE_CONNECTIONS", value: "16", example: "32",
		about: "How many connections to Postgres this process may hold.",
		set: func(c *config, v string) (err error) {
			c.connections, err = whole(v, 2, 500)
			return err
		},
	}
	setTemporal = &setting{
		env: "STROOM_TEMPORAL_ADDRESS", value: "127.0.0.1:7233", example: "temporal:7233",
		about: "Host and port of the Temporal frontend.",
		set:   func(c *config, v string) error { c.temporal = v; return hostPort(v) },
	}
	setNamespace = &setting{
		env: "STROOM_TEMPORAL_NAMESPACE", value: "stroom", example: "stroom",
		about: "The namespace at Temporal in which trajectories live.",
		set:   func(c *config, v string) error { c.namespace = v; return nil },
	}
	setTaskQueue = &setting{
		env: "STROOM_TEMPORAL_TASK_QUEUE", value: "stroom", example: "stroom",
		about: "The task queue by which the API finds the workers.",
		set:   func(c *config, v string) error { c.taskQueue = v; return nil },
	}
	setTLSCA = &setting{
		env: "STROOM_TEMPORAL_TLS_CA", example: "/run/secrets/temporal-ca.pem",
		about: "File with the certificates by which Temporal is recognised; given, the connection is encrypted.",
		set:   func(c *config, v string) error { c.tlsCA = v; return nil },
	}
	setTLSCert = &setting{
		env: "STROOM_TEMPORAL_TLS_CERT", example: "/run/secrets/temporal.pem",
		about: "File with the certificate by which this process makes itself known to Temporal.",
		set:   func(c *config, v string) error { c.tlsCert = v; return nil },
	}
	setTLSKey = &setting{
		env: "STROOM_TEMPORAL_TLS_KEY", example: "/run/secrets/temporal.key",
		about: "File with the key of that certificate.",
		set:   func(c *config, v string) error { c.tlsKey = v; return nil },
	}
	setListen = &setting{
		env: "STROOM_LISTEN", value: "127.0.0.1:8080", example: ":8080",
		about: "Where the API listens; TLS ends in front of it.",
		set:   func(c *config, v string) error { c.listen = v; return hostPort(v) },
	}
	setHealth = &setting{
		env: "STROOM_HEALTH_LISTEN", value: "127.0.0.1:8081", example: ":8081",
		about: "Where a worker says how it is: /healthz and /readyz, for those who keep it running.",
		set:   func(c *config, v string) error { c.health = v; return hostPort(v) },
	}
	setPublic = &setting{
		env: "STROOM_PUBLIC_URL", required: true, example: "https://stroom.example.nl",
		about: "The address by which clients know the API, without a path.",
		set:   func(c *config, v string) error { c.public = v; return webAddress(v) },
	}
	setProxies = &setting{
		env: "STROOM_TRUSTED_PROXIES", example: "10.0.0.0/8,192.168.1.5/32",
		about: "The networks whose X-Forwarded-For is believed; without it nobody's.",
		set:   setPrefixes,
	}
	setContact = &setting{
		env: "STROOM_CONTACT", required: true, example: "Team Stroom,stroom@example.nl,https://example.nl/stroom",
		about: "The team that answers for the API: name, e-mail address and web address, with commas between.",
		set:   setTeam,
	}
	setIssuer = &setting{
		env: "STROOM_ISSUER", required: true, example: "https://login.example.nl/realms/stroom",
		about: "Who signs the tokens: the claim iss, letter by letter.",
		set:   func(c *config, v string) error { c.issuer = v; return webAddress(v) },
	}
	setAudience = &setting{
		env: "STROOM_AUDIENCE", required: true, example: "stroom",
		about: "For whom the tokens are: one of the claim aud.",
		set:   func(c *config, v string) error { c.audience = v; return nil },
	}
	setJWKS = &setting{
		env: "STROOM_JWKS", example: "https://login.example.nl/realms/stroom/certs",
		about: "Where the issuer's keys are; without it his discovery document says so.",
		set:   func(c *config, v string) error { c.jwks = v; return webAddress(v) },
	}
	setAlgorithms = &setting{
		env: "STROOM_TOKEN_ALGORITHMS", value: strings.Join(auth.Algorithms, ","), example: "RS256",
		about: "The algorithms by which tokens may be signed.",
		set:   setTokenAlgorithms,
	}
	setClaims = &setting{
		env: "STROOM_CLAIMS", example: `{"Name":"/name","Roles":"/roles","Organisation":"/org","RoleNames":{"RW":"officer"}}`,
		about: "How the claims of a token are read: a JSON object with the fields of auth.Mapping; without it as the demonstration writes them.",
		set:   setClaimMapping,
	}
	setClient = &setting{
		env: "STROOM_CLIENT_ID", example: "stroom-pages",
		about: "As which client people sign in at the issuer, for the pages; without it only the pages that everyone may read.",
		set:   func(c *config, v string) error { c.client = v; return nil },
	}
	setClientSecret = &setting{
		env: "STROOM_CLIENT_SECRET", secret: true, example: "the secret that the issuer gave with the client id",
		about: "The secret of that client; without it a public client, with PKCE alone.",
		set:   func(c *config, v string) error { c.clientSecret = v; return nil },
	}
	setIDKey = &setting{
		env: "STROOM_ID_KEY", required: true, secret: true, example: "the output of `openssl rand -base64 32`",
		about: "Key from which the ids of trajectories are made, base64, 32 bytes or more; for good, and the same for every process.",
		set:   func(c *config, v string) (err error) { c.idKey, err = key(v); return err },
	}
	setSubjectKey = &setting{
		env: "STROOM_SUBJECT_KEY", required: true, secret: true, example: "the output of `openssl rand -base64 32`",
		about: "Key of the references by which people are known, base64, 32 bytes or more; for good, and the same for every process.",
		set:   func(c *config, v string) (err error) { c.subjectKey, err = key(v); return err },
	}
	setCursorKey = &setting{
		env: "STROOM_CURSOR_KEY", required: true, secret: true, example: "the output of `openssl rand -base64 32`",
		about: "Key that seals the cursors of lists, base64, 32 bytes or more; the same for every `stroom serve`.",
		set:   func(c *config, v string) (err error) { c.cursorKey, err = key(v); return err },
	}
)

// Groups of settings that several commands share.
var (
	settingsOfStore    = []*setting{setDatabase, setConnections, setSubjectKey}
	settingsOfTemporal = []*setting{setTemporal, setNamespace, setTaskQueue, setTLSCA, setTLSCert, setTLSKey}
	settingsOfAPI      = []*setting{setListen, setPublic, setProxies, setContact, setIssuer, setAudience, setJWKS, setAlgorithms, setClaims, setClient, setClientSecret, setIDKey, setCursorKey}
)

// allSettings are all settings, in the order of the table.
func allSettings() []*setting {
	return slices.Concat(settingsOfStore, settingsOfTemporal, settingsOfAPI, []*setting{setHealth})
}

// configure reads the settings of a command: flags, then the environment, then what the table says. All faults come back
// at once.
func (c *call) configure() (config, error) {
	var cfg config
	var faults []error
	for _, s := range c.command.settings {
		value, err := c.lookup(s)
		switch {
		case err != nil:
		case value == "" && s.required:
			err = errors.New("is not set")
		case value == "":
			continue
		default:
			err = s.set(&cfg, value)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("%s %w", s.env, err))
		}
	}
	c.warnOfUnknown()
	return cfg, errors.Join(append(faults, c.refuseEnvironment())...)
}

// lookup returns the value of a setting, wherever it stands.
func (c *call) lookup(s *setting) (string, error) {
	if !s.secret {
		if value := c.flags.Lookup(s.flag()).Value.String(); value != "" {
			return value, nil
		}
	}
	value, _ := c.Getenv(s.env)
	if !s.secret {
		return orValue(value, s.value), nil
	}
	file, _ := c.Getenv(s.env + "_FILE")
	switch {
	case file == "":
		return value, nil
	case value != "":
		return "", fmt.Errorf("and %s_FILE are both set", s.env)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("is to be read from a file: %w", cause(err))
	}
	return strings.TrimSpace(string(text)), nil
}

func orValue(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

// cause leaves the path of a file out of an error.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// refuseEnvironment refuses what would let two processes judge or replay differently.
func (c *call) refuseEnvironment() error {
	var faults []error
	for _, variable := range c.Environ() {
		name, value, _ := strings.Cut(variable, "=")
		switch {
		case name == "ZONEINFO" && value != "":
			faults = append(faults, errors.New("ZONEINFO must not be set: the time zones are part of the program, so that every process counts alike"))
		case strings.HasPrefix(name, "TEMPORAL_SDK_FLAG_"):
			faults = append(faults, fmt.Errorf("%s must not be set: it would change how histories are replayed", name))
		}
	}
	return errors.Join(faults...)
}

// warnOfUnknown tells of variables that look like settings and are none: a slip of the pen would otherwise go unseen. It
// is no fault, for others may put variables of that name into our environment.
func (c *call) warnOfUnknown() {
	known := map[string]bool{}
	for _, s := range allSettings() {
		known[s.env] = true
		if s.secret {
			known[s.env+"_FILE"] = true
		}
	}
	var unknown []string
	for _, variable := range c.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, "STROOM_") && !known[name] {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	for _, name := range unknown {
		fmt.Fprintf(c.Stderr, "stroom %s: %s is no setting, and is not read\n", c.command.name, name)
	}
}

func setDatabaseAddress(c *config, v string) error {
	if path, ok := strings.CutPrefix(v, "sqlite:"); ok && path != "" {
		c.dialect, c.database = store.SQLite, path
		return nil
	}
	if u, err := url.Parse(v); err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" || u.Host == "" {
		return errors.New("is neither postgres://... nor sqlite:PATH") // the value may hold a password
	}
	c.dialect, c.database = store.Postgres, v
	return nil
}

func setPrefixes(c *config, v string) error {
	for item := range strings.SplitSeq(v, ",") {
		prefix, err := netip.ParsePrefix(strings.TrimSpace(item))
		if err != nil {
			return fmt.Errorf("has %q, which is no network", item)
		}
		c.proxies = append(c.proxies, prefix)
	}
	return nil
}

func setTeam(c *config, v string) error {
	parts := strings.Split(v, ",")
	if len(parts) != len(c.contact) {
		return errors.New("is not a name, an e-mail address and a web address")
	}
	for i, part := range parts {
		c.contact[i] = strings.TrimSpace(part)
	}
	return webAddress(c.contact[2])
}

func setTokenAlgorithms(c *config, v string) error {
	for item := range strings.SplitSeq(v, ",") {
		name := strings.TrimSpace(item)
		if !slices.Contains(auth.Algorithms, name) {
			return fmt.Errorf("has %q; known are %s", name, strings.Join(auth.Algorithms, ", "))
		}
		c.algorithms = append(c.algorithms, name)
	}
	return nil
}

func setClaimMapping(c *config, v string) error {
	decoder := json.NewDecoder(strings.NewReader(v))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&c.claims); err != nil {
		return fmt.Errorf("is not what is expected: %w", err)
	}
	return nil
}

func hostPort(v string) error {
	_, port, err := net.SplitHostPort(v)
	if err != nil {
		return errors.New("is not HOST:PORT")
	}
	_, err = whole(port, 0, 65535)
	return err
}

func webAddress(v string) error {
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return errors.New("is not a web address")
	}
	return nil
}

func whole(v string, from, to int) (int, error) {
	n, err := strconv.Atoi(v)
	if err != nil || n < from || n > to {
		return 0, fmt.Errorf("is not a whole number from %d to %d", from, to)
	}
	return n, nil
}

// minKey is the least length of a key, in bytes.
const minKey = 32

func key(v string) ([]byte, error) {
	b, err := base64.StdEncoding.DecodeString(v)
	if err != nil {
		return nil, errors.New("is not base64")
	}
	if len(b) < minKey {
		return nil, fmt.Errorf("has %d bytes, at least %d are needed", len(b), minKey)
	}
	return b, nil
}
