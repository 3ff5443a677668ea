package main

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// told finds the trajectories of the demonstration in what `stroom dev` prints.
var told = regexp.MustCompile(`(?m)^  (t\w{32})  (.+)$`)

// housed reads what `stroom dev` printed, with its trajectories.
func housed(t *testing.T, printed string) apiClient {
	t.Helper()
	c, _ := pasted(t, printed)
	c.tales = map[string]string{}
	for _, m := range told.FindAllStringSubmatch(printed, -1) {
		c.tales[m[2]] = m[1]
	}
	return c
}

// The journeys of ecosystem.md section 6. Each says what that section asks, and checks what it costs here.
func TestJourneys(t *testing.T) {
	t.Parallel()
	p := spawn(t, nil, "dev", "--port", "0")
	c := housed(t, p.await(t, ready))
	for _, m := range manners() {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			mine := c
			mine.t = t
			t.Run("O1", func(t *testing.T) { startsTheDay(t, m, mine) })
			t.Run("O2", func(t *testing.T) { stepsDown(t, m, mine) })
			t.Run("O3", func(t *testing.T) { actsInCrisis(t, m, mine) })
			t.Run("O4", func(t *testing.T) { isRefused(t, m, mine) })
			t.Run("S1", func(t *testing.T) { seesWhatIsLate(t, m, mine) })
			t.Run("S2", func(t *testing.T) { understands(t, m, mine) })
			t.Run("S3", func(t *testing.T) { asksWhoLooked(t, m, mine) })
		})
	}
}

// O1: 0 activations to know what comes first, 1 to be at work.
func startsTheDay(t *testing.T, m manner, c apiClient) {
	j := travel(t, m, c.api, "Anna Reclassering")
	var first string
	j.Eval(`document.querySelector("ol.rows li").innerText`, &first)
	if !regexp.MustCompile(`te laat|vandaag|nog \d+ (werkdag|dag)`).MatchString(first) || !strings.Contains(first, "reclassering (reclassering-oost)") {
		t.Errorf("the first task does not say until when, or why it is hers: %s", first)
	}
	j.at(0)
	j.followAt("ol.rows li a")
	j.reads("Wat kan ik nu doen?")
	j.at(1)
}

// O2: 4 activations are asked for a step inside the bandwidth; it takes 7, for the shipped definition asks three answers more
// than a reason. For who answers it takes 3. Then the receipt is there, and there is one decision.
func stepsDown(t *testing.T, m manner, c apiClient) {
	c.t = t
	trajectory := c.clinic("o2-"+m.name, assessed)
	t.Run("proposed", func(t *testing.T) {
		j := travel(t, m, c.api, "Kees Aanbieder")
		j.followAt(`a[href="/trajecten/` + trajectory + `"]`)
		j.reads("kliniek beveiliging 2 laag")
		j.followAt(`a[href*="besluit=step_change.begin"]`)
		proposes(j)
		j.followAt(`button[value="record"]`)
		j.reads("vastgelegd")
		j.at(7)
	})
	t.Run("answered", func(t *testing.T) { // with one page of the browser at a time: there are few
		j := travel(t, m, c.api, "Anna Reclassering")
		j.followAt(`a[href="/trajecten/` + trajectory + `"]`)
		j.followAt(`a[href*="besluit=step_change.consent.agree"]`)
		j.reads("Besluit vastleggen")
		j.followAt(`button[value="record"]`)
		j.reads("vastgelegd")
		j.at(3)
	})
	if n := c.decisions("kees", trajectory, "step_change.begin"); n != 1 {
		t.Errorf("%d proposals", n)
	}
}

const typedReason = "Het gaat goed; hij is toe aan een volgende stap."

// proposes fills in a proposal to step down.
func proposes(j *journey) {
	j.selects("f.to.level", "beschermd wonen")
	j.fill(`textarea[name="f.reason"]`, typedReason)
	j.choose("f.room", "true")
	j.choose("f.patient_agrees", "true")
}

