// Package rules judges: it compiles the conditions and values of a definition, written in a part of CEL, and evaluates and
// explains them over typed values.
//
// # What not
//
// It reads no clock, file or network and keeps no state. It knows nothing of flows, decisions or people. It does not
// decide what a person may see of an explanation: whoever shows one filters it.
//
// # Nouns
//
//   - Value: one typed, immutable value; the zero Value is unset. Its JSON carries the types, so that it can be read back
//     without a schema.
//   - Schema: the declared types: enumerations (some of them scales, some of them keys) and records.
//   - Var, Vars: the variables that an expression may read. A keyed variable has a value for every key: place[part]. The key may
//     stand behind any part of a dotted name: run[part].open and run.open[part] are the same variable run.open.
//   - Env: what expressions are compiled with: types, calendar, zone, own functions, and the rules defined so far.
//   - Rule: a named condition with inputs that others may call. Calls are written out when they are compiled.
//   - Expr: a compiled expression. Scope: the values it is evaluated with. Part: its explanation. Outcome: what one condition of
//     it has given so far, noted only with Config.Tally.
//   - Problem: what an author wrote wrong, with its place. Fault: what is wrong with plain data.
//
// # The language
//
// CEL without: conversions, regular expressions, division, maps and lists as values, null, indexes of lists, bytes, doubles and
// all macros but has, all and exists. With own types: an enumeration never compares with text. Names:
//
//	Level.C1              a value; its attributes are Level.C1.lock or level.lock
//	every.part            all keys, in declared order
//	has(x)                whether an optional variable, or a field below one, is set; has(a.b) vouches for a
//	a && b, a || b, !a, c ? a : b     in this order, stopping at the first that decides
//	x in [a, b], x in list, list.all(e, cond), list.exists(e, cond), size(list), size(text)
//	< <= > >=             int, decimal, date, instant, duration, ordered enumerations
//	a.lighter_than(b), heavier_than, same_as, neither     scales, and records part by part
//	+ - *                 int; + - duration; hours(n) minutes(n) days(n)
//	date.plus_days(n), plus_months, plus_working_days, start(), end(); instant.plus_hours(n), date()
//	days_between(a, b), working_days_between, months_between: from a to b, in whole units
//	text.startsWith(t), endsWith, contains
//
// A TYPE.value goes before the fields of a variable that is named like its own type (part.first beside the key variable part);
// a variable with a longer name goes before both (main.step, main.open beside the enumeration main).
//
// # What is proven when an expression compiles
//
// On typed values it cannot fail. So: no optional value is read where it may be unset (conditions guard, also negated
// and through rules); no number grows beyond MaxResult, counting what conditions say about it; every call has arguments
// of its types; loops run over lists or all keys, never over maps, nested at most twice; and the cost of one evaluation is bounded by
// MaxCost, so that none is counted while running. Where the wanted type is a ranged int, the result is proven to lie in it.
// Dates, instants and durations are held at the first or last that can be written.
//
// # What the caller sees to
//
// A Scope answers with values of the declared types: check them with Schema.Check or Schema.Decode where they come in. A
// computed Int may exceed MaxInt (never MaxResult) unless the wanted type is ranged: check it before it is kept. Define and
// Compile change the Env and must not run at the same time; expressions may be evaluated by any number of goroutines, but with
// Config.Tally by one at a time.
//
// # Errors
//
// Compile and Define return Problems: codes in problem.go. Decode and Check return Faults: codes in decode.go. Eval and Holds
// return *EvalError, only when a scope breaks its promise; an error is never hidden by && or ||, as CEL's own operators
// would do. Explain panics when its parts do not add up to what the expression gives; NewEnv panics on functions of the
// program that do not fit.
//
// # Limits
//
// MaxText, MaxInt, MaxList for data; MaxSource, MaxDepth, MaxNodes, MaxExpanded, MaxLoops, MaxCost for expressions;
// MaxProblems and MaxFaults for what is reported. A stored value may be nested 8 deep.
//
// # Why
//
// The tree comes from CEL's parser and is run by CEL's interpreter, but names and types are resolved by a pass of our own
// in between. It gives problems their place and a hint in the author's words; guards, ranges and rules could not be
// checked by CEL; and it writes what is left as plain CEL over a few numbered identifiers per type, so that CEL's checker
// needs no declarations of its own for each place in a definition. CEL then checks the result once more: two
// checkers must agree (ProblemDisagree). Our steps take the place of CEL's in the plan for reads, for && and ||, and for
// choices: reads go straight to the Scope, and the logic is strict. The step of every part is kept, so that an explanation
// evaluates the very parts that the expression is made of, and then asserts that they add up.
//
// A tally is chosen when an Env is made: the steps that note are put around the others when an expression is planned, so that
// without a tally there is nothing to skip. A condition is known by its place in the source it was written in; so what a rule
// gives is noted at the rule, wherever it is written out.
package rules
