package stroomschema_test

import (
	"os"
	"path/filepath"
	"testing"

	"stroom/definitions/stroomschema"
)

// BenchmarkCompile measures parse, check and compile of the definition that is shipped.
func BenchmarkCompile(b *testing.B) {
	folder := filepath.Join("..", "trajectindicatie")
	text, err := os.ReadFile(filepath.Join(folder, "v1.yaml"))
	if err != nil {
		b.Fatal(err)
	}
	options := stroomschema.Options{Parts: func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(folder, name)) }}
	b.ReportAllocs()
	for b.Loop() {
		stroomschema.Compile("v1.yaml", text, options)
	}
}
