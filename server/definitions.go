package server

import (
	"strconv"
	"time"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
)

// DefinitionInfoOut is one version of a stroomschema in a list.
type DefinitionInfoOut struct {
	Name        string    `json:"name" doc:"De naam van het stroomschema."`
	Version     int       `json:"version" doc:"De versie."`
	Title       string    `json:"title" doc:"De titel."`
	Hash        string    `json:"hash" doc:"Kenmerk van de inhoud: sha256 van de tekst en de waarden van de parameters."`
	Status      string    `json:"status" doc:"published of retired." enum:"published,retired"`
	PublishedAt time.Time `json:"publishedAt" doc:"Wanneer deze versie is gepubliceerd."`
}

// DefinitionOut is one version with its text.
type DefinitionOut struct {
	DefinitionInfoOut
	Roles      []NamedText    `json:"roles" doc:"De rollen."`
	Flows      []FlowOut      `json:"flows" doc:"De delen, met hun stappen."`
	Parameters []ParameterOut `json:"parameters" doc:"De parameters met hun waarde."`
	Source     string         `json:"source" doc:"De tekst van het stroomschema, in YAML."`
}

// NamedText is a name with its label.
type NamedText struct {
	Name  string `json:"name" doc:"De naam."`
	Label string `json:"label" doc:"De naam in woorden."`
}

// FlowOut is one flow with its steps.
type FlowOut struct {
	NamedText
	Steps []NamedText `json:"steps" doc:"De stappen."`
}

// ParameterOut is one parameter.
type ParameterOut struct {
	NamedText
	Value any `json:"value" doc:"De waarde in deze versie."`
}

// List is a list without pages: its length is bounded elsewhere.
type List[T any] struct {
	Items []T `json:"items" doc:"De regels."`
}

func (c *call) info(d DefinitionInfo) DefinitionInfoOut {
	return DefinitionInfoOut{
		Name: d.Name, Version: d.Version, Title: say(c.lang, engine.Said(d.Title)), Hash: d.Hash, Status: d.Status, PublishedAt: d.PublishedAt.UTC(),
	}
}

func (c *call) listDefinitions() (answer, error) {
	found, err := c.s.Definitions.Newest(c.ctx())
	return c.infos(found, err)
}

func (c *call) listVersions() (answer, error) {
	name, err := c.param("name")
	if err != nil {
		return answer{}, err
	}
	found, err := c.s.Definitions.Versions(c.ctx(), name)
	if err == nil && len(found) == 0 {
		err = ErrUnknown
	}
	return c.infos(found, err)
}

func (c *call) infos(found []DefinitionInfo, err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	list := List[DefinitionInfoOut]{Items: []DefinitionInfoOut{}}
	for _, d := range found {
		list.Items = append(list.Items, c.info(d))
	}
	if err := c.audit(AuditRow{Result: AuditShown}); err != nil {
		return answer{}, err
	}
	return ok(list), nil
}

func (c *call) readVersion() (answer, error) {
	name, err := c.param("name")
	if err != nil {
		return answer{}, err
	}
	text, err := c.param("version")
	if err != nil {
		return answer{}, err
	}
	version, err := strconv.Atoi(text)
	if err != nil || version < 1 || version > maxVersion || strconv.Itoa(version) != text {
		return answer{}, refuse(notFound)
	}
	def, info, err := c.s.Definitions.Version(c.ctx(), name, version)
	if err != nil {
		return answer{}, err
	}
	if err := c.audit(AuditRow{Result: AuditShown}); err != nil {
		return answer{}, err
	}
	return ok(c.definition(def, info)), nil
}

