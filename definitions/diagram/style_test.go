package diagram

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// palette reads custom properties: "--sd-ink:#16202c;".
func palette(t *testing.T, text string) map[string]string {
	t.Helper()
	colours := map[string]string{}
	for _, m := range regexp.MustCompile(`--sd-([a-z0-9]+):(#[0-9a-f]+);`).FindAllStringSubmatch(text, -1) {
		colours[m[1]] = m[2]
	}
	if len(colours) < 20 {
		t.Fatalf("only %d colours found", len(colours))
	}
	return colours
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	hex := strings.TrimPrefix(colour, "#")
	if len(hex) == 3 {
		hex = fmt.Sprintf("%c%c%c%c%c%c", hex[0], hex[0], hex[1], hex[1], hex[2], hex[2])
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || len(hex) != 6 {
		t.Fatalf("%q is no colour", colour)
	}
	linear := func(c uint64) float64 {
		v := float64(c&255) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(n>>16) + 0.7152*linear(n>>8) + 0.0722*linear(n)
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// Texts stand out by 4.5:1 from every ground they can stand on, and lines, signs and the colours of roles by 3:1 (WCAG 1.4.3
// and 1.4.11).
func TestContrast(t *testing.T) {
	t.Parallel()
	for theme, text := range map[string]string{"light": lightColours + tints(tintColours), "dark": darkColours + tints(darkTints)} {
		c := palette(t, text)
		holds := func(least float64, ink, ground string) {
			if got := contrast(t, c[ink], c[ground]); got < least {
				t.Errorf("%s: %s on %s is %.2f:1, and %.1f:1 is asked", theme, ink, ground, got, least)
			}
		}
		for _, ground := range []string{"sheet", "panel", "box", "pill", "now", "past"} {
			holds(4.5, "ink", ground)
			holds(4.5, "soft", ground)
		}
		for heat := range MaxHeat {
			holds(4.5, "ink", "heat"+strconv.Itoa(heat+1))
		}
		for _, ground := range []string{"panel", "box", "pill"} {
			holds(4.5, "pale", ground)
			for _, line := range []string{"person", "world", "silence", "flow", "itself", "missed", "covered"} {
				holds(3, line, ground)
			}
		}
		holds(4.5, "box", "ink") // numbers and badges
		holds(4.5, "box", "nowedge")
		holds(3, "nowedge", "panel")
		holds(3, "focus", "panel")
		for i := range Tints + 1 {
			holds(3, "r"+strconv.Itoa(i), "box")
		}
	}
}

// Everything that the drawings write as a class has a rule or is a hook for pages, and no element has a style of its own.
func TestNoStyleAttributes(t *testing.T) {
	t.Parallel()
	text := string(drawn(t, shipped(t), "nl").SVG(Options{NoStyle: true}))
	if strings.Contains(text, "style=") || strings.Contains(text, "<style") {
		t.Error("there is a style in the drawing")
	}
}
