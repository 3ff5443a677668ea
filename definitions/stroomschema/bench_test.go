package stroomschema_test

import (
	"os"
	"path/filepath"
	"testing"

	"stroom/definitions/stroomschema"
)

// BenchmarkCompile measures parse, check and compile of the definition that is shipped. cpu-ms is the time of the processor,
// with what the garbage collector takes of it.
func BenchmarkCompile(b *testing.B) {
	folder := filepath.Join("..", "trajectindicatie")
	text, err := os.ReadFile(filepath.Join(folder, "v1.yaml"))
	if err != nil {
		b.Fatal(err)
	}
	options := stroomschema.Options{Parts: func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(folder, name)) }}
	b.ReportAllocs()
	start := processorTime()
	for b.Loop() {
		if def, found := stroomschema.Compile("v1.yaml", text, options); def == nil {
			b.Fatal(found)
		}
	}
	b.ReportMetric(float64((processorTime()-start).Milliseconds())/float64(b.N), "cpu-ms/op")
}
