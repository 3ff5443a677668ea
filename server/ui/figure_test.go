package ui

import "testing"

func TestFigure(t *testing.T) {
	t.Parallel()
	for n, want := range map[int][2]string{
		0: {"0", "0"}, 999: {"999", "999"}, 1000: {"1.000", "1,000"}, 123456: {"123.456", "123,456"}, 1234567: {"1.234.567", "1,234,567"}, -999: {"-999", "-999"}, -1000: {"-1.000", "-1,000"},
	} {
		if got := [2]string{Figure("nl", n), Figure("en", n)}; got != want {
			t.Errorf("%d: %v, want %v", n, got, want)
		}
	}
	for n, want := range map[int]string{-1: "sinds vandaag", 0: "sinds vandaag", 1: "1 dag", 2: "2 dagen", 1200: "1.200 dagen"} {
		if got := Days("nl", n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}
