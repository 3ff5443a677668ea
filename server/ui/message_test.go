package ui

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every message stands in both languages, with the same number of places to fill in.
func TestCatalogueIsComplete(t *testing.T) {
	t.Parallel()
	for key, m := range catalogue {
		if strings.TrimSpace(m.NL) == "" || strings.TrimSpace(m.EN) == "" {
			t.Errorf("%s lacks a language", key)
		}
		if strings.Count(m.NL, "%s") != strings.Count(m.EN, "%s") || strings.Count(m.NL, "%") != strings.Count(m.NL, "%s") {
			t.Errorf("%s: %q and %q are not filled in alike", key, m.NL, m.EN)
		}
	}
}

var (
	asked = regexp.MustCompile(`\.T "([a-z_.]+)"`)
	vowel = regexp.MustCompile(`(?i)[aeiouyàáèéëêïíóöúü]+`)
	words = regexp.MustCompile(`[\p{L}\p{N}'’-]+`)
	// passive is the form that 1.12 of the ecosystem reference counts: "wordt ... ge...d".
	passive = regexp.MustCompile(`(?i)\bword(t|en)\b.*\bge\p{L}+(d|t|en)\b`)
)

// Every message that a template asks for exists.
func TestTemplatesAskForMessagesThatExist(t *testing.T) {
	t.Parallel()
	entries, err := sources.ReadDir("templates")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := sources.ReadFile("templates/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range asked.FindAllStringSubmatch(string(text), -1) {
			if _, ok := catalogue[m[1]]; !ok {
				t.Errorf("%s asks for %q, which does not exist", e.Name(), m[1])
			}
		}
	}
}

// denied are words above level B1, each with one to take instead.
var denied = map[string]string{
	"betreffende": "over", "inzake": "over", "verstrekken": "geven", "relevant": "belangrijk", "creëren": "maken", "middels": "met",
	"indien": "als", "tevens": "ook", "echter": "maar", "derhalve": "daarom", "alsmede": "en", "teneinde": "om", "omtrent": "over",
	"conform": "volgens", "dient": "moet", "dienen": "moeten", "aanvang": "begin", "geschieden": "gebeuren", "reeds": "al",
	"ontvangst": "krijgen", "voornemens": "van plan", "desbetreffende": "deze", "gelieve": "wilt u", "thans": "nu", "nimmer": "nooit",
	"geraadpleegd": "gelezen", "additioneel": "extra", "prioriteren": "eerst doen", "faciliteren": "helpen", "implementeren": "invoeren",
}

// The Dutch of the product stays at level B1: short sentences, plain words, few passives, and easy to read as a whole by the
// measure of Flesch-Douma. Source: ecosystem reference 1.12.
func TestDutchIsReadable(t *testing.T) {
	t.Parallel()
	keys := make([]string, 0, len(catalogue))
	for key := range catalogue {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	var count measure
	for _, key := range keys {
		for _, sentence := range sentences(catalogue[key].NL) {
			n := len(words.FindAllString(sentence, -1))
			if n > 20 {
				t.Errorf("%s: a sentence of %d words: %q", key, n, sentence)
			}
			count.add(sentence)
		}
		for _, word := range words.FindAllString(strings.ToLower(catalogue[key].NL), -1) {
			if better, ok := denied[word]; ok {
				t.Errorf("%s: %q; write %q", key, word, better)
			}
		}
	}
	if mean := float64(count.words) / float64(count.sentences); mean > 12 {
		t.Errorf("the mean sentence has %.1f words", mean)
	}
	if part := float64(count.passive) / float64(count.sentences); part > 0.10 {
		t.Errorf("%.0f%% of the sentences are passive", 100*part)
	}
	if ease := count.ease(); ease < 60 {
		t.Errorf("Flesch-Douma is %.0f; at least 60 is wanted", ease)
	}
}

// measure counts what readability formulas ask for.
type measure struct{ sentences, words, syllables, passive int }

func (m *measure) add(sentence string) {
	m.sentences++
	for _, word := range words.FindAllString(sentence, -1) {
		m.words++
		m.syllables += max(1, len(vowel.FindAllString(word, -1)))
	}
	if passive.MatchString(sentence) {
		m.passive++
	}
}

// ease is the formula of Flesch-Douma for Dutch.
func (m *measure) ease() float64 {
	return 206.84 - 0.77*100*float64(m.syllables)/float64(m.words) - 0.93*float64(m.words)/float64(m.sentences)
}

func sentences(text string) []string {
	var out []string
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(".?!:", r) }) {
		if words.MatchString(s) {
			out = append(out, s)
		}
	}
	return out
}
