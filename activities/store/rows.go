package store

import "time"

// The rows, one struct for each table. Names and types are those of the migrations; a test compares them.

type definitionRow struct {
	Hash        string    `gorm:"column:hash;primaryKey"`
	Name        string    `gorm:"column:name"`
	Version     int       `gorm:"column:version"`
	Source      []byte    `gorm:"column:source"`     // gzip, as workflows.Pinned has it
	Parameters  string    `gorm:"column:parameters"` // JSON object of values, as written
	TitleNL     string    `gorm:"column:title_nl"`
	TitleEN     string    `gorm:"column:title_en"`
	PublishedAt time.Time `gorm:"column:published_at"`
}

func (definitionRow) TableName() string { return "definitions" }

type retirementRow struct {
	Hash      string    `gorm:"column:hash;primaryKey"`
	RetiredAt time.Time `gorm:"column:retired_at"`
}

func (retirementRow) TableName() string { return "retirements" }

type subjectRow struct {
	Ref         string    `gorm:"column:ref;primaryKey"`
	Issuer      string    `gorm:"column:issuer"`
	SubjectHash []byte    `gorm:"column:subject_hash"`
	HashKeyID   string    `gorm:"column:hash_key_id"`
	Sealed      []byte    `gorm:"column:sealed"` // sealedSubject; nil: no name known
	KeyID       string    `gorm:"column:key_id"`
	CreatedAt   time.Time `gorm:"column:created_at;autoCreateTime:false"`
}

func (subjectRow) TableName() string { return "subjects" }

type trajectoryRow struct {
	ID        string      `gorm:"column:id;primaryKey"`
	Head      headColumns `gorm:"embedded"`
	FirstRun  string      `gorm:"column:first_run"`
	Incidents int         `gorm:"column:incidents"`
	StartedAt time.Time   `gorm:"column:started_at"`
	UpdatedAt time.Time   `gorm:"column:updated_at;autoUpdateTime:false"`
	Picture   []byte      `gorm:"column:picture"`
	State     []byte      `gorm:"column:state"`
	KeyID     string      `gorm:"column:key_id"`
}

func (trajectoryRow) TableName() string { return "trajectories" }

// headColumns are the columns of a trajectory that recording reads before it writes.
type headColumns struct {
	Epoch          int       `gorm:"column:epoch"`
	Seq            uint64    `gorm:"column:seq"`
	Semantics      int       `gorm:"column:semantics"`
	Build          string    `gorm:"column:build"`
	Definition     string    `gorm:"column:definition"`
	Version        int       `gorm:"column:version"`
	DefinitionHash string    `gorm:"column:definition_hash"`
	Status         string    `gorm:"column:status"`
	Outcome        string    `gorm:"column:outcome"`
	Late           bool      `gorm:"column:late"`
	DueAt          time.Time `gorm:"column:due_at"` // never, or when something happens by itself
	TasksDigest    string    `gorm:"column:tasks_digest"`
	AudienceDigest string    `gorm:"column:audience_digest"`
	PartiesDigest  string    `gorm:"column:parties_digest"`

	Circle          string `gorm:"column:circle"` // "": what was recorded before there were circles, and is not filled in yet
	StandingsDigest string `gorm:"column:standings_digest"`
	Tallied         uint64 `gorm:"column:tallied"` // up to this entry the journal is in the tallies
}

type audienceRow struct {
	Trajectory   string    `gorm:"column:trajectory;primaryKey"`
	Role         string    `gorm:"column:role;primaryKey"`
	Organisation string    `gorm:"column:organisation;primaryKey"` // "": every organisation
	Status       string    `gorm:"column:status"`
	Definition   string    `gorm:"column:definition"`
	Version      int       `gorm:"column:version"`
	Outcome      string    `gorm:"column:outcome"`
	Late         bool      `gorm:"column:late"`
	DueAt        time.Time `gorm:"column:due_at"`
}

func (audienceRow) TableName() string { return "audience" }

type taskRow struct {
	ID           string    `gorm:"column:id;primaryKey"`
	Trajectory   string    `gorm:"column:trajectory"`
	Run          int       `gorm:"column:run"`
	Visit        int       `gorm:"column:visit"`
	Flow         string    `gorm:"column:flow"`
	RunKey       string    `gorm:"column:run_key"`
	Step         string    `gorm:"column:step"`
	Role         string    `gorm:"column:role"`
	Organisation string    `gorm:"column:organisation"` // "": anyone with the role
	DueAt        time.Time `gorm:"column:due_at"`
	Since        time.Time `gorm:"column:since"`
	Definition   string    `gorm:"column:definition"`
	ExcludeRef   string    `gorm:"column:exclude_ref"` // four eyes: not this person, nor who stood in for him,
	ExcludeFor   string    `gorm:"column:exclude_for"` // nor this one, for whom he stood in,
	ExcludeOrg   string    `gorm:"column:exclude_org"` // nor this organisation
}