// O3: 3 activations from the trajectory; the receipt says what must follow and until when; the step down lies still, visibly.
func actsInCrisis(t *testing.T, m manner, c apiClient) {
	c.t = t
	trajectory := c.clinic("o3-"+m.name, proposed)
	j := travel(t, m, c.api, "Kees Aanbieder")
	j.Go(c.api + "/trajecten/" + trajectory)
	j.followAt("a.crisis")
	j.fill(`textarea[name="f.reason"]`, "Agressie op de afdeling.")
	j.followAt("button.crisis")
	j.at(3)
	j.reads("vastgelegd", "Bevestig de crisisplaatsing of maak bezwaar")
	j.followAt(`.buttons a[href="/trajecten/` + trajectory + `"]`)
	j.reads("kliniek beveiliging 2 hoog", "ligt stil")
	if n := c.decisions("kees", trajectory, "crisis.begin"); n != 1 {
		t.Errorf("%d crises", n)
	}
}

// O4: 0 activations to the reason, which is three short sentences at most; what was typed is kept; 1 to the way out.
func isRefused(t *testing.T, m manner, c apiClient) {
	c.t = t
	trajectory := c.clinic("o4-"+m.name, inCare)
	j := travel(t, m, c.api, "Kees Aanbieder")
	j.Go(c.api + "/trajecten/" + trajectory + "/besluit?besluit=step_change.begin&als=provider%40de-linde&voor=care")
	proposes(j)
	before := j.activations
	j.refusedAt(`button[value="record"]`, http.StatusConflict)
	j.at(before + 1)
	var why, typed string
	j.Eval(`document.querySelector("#refused").innerText`, &why)
	j.Eval(`document.querySelector('textarea[name="f.reason"]').value`, &typed)
	if typed != typedReason {
		t.Errorf("what was typed is gone: %q", typed)
	}
	if !strings.Contains(why, "risicotaxatie") {
		t.Errorf("the reason is %s", why)
	}
	var said string
	j.Eval(`document.querySelector("#refused p").innerText`, &said)
	if sentences := regexp.MustCompile(`[.!?](\s|$)`).FindAllString(said, -1); len(sentences) > 3 || len(strings.Fields(said)) > 40 {
		t.Errorf("%d sentences, %d words: %s", len(sentences), len(strings.Fields(said)), said)
	}
	j.followAt("#refused a.button")
	j.reads("risicotaxatie", "Besluit vastleggen")
	j.at(before + 2)
	if n := c.decisions("kees", trajectory, "step_change.begin"); n != 0 {
		t.Errorf("%d proposals", n)
	}
}

// S2: where it stands and why with 0 activations; how it was on a day with 1 by the slider, and without script with 2.
func understands(t *testing.T, m manner, c apiClient) {
	j := travel(t, m, c.api, "Sven Toezicht")
	trajectory := "/trajecten/" + c.tales["De titel eindigt over een maand: de zorg erna moet worden geregeld"]
	j.Go(c.api + trajectory)
	var lead string
	j.Eval(`document.querySelector("main .lead").innerText`, &lead)
	if !regexp.MustCompile(`^Wacht op .+ sinds \d+ \w+ \d{4}`).MatchString(lead) {
		t.Errorf("the first sentence is %q", lead)
	}
	j.at(0)
	if m.look.NoScript {
		then := time.Now().AddDate(0, -6, 0)
		j.fill("#op", then.Format("01022006")) // the field asks it in the order of the browser's own language
		j.follow("Toon die dag")
		j.reads("Zo stond het", fmt.Sprint(then.Year()))
		j.at(2)
	} else {
		j.slide("#slide")
		j.Until(`document.getElementById("stood").innerText.includes("Zo stond het")`)
		j.at(1)
	}
	j.Go(c.api + trajectory + "/tijd")
	j.reads("Hoe stond het op een dag?", "gebeurde er niets")
}

// S3: who saw and who decided: 3 activations, and the download is itself a line.
func asksWhoLooked(t *testing.T, m manner, c apiClient) {
	j := travel(t, m, c.api, "Lena Leiding")
	trajectory := c.tales["In een kliniek van De Linde, alles op tijd"]
	j.Go(c.api + "/trajecten/" + trajectory)
	j.followAt(`a[href$="/inzage"]`)
	j.reads("Lena Leiding")
	j.followAt(`main ul.inline a[href*="van="]`)
	j.at(2)
	name, file := j.Download(j.act(func() { j.FindAt("a[download]") }, func() { j.ClickAt("a[download]") }))
	j.at(3)
	if !strings.HasSuffix(name, ".csv") || !strings.Contains(string(file), "Lena Leiding") {
		t.Errorf("%s holds\n%.2000s", name, file)
	}
	j.Go(j.URL())
	j.reads("bestand")
}
