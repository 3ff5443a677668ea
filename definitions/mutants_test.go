package definitions_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"

	"stroom/definitions"
	"stroom/definitions/stroomschema"
	"stroom/workflows/simulate"
)

var (
	mutantSeed = flag.Uint64("seed", 1, "which mutants of the shipped definitions are tried")
	mutantsAll = flag.Bool("mutants", false, "try every mutant of the shipped definitions; takes minutes")
)

// tried is how many mutants of each definition a run tries.
const tried = 20

// equivalent are mutants that mean the same as the definition, by their kind and by what they make of it, with the reason why
// no scenario can tell them apart.
var equivalent = map[string]string{
	`compare Care.sampled.strictness > care[shelf].strictness"`: "a shelf is only sampled while its own proposal is at the laboratory, and then nobody is asked this",
}

// Whoever changes a rule, a condition or a term by mistake hears of it: the scenarios notice every fault that is put in.
func TestScenariosNoticeMutants(t *testing.T) {
	t.Parallel()
	seed := *mutantSeed
	t.Logf("-seed %d", seed)
	for _, name := range definitions.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHunt(t, name)
			all := mutants(t, h.file, h.text, compileTallied(t, name, nil))
			rand.New(rand.NewPCG(seed, 1)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			noticed, refused, excused := 0, 0, 0
			for _, m := range all {
				if noticed == tried && !*mutantsAll {
					break
				}
				by, compiles := h.notice(m)
				switch {
				case !compiles:
					refused++ // the compiler notices it
				case by != "":
					noticed++
					t.Logf("%s: noticed by %s", m, by)
				case equivalent[m.kind+" "+m.is] != "":
					excused++
				default:
					t.Errorf("no scenario notices: %s", m)
				}
			}
			t.Logf("of %d mutants: %d noticed by scenarios, %d by the compiler, %d that mean the same", len(all), noticed, refused, excused)
			if noticed < tried {
				t.Errorf("only %d mutants were tried", noticed)
			}
		})
	}
}

// hunt plays the scenarios of a definition against its mutants.
type hunt struct {
	t     *testing.T
	name  string
	file  string
	text  []byte
	files []string // of the scenarios: the one that noticed last comes first
}

func newHunt(t *testing.T, name string) *hunt {
	t.Helper()
	file, text, err := definitions.Text(name, definitions.Newest(name))
	if err != nil {
		t.Fatal(err)
	}
	return &hunt{t: t, name: name, file: file, text: text, files: definitions.Scenarios(name)}
}

// notice returns the first scenario that does not pass with a fault in the definition; "" when all do.
func (h *hunt) notice(m mutant) (by string, compiles bool) {
	compiled := map[string]*stroomschema.Definition{}
	for i, file := range h.files {
		text := read(h.t, file)
		_, parameters := stroomschema.ScenarioParameters(file, text)
		def, known := compiled[fmt.Sprint(parameters)]
		if !known {
			def = h.compile(m, parameters)
			compiled[fmt.Sprint(parameters)] = def
		}
		if def == nil {
			return "", false
		}
		scenario, _ := stroomschema.ParseScenario(file, text, def)
		if scenario == nil || !simulate.Run(def, versionsBeside(h.t, file, parameters), scenario).Passed() {
			copy(h.files[1:], h.files[:i])
			h.files[0] = file
			return file, true
		}
	}
	return "", true
}

func (h *hunt) compile(m mutant, parameters map[string]string) *stroomschema.Definition {
	def, _ := stroomschema.Compile(h.file, m.applied(h.text), stroomschema.Options{Parts: definitions.Part(h.name), Parameters: parameters})
	return def
}