func (taskRow) TableName() string { return "tasks" }

type partyRow struct {
	Trajectory   string    `gorm:"column:trajectory;primaryKey"`
	Role         string    `gorm:"column:role;primaryKey"`
	PartyKey     string    `gorm:"column:party_key;primaryKey"`
	Organisation string    `gorm:"column:organisation;primaryKey"`
	Since        time.Time `gorm:"column:since"`
	Listed       bool      `gorm:"column:listed"` // the first of this organisation
	Status       string    `gorm:"column:status"`
	DueAt        time.Time `gorm:"column:due_at"`
}

func (partyRow) TableName() string { return "parties" }

// circleRow is one address of a circle: who may see where a trajectory stands, as a set with a name.
type circleRow struct {
	Circle       string `gorm:"column:circle;primaryKey"`
	Role         string `gorm:"column:role;primaryKey"`
	Organisation string `gorm:"column:organisation;primaryKey"` // "": every organisation
}

func (circleRow) TableName() string { return "circles" }

type standingRow struct {
	ID         string    `gorm:"column:id;primaryKey"`
	Trajectory string    `gorm:"column:trajectory"`
	Circle     string    `gorm:"column:circle"`
	Run        int       `gorm:"column:run"`
	Definition string    `gorm:"column:definition"`
	Version    int       `gorm:"column:version"` // that the run follows
	Flow       string    `gorm:"column:flow"`
	RunKey     string    `gorm:"column:run_key"`
	Step       string    `gorm:"column:step"`
	Since      time.Time `gorm:"column:since"`
	SinceDay   int       `gorm:"column:since_day"`
	DueAt      time.Time `gorm:"column:due_at"` // never, or the end of a term that runs
}

func (standingRow) TableName() string { return "standings" }

// tallyRow is a readmodel.Tally, in parts so that nobody waits for another who counts the same.
type tallyRow struct {
	Definition   string `gorm:"column:definition;primaryKey"`
	Organisation string `gorm:"column:organisation;primaryKey"`
	Kind         string `gorm:"column:kind;primaryKey"`
	Month        string `gorm:"column:month;primaryKey"`
	Version      int    `gorm:"column:version;primaryKey;autoIncrement:false"`
	Name         string `gorm:"column:name;primaryKey"`
	Place        string `gorm:"column:place;primaryKey"`
	Particulars  string `gorm:"column:particulars;primaryKey"`
	Length       int    `gorm:"column:length;primaryKey;autoIncrement:false"`
	Term         string `gorm:"column:term;primaryKey"`
	Shard        int    `gorm:"column:shard;primaryKey;autoIncrement:false"`
	N            int    `gorm:"column:n"`
}

func (tallyRow) TableName() string { return "tallies" }

type eventRow struct {
	Trajectory     string    `gorm:"column:trajectory;primaryKey"`
	EventID        string    `gorm:"column:event_id;primaryKey"`
	Epoch          int       `gorm:"column:epoch"`
	FirstSeq       uint64    `gorm:"column:first_seq"`
	LastSeq        uint64    `gorm:"column:last_seq"`
	Digest         string    `gorm:"column:digest"`
	Kind           string    `gorm:"column:kind"`
	Place          string    `gorm:"column:place"` // id of the decision as judged
	ActorRef       string    `gorm:"column:actor_ref"`
	Role           string    `gorm:"column:role"`
	Organisation   string    `gorm:"column:organisation"`
	DefinitionHash string    `gorm:"column:definition_hash"`
	Imported       bool      `gorm:"column:imported"`
	ReceivedAt     time.Time `gorm:"column:received_at"`
	RecordedAt     time.Time `gorm:"column:recorded_at"`
	Semantics      int       `gorm:"column:semantics"`
	Build          string    `gorm:"column:build"`
}

func (eventRow) TableName() string { return "events" }

type journalRow struct {
	Trajectory string    `gorm:"column:trajectory;primaryKey"`
	Seq        uint64    `gorm:"column:seq;primaryKey;autoIncrement:false"`
	Epoch      int       `gorm:"column:epoch;primaryKey;autoIncrement:false"`
	EventID    string    `gorm:"column:event_id"`
	At         time.Time `gorm:"column:at"`
	Kind       string    `gorm:"column:kind"`
	Cause      string    `gorm:"column:cause"`
	Sealed     []byte    `gorm:"column:sealed"` // engine.Entry
	KeyID      string    `gorm:"column:key_id"`
	Semantics  int       `gorm:"column:semantics"`
	Build      string    `gorm:"column:build"`
}

func (journalRow) TableName() string { return "journal" }

