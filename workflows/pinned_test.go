package workflows_test

import (
	"bytes"
	"strings"
	"testing"

	"stroom/definitions/stroomschema"
	"stroom/workflows"
	"stroom/workflows/workflowstest"
)

func TestAPinnedDefinitionIsTheSameDefinition(t *testing.T) {
	t.Parallel()
	def := workflowstest.Counter(t, 1)
	p, err := workflows.Pin(def)
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.Compile()
	if err != nil {
		t.Fatal(err)
	}
	if got.Hash != def.Hash || !bytes.Equal(got.Source, def.Source) {
		t.Errorf("pinned %s@%d, compiled %s@%d", def.Name, def.Version, got.Name, got.Version)
	}
	if again, err := p.Compile(); err != nil || again != got {
		t.Errorf("compiled twice: %v", err)
	}
}

func TestAPinnedDefinitionKeepsItsParameters(t *testing.T) {
	t.Parallel()
	const source = "parameters:\n  most: {type: int, value: 3, nl: m, en: m, choices: [{value: 3, why: {nl: m, en: m}}, {value: 5, why: {nl: m, en: m}}]}\nterms:"
	text := strings.Replace(string(workflowstest.Counter(t, 1).Source), "terms:", source, 1)
	def, found := stroomschema.Compile("counter.yaml", []byte(text), stroomschema.Options{Parameters: map[string]string{"most": "5"}})
	if def == nil {
		t.Fatal(found)
	}
	p, err := workflows.Pin(def)
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.Compile()
	if err != nil {
		t.Fatal(err)
	}
	if got.Parameters[0].Value.String() != "5" {
		t.Errorf("parameter %v", got.Parameters[0].Value)
	}
}

func TestADamagedPinIsRefused(t *testing.T) {
	t.Parallel()
	whole := workflowstest.Pinned(t, 1)
	damaged := whole
	damaged.Source = append(bytes.Clone(whole.Source[:40]), whole.Source[41:]...)
	other := workflowstest.Pinned(t, 2)
	renamed := other
	renamed.Hash = whole.Hash // claims to be version 1
	for name, p := range map[string]workflows.Pinned{"damaged": damaged, "renamed": renamed, "empty": {}} {
		if _, err := p.Compile(); err == nil {
			t.Errorf("%s: compiled", name)
		}
	}
}

func TestATooLargeDefinitionIsNotPinned(t *testing.T) {
	t.Parallel()
	large := *workflowstest.Counter(t, 1)
	large.Source = bytes.Repeat([]byte("# large\n"), workflows.MaxSource/8+1)
	if _, err := workflows.Pin(&large); err == nil {
		t.Error("pinned")
	}
}