func (c *call) definition(def *stroomschema.Definition, info DefinitionInfo) DefinitionOut {
	out := DefinitionOut{
		DefinitionInfoOut: c.info(info), Roles: []NamedText{}, Flows: []FlowOut{}, Parameters: []ParameterOut{}, Source: string(def.Source),
	}
	for _, r := range def.Roles {
		out.Roles = append(out.Roles, NamedText{r.Name, say(c.lang, engine.Said(r.Label))})
	}
	for _, f := range def.Flows {
		flow := FlowOut{NamedText: NamedText{f.Name, say(c.lang, engine.Said(f.Title))}, Steps: []NamedText{}}
		for _, s := range f.Steps {
			flow.Steps = append(flow.Steps, NamedText{s.Name, c.word(def, s.Name)})
		}
		out.Flows = append(out.Flows, flow)
	}
	for _, p := range def.Parameters {
		out.Parameters = append(out.Parameters, ParameterOut{
			NamedText: NamedText{p.Name, say(c.lang, engine.Said(p.Label))}, Value: def.Env.Schema().Plain(p.Value),
		})
	}
	return out
}

// ValidateIn is a definition to be checked.
type ValidateIn struct {
	File   string `json:"file,omitempty" max:"100" doc:"Naam van het bestand, voor in de meldingen."`
	Source string `json:"source" doc:"De tekst van het stroomschema, in YAML. Ten hoogste 256 KiB."`
}

// ValidateOut is what was found.
type ValidateOut struct {
	Valid       bool            `json:"valid" doc:"Er zijn geen fouten. Waarschuwingen kunnen er wel zijn."`
	Hash        string          `json:"hash,omitempty" doc:"Kenmerk van de inhoud, als die geldig is."`
	Diagnostics []DiagnosticOut `json:"diagnostics" doc:"Alle meldingen, op volgorde van plaats."`
	Text        string          `json:"text,omitempty" doc:"De meldingen als tekst, met de regel waar het om gaat."`
}

// DiagnosticOut is one finding about a definition. Its words are English, as those of the language are.
type DiagnosticOut struct {
	Severity string   `json:"severity" doc:"error of warning." enum:"error,warning"`
	Code     string   `json:"code" doc:"Vaste code van de melding."`
	Summary  string   `json:"summary" doc:"Wat er mis is (Engels)."`
	Detail   string   `json:"detail,omitempty" doc:"Meer daarover (Engels)."`
	Hint     string   `json:"hint,omitempty" doc:"Wat u kunt doen (Engels)."`
	Subject  RangeOut `json:"subject" doc:"De plaats."`
}

// RangeOut is a piece of a text.
type RangeOut struct {
	Start PosOut `json:"start" doc:"Het begin."`
	End   PosOut `json:"end" doc:"De eerste plaats erachter."`
}

// PosOut is a place in a text.
type PosOut struct {
	Line   int `json:"line" doc:"De regel, vanaf 1."`
	Column int `json:"column" doc:"Het teken in de regel, vanaf 1."`
}

// validate checks a definition for its author. A definition with faults is no fault of the request: the answer is 200.
func (c *call) validate() (answer, error) {
	var in ValidateIn
	if err := c.bind(&in); err != nil {
		return answer{}, err
	}
	select {
	case c.s.checks <- struct{}{}:
		defer func() { <-c.s.checks }()
	default:
		return answer{}, refuse(busy)
	}
	if err := c.audit(AuditRow{Result: AuditAsked}); err != nil {
		return answer{}, err
	}
	if in.File == "" {
		in.File = "definition.yaml"
	}
	def, found := stroomschema.Compile(in.File, []byte(in.Source), stroomschema.Options{})
	out := ValidateOut{Valid: def != nil, Diagnostics: []DiagnosticOut{}, Text: diag.Text(found, map[string][]byte{in.File: []byte(in.Source)})}
	if def != nil {
		out.Hash = def.Hash
	}
	for _, d := range found {
		out.Diagnostics = append(out.Diagnostics, DiagnosticOut{
			Severity: d.Severity.String(), Code: d.Code, Summary: d.Summary, Detail: d.Detail, Hint: d.Hint,
			Subject: RangeOut{Start: PosOut{d.Subject.Start.Line, d.Subject.Start.Column}, End: PosOut{d.Subject.End.Line, d.Subject.End.Column}},
		})
	}
	return ok(out), nil
}
