package main

import (
	"strings"
	"testing"
)

func TestExplain(t *testing.T) {
	t.Parallel()
	for file, args := range map[string][]string{
		"explain/SS604.txt":    {"explain", "ss604"},
		"explain/SS604.nl.txt": {"explain", "--lang", "nl", "SS604"},
		"explain/SS604.json":   {"explain", "--json", "SS604"},
		"explain/all.nl.txt":   {"explain", "--lang", "nl"},
	} {
		code, stdout, stderr := run(t, nil, args...)
		if code != exitOK || stderr != "" {
			t.Errorf("%v: exit %d, %s", args, code, stderr)
		}
		golden(t, file, stdout)
	}
	code, stdout, _ := run(t, nil, "explain", "--json")
	if code != exitOK || !strings.HasPrefix(stdout, "[\n  {\n    \"code\": \"SS001\",") || strings.Contains(stdout, "examples") {
		t.Errorf("exit %d\n%.200s", code, stdout)
	}
}