type refusalRow struct {
	ID             string    `gorm:"column:id;primaryKey"`
	Trajectory     string    `gorm:"column:trajectory"`
	Epoch          int       `gorm:"column:epoch"`
	Seq            uint64    `gorm:"column:seq"`
	EventID        string    `gorm:"column:event_id"`
	Digest         string    `gorm:"column:digest"`
	Kind           string    `gorm:"column:kind"`
	Decision       string    `gorm:"column:decision"`
	ActorRef       string    `gorm:"column:actor_ref"`
	Role           string    `gorm:"column:role"`
	Organisation   string    `gorm:"column:organisation"`
	Code           string    `gorm:"column:code"`
	Rule           string    `gorm:"column:rule"`
	DefinitionHash string    `gorm:"column:definition_hash"`
	TraceID        string    `gorm:"column:trace_id"`
	At             time.Time `gorm:"column:at"`
	Sealed         []byte    `gorm:"column:sealed"` // sealedRefusal
	KeyID          string    `gorm:"column:key_id"`
	Semantics      int       `gorm:"column:semantics"`
	Build          string    `gorm:"column:build"`
}

func (refusalRow) TableName() string { return "refusals" }

type auditRow struct {
	ID           string    `gorm:"column:id;primaryKey"`
	At           time.Time `gorm:"column:at"`
	ActorRef     string    `gorm:"column:actor_ref"`
	ActorFor     string    `gorm:"column:actor_for"` // in whose place
	Role         string    `gorm:"column:role"`
	Organisation string    `gorm:"column:organisation"`
	Action       string    `gorm:"column:action"`
	Kind         string    `gorm:"column:kind"`
	Trajectory   string    `gorm:"column:trajectory"`
	EventID      string    `gorm:"column:event_id"`
	Result       string    `gorm:"column:result"`
	Code         string    `gorm:"column:code"`
	Ground       string    `gorm:"column:ground"`
	TraceID      string    `gorm:"column:trace_id"`
	Sealed       []byte    `gorm:"column:sealed"` // sealedAudit
	KeyID        string    `gorm:"column:key_id"`
}

func (auditRow) TableName() string { return "audit" }

type outboxRow struct {
	ID         string     `gorm:"column:id;primaryKey"`
	Trajectory string     `gorm:"column:trajectory"`
	Epoch      int        `gorm:"column:epoch"`
	Seq        uint64     `gorm:"column:seq"`
	EventID    string     `gorm:"column:event_id"`
	Kind       string     `gorm:"column:kind"`
	NotBefore  time.Time  `gorm:"column:not_before"`
	NextAt     time.Time  `gorm:"column:next_at"` // when it may be claimed; moves on with every claim
	Attempts   int        `gorm:"column:attempts"`
	LastCode   string     `gorm:"column:last_code"`
	Outcome    string     `gorm:"column:outcome"` // "", "done", "retracted"
	CreatedAt  time.Time  `gorm:"column:created_at;autoCreateTime:false"`
	DoneAt     *time.Time `gorm:"column:done_at"`
	Payload    []byte     `gorm:"column:payload"` // sealed: outboxPayload
	KeyID      string     `gorm:"column:key_id"`
}

func (outboxRow) TableName() string { return "outbox" }

type noticeRow struct {
	ID           string    `gorm:"column:id;primaryKey"`
	Trajectory   string    `gorm:"column:trajectory"`
	Role         string    `gorm:"column:role"`
	Organisation string    `gorm:"column:organisation"`
	Notice       string    `gorm:"column:notice"`
	Number       int       `gorm:"column:number"`
	EventID      string    `gorm:"column:event_id"`
	At           time.Time `gorm:"column:at"`
	Sealed       []byte    `gorm:"column:sealed"` // engine.Notify for one address
	KeyID        string    `gorm:"column:key_id"`
}

func (noticeRow) TableName() string { return "notices" }

type sessionRow struct {
	Key    string    `gorm:"column:session_key;primaryKey"`
	Until  time.Time `gorm:"column:until_at"`
	Sealed []byte    `gorm:"column:sealed"`
	KeyID  string    `gorm:"column:key_id"`
}

func (sessionRow) TableName() string { return "sessions" }

type memberRow struct {
	Ref          string    `gorm:"column:ref;primaryKey"`
	Role         string    `gorm:"column:role;primaryKey"`
	Organisation string    `gorm:"column:organisation;primaryKey"`
	SeenAt       time.Time `gorm:"column:seen_at"`
}

func (memberRow) TableName() string { return "members" }

type substitutionRow struct {
	ID           string     `gorm:"column:id;primaryKey"`
	PersonRef    string     `gorm:"column:person_ref"`
	Role         string     `gorm:"column:role"`
	Organisation string     `gorm:"column:organisation"`
	ByRef        string     `gorm:"column:by_ref"`
	FromAt       time.Time  `gorm:"column:from_at"`
	UntilAt      time.Time  `gorm:"column:until_at"`
	MadeAt       time.Time  `gorm:"column:made_at"`
	EndedAt      *time.Time `gorm:"column:ended_at"`
}

func (substitutionRow) TableName() string { return "substitutions" }
