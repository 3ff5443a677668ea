// Package demo holds what `stroom dev` shows: people who do not exist, at organisations that do not exist, and
// trajectories that never happened.
//
// What: People are the demonstration's people with their roles and permissions. Tales are about a dozen trajectories of
// the shipped definition at different points, told as past traces that end today: every moment is so many days before the
// day on which they are told. Walk is a story to be told over the API, step by step.
//
// What not: nothing here is judged or allowed. A tale goes in by the same door as any import, and every event of it is
// judged at its own time; a tale that the definition does not allow is refused whole. Nothing in the product reads this
// package but `stroom dev` and tests.
//
// Nouns: a person has a short name (anna), by which tales and commands call him; a tale is one trajectory's past.
//
// Errors: Tell returns one that names the tale, the event and the field that does not fit the definition.
//
// Why Go and not YAML: moments are relative to today, and tales share their beginnings. The words of the field stand here
// and in definitions/, and nowhere else in Go.
package demo
