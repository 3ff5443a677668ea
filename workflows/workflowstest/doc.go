// Package workflowstest holds what tests of the shell share: a small definition, events for it, and a journal in memory
// with the three activities that a trajectory calls.
//
// What not: it is no second implementation of the activities. Judging is workflows.Judge, as everywhere; only the
// database is a map. Its rules for what stands at a place are those of workflows.Judgement.
//
// Limits: nothing survives the process. Tests that kill a process use the real store.
package workflowstest
