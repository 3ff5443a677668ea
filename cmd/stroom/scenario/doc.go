// Package scenario plays folders of scenarios for `stroom test`: it reads the files, runs each scenario, adds up what they cover,
// and writes what became of them for people and for other programs.
//
// # What not
//
// It judges nothing and compares nothing: package simulate does. It decides no exit code: a Run says what was found, and the
// command says what that is worth. It writes to no file and to no screen: it returns texts.
//
// # Nouns
//
// A Shelf is a folder with the versions of one definition and its scenarios. A Played is what became of one of them, a Run what
// became of all. A Minimum is how much of a definition must be covered.
//
// # The caller's duties
//
// Give a Compiler that reads definitions from files. Use a Player for one run only: it keeps what it has compiled.
//
// # Errors
//
// An error is a file or folder that cannot be read, or a call that asks for what is not there. What is wrong inside files stands
// in the Run: findings of files that cannot be played, failures of scenarios that were.
//
// # Limits
//
// A file is read as far as its compiler takes it; simulate.MaxFailures failures of one scenario are told; MaxTold events before a
// failure are told.
//
// # Why
//
// It stands apart from the commands so that its tests need no server: package main links one.
package scenario
