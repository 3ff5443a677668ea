package server

import (
	"context"
	"errors"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/server/auth"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// Errors that a port may return, alone or wrapped. Any other error is shown as an internal error and logged once.
var (
	// ErrUnavailable says that the world behind the port does not answer now: no worker, no database. The answer is 503.
	ErrUnavailable = errors.New("unavailable")
	// ErrBusy says that this trajectory has enough in hand: a decision waits for the database, or too many are in flight.
	// The answer is 429.
	ErrBusy = errors.New("busy")
	// ErrUnknown says that there is no such trajectory, definition or event. The answer is 404, the same as for one that
	// the caller may not see.
	ErrUnknown = errors.New("unknown")
	// ErrOtherContent says that the start id was used before with other content. The answer is 409.
	ErrOtherContent = errors.New("other content")
)

// Decider is the door to running trajectories: every event goes through it and is judged once, by engine.Step.
// Methods return ErrUnavailable, ErrBusy, ErrUnknown, and Start also ErrOtherContent.
type Decider interface {
	// TrajectoryID derives the id of the trajectory that a start id begins: the same always, and not to be guessed from
	// the start id. The start id that the server gives carries the organisation, so that two organisations never meet.
	TrajectoryID(startID string) string

	// Start begins a trajectory, or returns the receipt of the start that stands under this id already. A refused start
	// leaves nothing behind.
	Start(ctx context.Context, r StartRequest) (Receipt, error)

	// Judge has an event judged by a running trajectory. The event has its id, digest, moment and actor.
	Judge(ctx context.Context, trajectory string, ev engine.Event) (Receipt, error)

	// Migrate has a Migrated event judged; target is the definition that it names, pinned by content for the rest of the
	// trajectory's life.
	Migrate(ctx context.Context, trajectory string, ev engine.Event, target *stroomschema.Definition) (Receipt, error)

	// Receipt tells what became of an event that was received: Pending while it waits. ErrUnknown if the trajectory
	// does not know it; a refusal may be known to the ledger alone.
	Receipt(ctx context.Context, trajectory, event string) (Receipt, error)
}

// StartRequest begins a trajectory with its first event, or with a past trace.
type StartRequest struct {
	StartID    string // scoped by organisation; see Decider.TrajectoryID
	Definition *stroomschema.Definition
	Event      engine.Event   // Started; the zero Event for an import
	Past       []engine.Event // an import: the events in order, Started first; nil otherwise
	Importer   engine.Actor   // an import: on whose word
	Now        time.Time      // receipt by the API, UTC
}

// Receipt is what became of an event.
type Receipt struct {
	Trajectory string
	Epoch      int
	Seq        uint64 // State.Seq after it; 0 unless Accepted
	Event      string
	Accepted   bool
	Pending    bool              // received and durable, not judged yet
	Rejection  *engine.Rejection // not nil: refused
	Recorded   bool              // refused late, and the shell has written it to the ledger already
	Line       int               // a refused import: number of the event in its trace, from 1
}

// Loaded is one trajectory as it stands. Reads that decide anything come from the primary database.
type Loaded struct {
	ID         string
	Epoch      int
	State      engine.State
	Definition *stroomschema.Definition // compiled, and linked with the earlier version that some runs still follow
	Updated    time.Time                // when the last entry was recorded
	Due        *time.Time               // State.NextDue as stored: the column by which lists are ordered
}

// Place is where a page of a list ended: the next page begins behind it. The order is (Time, ID), unset times last.
type Place struct {
	Time *time.Time
	ID   string
}

// Filter chooses trajectories. Zero fields do not choose.
type Filter struct {
	Audience   []engine.Address // never empty: at least one of these sees the trajectory, by the audience table
	IDs        []string         // at most MaxIDs
	Definition string
	Version    int
	Status     string // "open" or "ended"
	Outcome    string
	Party      string // an organisation that is bound now
	Late       *bool
	DueBefore  *time.Time
	After      *Place
	Limit      int // 1 to MaxLimit+1: one more tells whether there is a next page
}

// Recorded is an accepted event as it stands in the journal.
type Recorded struct {
	Event    string
	Actor    engine.Actor
	Received time.Time
	Recorded time.Time
	Entries  []engine.Entry // in order of Seq; never empty
}

// Trajectories reads what is recorded.
type Trajectories interface {
	// Load returns one trajectory, or ErrUnknown.
	Load(ctx context.Context, id string) (Loaded, error)
	// LoadAll returns those of ids that exist, in the order of ids.
	LoadAll(ctx context.Context, ids []string) ([]Loaded, error)
	// List returns at most f.Limit trajectories, due first: in the order (Due, ID), without due last.
	List(ctx context.Context, f Filter) ([]Loaded, error)
	// Find returns the ids of at most limit trajectories that begin with a text, open and ended, in order: those that at least
	// one of these sees.
	Find(ctx context.Context, who []engine.Address, number string, limit int) ([]string, error)
	// Events returns at most limit entries with Seq > after, in order of Seq; none for an unknown trajectory.
	Events(ctx context.Context, id string, after uint64, limit int) ([]engine.Entry, error)
	// Decision returns an accepted event by its id, or ErrUnknown.
	Decision(ctx context.Context, trajectory, event string) (Recorded, error)
}

// TaskRow addresses one open task; what the reader may know of it comes from readmodel.View.
type TaskRow struct {
	ID           string // of the row, for Place
	Trajectory   string
	Run          int
	Visit        int
	Role         string
	Organisation string // "": whoever holds the role
	Due          *time.Time
	Handled      bool // the person of the filter has acted on its trajectory
}

// TaskFilter chooses open tasks. Zero fields do not choose.
type TaskFilter struct {
	Readers    []engine.Actor // never empty: the task waits for one of these, and four eyes do not shut him out
	Person     string         // whom Handled is about; "": nobody
	Handled    bool           // only of trajectories on which he has acted
	Definition string
	Flow       string     // of that definition
	DueAfter   *time.Time // due after this moment; tasks without a term are left out by either of these two
	DueUpTo    *time.Time // due at this moment or before
	After      *Place
	Limit      int // 1 to MaxLimit+1: one more tells whether there is a next page
}

// TaskCount is how many open tasks are alike: of one flow of one definition, for one address, in one stretch of time.
type TaskCount struct {
	Definition   string
	Flow         string
	Role         string
	Organisation string // "": whoever holds the role
	Late         bool   // due now or before
	Soon         bool   // due after now, up to the moment that was asked about
	Handled      bool   // of a trajectory on which the person of the filter has acted
	Count        int
}

// Worklist reads open tasks.
type Worklist interface {
	// Tasks returns at most f.Limit tasks, due first: in the order (Due, ID), without due last.
	Tasks(ctx context.Context, f TaskFilter) ([]TaskRow, error)
	// CountTasks counts the open tasks of f.Readers by kind, in the eyes of f.Person; nothing else of the filter is read. There may
	// be a bound to how many it counts.
	CountTasks(ctx context.Context, f TaskFilter, now, soon time.Time) ([]TaskCount, error)
	// Workloads returns how much each organisation that holds a role somewhere has in hand, in order of organisation, counted over
	// what who may see where it stands now: of at most some hundreds, those with the most trajectories.
	Workloads(ctx context.Context, who []engine.Address, role string, now time.Time) ([]Workload, error)
}

// Workload is how much one organisation has in hand in one role now. It names none of them, and no person.
type Workload struct {
	Organisation string
	Trajectories int // open ones in which it holds the role
	Tasks        int // that wait for it in that role
	Late         int // of those, the ones whose term is over
}

// Class is a part of what stands somewhere.
type Class string

// The classes. What is late is never almost late; either may be quiet as well.
const (
	ClassAll    Class = ""
	ClassLate   Class = "late"   // its term has run out
	ClassAlmost Class = "almost" // its term runs out before StandingFilter.Soon
	ClassQuiet  Class = "quiet"  // it waits longer than nine in ten of those that have left that step
)

// StandingFilter chooses open runs at their steps. Zero fields do not choose.
type StandingFilter struct {
	Who        []engine.Address // never empty: at least one of these may see where the trajectory stands now
	Now        time.Time        // never zero
	Soon       time.Time        // until when a term is almost over; never zero
	Class      Class
	Definition string
	Version    int    // of the definition that the run follows
	Flow, Step string // Step only with Flow, and both only with Definition
	Party      string // an organisation that is bound now
	After      *Place // Standings only
	Limit      int    // Standings only: 1 to MaxLimit+1
}

// StepCount is how many stand at one step, of every version that the filter chooses.
type StepCount struct {
	Definition string
	Flow       string
	Step       string
	Count      int
	Late       int
	Almost     int
	Quiet      int
	Median     int // days that half of them have waited, rounded down; see readmodel.Day
	QuietAfter int // days after which one is quiet; -1: too few have left this step to say
}

// VersionCount is how many runs follow one version, over the steps that the filter chooses.
type VersionCount struct {
	Definition string
	Version    int
	Count      int
}

// StandingRow is one open run at its step. What the reader may know of it comes from readmodel.View.
type StandingRow struct {
	ID         string // of the row, for Place
	Trajectory string
	Run        int
	Definition string
	Version    int
	Flow       string
	Key        string
	Step       string
	Since      time.Time
	Due        *time.Time
	Late       bool
	Almost     bool
	Quiet      bool
}

// Place is where the page behind this row begins, when the list was of that class.
func (s StandingRow) Place(c Class) Place {
	if c == ClassQuiet {
		return Place{Time: &s.Since, ID: s.ID}
	}
	return Place{Time: s.Due, ID: s.ID}
}

// MinPeers is how many must have left a step before one can be called quiet there.
const MinPeers = 10

// Overview reads where everything stands now, over what its readers may see.
type Overview interface {
	// Steps counts what stands at each step, in order of definition, flow and step by name; a step where nothing stands has
	// no row. Class does not choose here: all are counted.
	Steps(ctx context.Context, f StandingFilter) ([]StepCount, []VersionCount, error)
	// Standings returns at most f.Limit rows: due first, in the order (Due, ID) without due last; of what is quiet the
	// longest first, in the order (Since, ID).
	Standings(ctx context.Context, f StandingFilter) ([]StandingRow, error)
}

// TallyFilter chooses tallies. Zero fields do not choose, but for Organisations.
type TallyFilter struct {
	Definition    string   // never empty
	Version       int      // that runs followed
	Organisations []string // never empty, but for Every; "": the whole. Tallies of two are never to be added up: a trajectory has several parties
	Every         bool     // instead of Organisations: each organisation, and not the whole
	Together      bool     // over all months and places together: without those
	Kind          readmodel.TallyKind
	From, Until   string // months, both included: "2026-01"
}

// Tallies reads what has happened how often: without trajectories and without people, so that it may be told to who sees
// none of them. Whether somebody may hear of an organisation is for the caller to say.
type Tallies interface {
	// Tallies returns sums in the order of readmodel.CompareTallies, at most MaxTallies; more is an error.
	Tallies(ctx context.Context, f TallyFilter) ([]readmodel.Tally, error)
}

// MaxTallies bounds one answer. A year of one organisation and definition is some thousands.
const MaxTallies = 200_000

// Refusal is one line of the refusal ledger.
type Refusal struct {
	ID         string
	Trajectory string       // of a start: the id that it would have had
	Event      engine.Event // as it was sent: kind, decision, form, actor, moment, digest
	Rejection  engine.Rejection
	Definition string // hash
	TraceID    string
}

// RefusalFilter chooses refusals of one trajectory. Zero fields do not choose.
type RefusalFilter struct {
	Trajectory string // never empty
	Event      string
	Person     string
	After      *Place // newest first: in the order (moment of receipt, ID), both descending
	Limit      int
}

// Ledger keeps refusals. A refusal that cannot be written is not answered: 503.
type Ledger interface {
	Refuse(ctx context.Context, r Refusal) error
	Refusals(ctx context.Context, f RefusalFilter) ([]Refusal, error)
}

// AuditAction is what was done, in the codes of NEN 7513.
type AuditAction string

// The actions.
const (
	AuditCreate  AuditAction = "C"
	AuditRead    AuditAction = "R"
	AuditUpdate  AuditAction = "U"
	AuditDelete  AuditAction = "D"
	AuditExecute AuditAction = "E"
)

// AuditResult is how a request ended, as far as the audit is concerned.
type AuditResult string

// The results. A write is audited before it is judged (Asked); what became of it stands in the journal or the ledger
// under the same event id. Recorded rows are written with the journal, in the same transaction.
const (
	AuditShown    AuditResult = "shown"
	AuditAsked    AuditResult = "asked"
	AuditDenied   AuditResult = "denied"
	AuditRecorded AuditResult = "recorded"
)

// AuditRow says who did or saw what, from where, on what ground.
type AuditRow struct {
	ID            string // of the row, for Place; "" while it is not written
	At            time.Time
	Actor         engine.Actor
	Action        AuditAction
	Kind          string // the operation, as the OpenAPI document names it
	Trajectory    string // "" when the operation is about none
	Event         string // id of the event, for writes
	Result        AuditResult
	Ground        string // the role through which the definition shows it, or the permission
	Code          string // Denied: why; of a file that was handed out: its stamp
	ClientAddress string
	TraceID       string
	Purpose       string // stated by the client
}

// Auditor keeps the audit trail, of reads too. What cannot be audited is not shown and not done: 503.
type Auditor interface {
	// Record writes all rows or none.
	Record(ctx context.Context, rows []AuditRow) error
	// Audited returns a page of the audit trail, newest first: in the order (At, ID), both descending.
	Audited(ctx context.Context, f AuditFilter) ([]AuditRow, error)
}

// MaxAudited is the most rows that Audited gives at a time.
const MaxAudited = 1000

// AuditFilter chooses audit rows of one trajectory, or of one person. Other zero fields do not choose.
type AuditFilter struct {
	Trajectory string
	Person     string
	From       time.Time // at or after
	Until      time.Time // before
	Results    []AuditResult
	After      *Place
	Limit      int // 1 to MaxAudited
}

// DefinitionInfo is one published version.
type DefinitionInfo struct {
	Name        string
	Version     int
	Hash        string
	Title       stroomschema.Text
	Status      string // "published" or "retired"
	PublishedAt time.Time
}

// Definitions reads the published definitions.
type Definitions interface {
	// Newest returns the newest published version of each definition, by name.
	Newest(ctx context.Context) ([]DefinitionInfo, error)
	// Versions returns all versions of one definition, newest first; none if there is no such definition.
	Versions(ctx context.Context, name string) ([]DefinitionInfo, error)
	// Version returns one version; version 0 is the newest that is published. ErrUnknown.
	Version(ctx context.Context, name string, version int) (*stroomschema.Definition, DefinitionInfo, error)
}

// Subject is a person as his issuer knows him.
type Subject struct {
	Issuer  string
	Subject string
	Name    string // as the token says it now; may be ""
}

// Subjects turns people into references. The reference of a subject never changes.
type Subjects interface {
	Reference(ctx context.Context, s Subject) (string, error)
	// Names returns by reference the names of at most MaxNames people, of those whose name is known.
	Names(ctx context.Context, references []string) (map[string]string, error)
}

// Substitution is that somebody stands in for another in one role of one organisation. It gives nobody a role.
type Substitution struct {
	ID           string
	Person       string // whose work it is
	Role         string
	Organisation string
	By           string // who stands in
	From         time.Time
	Until        time.Time // over at this moment
	Made         time.Time
}

// Substitutes keeps who stands in for whom, and who is a colleague of whom.
type Substitutes interface {
	// Note keeps as what somebody has signed in.
	Note(ctx context.Context, person string, as []engine.Address, now time.Time) error
	// Colleagues returns who has signed in as a role of an organisation since a moment.
	Colleagues(ctx context.Context, at engine.Address, since time.Time) ([]string, error)
	// Substitute writes one down. The same ID twice is one.
	Substitute(ctx context.Context, s Substitution) error
	// Substitutions returns those of somebody's work and those in which he stands in that are not over, in the order (From, ID).
	Substitutions(ctx context.Context, person string, now time.Time) ([]Substitution, error)
	// EndSubstitution ends one before its time, for one of the two whom it is about. ErrUnknown when he may end none of that id.
	EndSubstitution(ctx context.Context, id, person string, now time.Time) error
}

// MaxNames is how many people Names is asked for at a time.
const MaxNames = 200

// SignIn is how people prove with a browser who they are: an OpenID provider, asked by *auth.Browser.
type SignIn interface {
	// Begin says where to send the browser. Errors: auth.ErrIssuer.
	Begin(ctx context.Context, fresh bool) (auth.Begun, error)
	// Finish reads what the browser brings back. Errors: *auth.SignInError, auth.ErrIssuer.
	Finish(ctx context.Context, begun auth.Begun, back auth.Returned, now time.Time) (auth.SignedIn, error)
}

// SessionStore keeps who has signed in with a browser. A key is the hash of a secret that only that browser has; what is kept
// names a person, and is sealed.
type SessionStore interface {
	// Session returns what was kept, or ErrUnknown when it was not, or is over.
	Session(ctx context.Context, key string, now time.Time) ([]byte, error)
	// KeepSession keeps data until a moment, instead of what was kept before under this key.
	KeepSession(ctx context.Context, key string, data []byte, until time.Time) error
	// DropSession forgets it; what is not there is forgotten already.
	DropSession(ctx context.Context, key string) error
}
