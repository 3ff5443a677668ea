package main

import (
	"encoding/base64"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// service is what the test reads of a service in docker-compose.yml.
type service struct {
	Image       string            `yaml:"image"`
	Command     []string          `yaml:"command"`
	Environment map[string]string `yaml:"environment"`
	DependsOn   map[string]struct {
		Condition string `yaml:"condition"`
	} `yaml:"depends_on"`
	Healthcheck struct {
		Test []string `yaml:"test"`
	} `yaml:"healthcheck"`
	Ports []string `yaml:"ports"`
	Build struct {
		Dockerfile string `yaml:"dockerfile_inline"`
	} `yaml:"build"`
}

func composed(t *testing.T) (map[string]service, string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "docker-compose.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Services map[string]service `yaml:"services"`
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	return file.Services, string(text)
}

// The processes of docker-compose.yml are configured as the binary wants it: each by its own table of settings.
func TestComposeFitsTheBinary(t *testing.T) {
	t.Parallel()
	services, _ := composed(t)
	for _, name := range []string{"migrate", "serve", "work"} {
		s := services[name]
		if !slices.Equal(s.Command, []string{name}) {
			t.Errorf("%s runs %v", name, s.Command)
		}
		var c *command
		for _, c = range commands() {
			if c.name == name {
				break
			}
		}
		known := map[string]bool{}
		for _, setting := range c.settings {
			known[setting.env] = true
			if setting.required && s.Environment[setting.env] == "" {
				t.Errorf("%s lacks %s", name, setting.env)
			}
		}
		for _, variable := range slices.Sorted(maps.Keys(s.Environment)) {
			if !known[variable] {
				t.Errorf("%s sets %s, which `stroom %s` does not read", name, variable, name)
			}
		}
		call, stderr := newCall(t, c, s.Environment)
		if _, err := call.configure(); err != nil || stderr.Len() > 0 {
			t.Errorf("%s: %v %s", name, err, stderr)
		}
	}
}

func TestComposeStartsInOrder(t *testing.T) {
	t.Parallel()
	services, _ := composed(t)
	for _, test := range []struct{ name, after, condition string }{
		{"temporal-tables", "postgres", "service_healthy"},
		{"temporal", "temporal-tables", "service_completed_successfully"},
		{"temporal-ui", "temporal", "service_healthy"},
		{"migrate", "postgres", "service_healthy"},
		{"migrate", "temporal", "service_healthy"},
		{"serve", "migrate", "service_completed_successfully"},
		{"work", "migrate", "service_completed_successfully"},
	} {
		if got := services[test.name].DependsOn[test.after].Condition; got != test.condition {
			t.Errorf("%s starts after %s: %q, want %q", test.name, test.after, got, test.condition)
		}
	}
	for _, name := range []string{"postgres", "temporal", "serve", "work"} {
		if len(services[name].Healthcheck.Test) == 0 {
			t.Errorf("%s says nothing of its health", name)
		}
	}
	for _, name := range []string{"serve", "work"} {
		s := services[name]
		listen := map[string]string{"serve": "STROOM_LISTEN", "work": "STROOM_HEALTH_LISTEN"}[name]
		_, port, _ := strings.Cut(s.Environment[listen], ":")
		if want := []string{"CMD", "/stroom", "health", "--address", "127.0.0.1:" + port}; !slices.Equal(s.Healthcheck.Test, want) {
			t.Errorf("%s asks %v, want %v", name, s.Healthcheck.Test, want)
		}
	}
}

// What is published reaches this machine only, and secrets say what they are.
func TestComposeIsForOneMachine(t *testing.T) {
	t.Parallel()
	services, text := composed(t)
	for _, name := range slices.Sorted(maps.Keys(services)) {
		for _, port := range services[name].Ports {
			if !strings.HasPrefix(port, "127.0.0.1:") {
				t.Errorf("%s opens %s to the world", name, port)
			}
		}
		for variable, value := range services[name].Environment {
			secret := slices.ContainsFunc(allSettings(), func(s *setting) bool { return s.env == variable && s.secret }) ||
				strings.Contains(variable, "PASSWORD") || strings.HasSuffix(variable, "_PWD")
			if plain, err := base64.StdEncoding.DecodeString(value); err == nil {
				value += string(plain)
			}
			if secret && !strings.Contains(value, "development-only") && !strings.Contains(value, "development only") {
				t.Errorf("%s has a %s that does not say that it is for development only", name, variable)
			}
		}
	}
	for line := range strings.Lines(text) {
		value := strings.Contains(line, "development-only") || strings.Contains(line, "ZGV2ZWxvcG1lbnQ")
		if value && !strings.Contains(line, "DEVELOPMENT ONLY") {
			t.Errorf("not marked: %s", line)
		}
	}
}

// The image is built with the toolchain of go.mod.
func TestComposeBuildsWithTheToolchain(t *testing.T) {
	t.Parallel()
	services, _ := composed(t)
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "\ngo ")
	version, _, _ := strings.Cut(rest, "\n")
	if !strings.Contains(services["serve"].Build.Dockerfile, "FROM golang:"+version+" ") {
		t.Errorf("the image is not built with go %s:\n%s", version, services["serve"].Build.Dockerfile)
	}
}
