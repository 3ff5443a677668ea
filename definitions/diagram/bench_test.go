package diagram

import "testing"

// The whole shipped definition: chart, layout and picture.
func BenchmarkShipped(b *testing.B) {
	def := shipped(b)
	for b.Loop() {
		drawn(b, def, "nl").SVG(Options{})
	}
}
