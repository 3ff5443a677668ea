package ui

import (
	"strconv"
	"strings"
)

// Month writes a month, "2026-03", with its year: "mrt 2026". What is no month stays as it is.
func Month(lang, month string) string {
	year, number, _ := strings.Cut(month, "-")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > 12 {
		return month
	}
	return monthNames[lang][n-1] + " " + year
}

// MonthName is the short name of a month by its number, from 1.
func MonthName(lang string, n int) string { return monthNames[lang][n-1] }
