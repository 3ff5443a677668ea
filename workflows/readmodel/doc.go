// Package readmodel turns a trajectory into what people read: where it stands and since when, who must do what before
// when, what happened, and what was counted.
//
// What: Of gives the whole picture, for the columns that a store filters on. View, Journal and Visible give the part that
// one reader may see. Audience lists who may see a trajectory at all. Measures computes what the definition
// measures over one trajectory. Tallies is what a journal adds to the tallies, which name no trajectory and no person, and
// MeasuresOf computes the same measures over those.
//
// What not: it judges nothing, decides nothing and knows no clock. "Now" is State.Time: whoever wants to know where a
// trajectory stands at a later moment settles it first.
//
// Nouns: a Picture is everything; a Seen is what one reader sees of it; a Standing is one open run at its step; a Task is a
// standing that waits for one role of one organisation; a Line is one readable line of the journal; a Way is a sentence about what
// would let a refused decision through.
//
// Caller's duties: pass the definition that the state follows (with Earlier linked when runs still follow the version
// before); pass the actor as established, with the one role and organisation he reads as. A person with several roles reads
// once for each. A Picture is never shown to people: it is not filtered.
//
// Errors: none. A name that the definition does not know (an entry of an older version) is shown as it is written.
//
// Limits: a picture has at most engine.MaxRuns standings; a journal has as many lines as it is given entries, so callers
// page their entries.
//
// Why filtered in one place: what a reader may see is said by `sees` and decided by engine.SightOf, also for notices and
// explanations. This package asks it and adds no filter of its own, so that a page can never show more than a refusal, or
// less. Audience asks it too: it proposes every organisation that the state knows and keeps those that SightOf lets in.
package readmodel
