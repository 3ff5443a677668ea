package main

import (
	"net/url"
	"strings"
	"testing"
)

// S1: 0 activations to see what is late, almost late and quiet, 1 to see what is quiet; a colleague who opens the same address
// sees the same choice over what he may see. Each has a browser page of his own, one after the other: there are few of them.
func seesWhatIsLate(t *testing.T, m manner, c apiClient) {
	shared := ""
	t.Run("supervisor", func(t *testing.T) {
		j := travel(t, m, c.api, "Sven Toezicht")
		j.Go(c.api + "/overzicht")
		j.reads("lopende trajecten die u mag zien", "Te laat", "Bijna te laat", "Stil", "Stappen met de meeste wachttijd", "reclassering (reclassering-oost)")
		j.at(0)
		j.followAt(".tile:nth-child(4) a")
		j.reads("U koos:", "Wat het langst wacht, staat bovenaan.")
		j.at(1)
		shared = j.URL()
		if address, err := url.Parse(shared); err != nil || address.Query().Get("klas") != "stil" {
			t.Errorf("the choice does not stand in %s", shared)
		}
	})
	t.Run("colleague", func(t *testing.T) {
		j := travel(t, m, c.api, "Wim Reclassering")
		j.Go(shared)
		j.reads("U koos:", "Stil")
		if text := j.Text(); strings.Contains(text, "reclassering-oost") {
			t.Errorf("somebody of another organisation reads %s", text)
		}
	})
	// From the whole to the trajectories at one step: 2, and to one of them 3.
	t.Run("to a trajectory", func(t *testing.T) {
		j := travel(t, m, c.api, "Sven Toezicht")
		j.Go(c.api + "/overzicht")
		j.followAt(`svg a[href*="deel=main"]`)
		j.reads("De stappen van Traject", "middelste:")
		j.followAt(`.counts a[href*="stap=under_care"]`)
		j.reads("Volg het traject en stuur bij.")
		j.followAt(".stack tbody a")
		j.reads("Wat kan ik nu doen?")
		j.at(3)
	})
}
