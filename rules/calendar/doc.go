// Package calendar counts days: which are working days, when a term ends and why, and when a rung of its ladder falls.
//
// # What not
//
// It does not know what time it is, does not load time zones, and keeps no terms: it computes with what it is given. It does
// not know deadlines of hours on working days, half days, or opening hours.
//
// # Nouns
//
//   - Civil: a day, without a time or zone.
//   - Calendar: a named table of holidays ("nl@1"). Its name and hash go into the definition that counts with it.
//   - Length: a number of units, such as 10 working days. "same day" ends with the day of its start.
//   - Law: whether an end on a Saturday, Sunday or holiday moves on (atw) or not (exact).
//   - Day 0: the day on which a term starts. It does not count. A term ends at 24:00 of its last day, which is the first
//     instant of the next day; an event at that instant is after it.
//   - Rung: a percentage of a term, rounded up to its unit.
//
// # What the caller sees to
//
// Time zones are passed in, and the program that calls must have them (time/tzdata, or the system's). A term that is
// described in hours, or counts back, or is one of deprivation of liberty, is not moved by the Algemene termijnenwet: for the
// first two this package knows, for the last the author must say exact.
//
// # Errors
//
// Only reading text fails (ParseCivil, ParseLength, ParseLaw). Everything else is total: days stay within the years 1 to
// 9999, and a sum that would leave them ends at the first or last day.
//
// # Limits
//
// Counts go up to MaxCount. The table of nl@1 runs from 1996 to 2060; outside it Saturday and Sunday are the only
// days that are no working days. Days that a royal decree equates with holidays (article 3, section 3 of the Algemene
// termijnenwet: such decrees are made for three years at a time) are not in nl@1; a calendar that has them gets another
// name.
//
// # Why
//
// The holidays are computed here and not taken from a library, because a table that running terms hang on must not change
// with a new version of one: the table has a hash, a test holds it, and another table is another calendar. The test
// compares it day by day with a library all the same. Working days are counted by index (weeks of five, less the holidays
// found by binary search), so that a rule which adds ten thousand of them costs no more than one which adds ten.
package calendar
