// Package browsertest shows pages to a real browser, for tests: headless Chromium, and the npm packages that judge what it
// shows.
//
// What: Open gives a test a page of its own, of a given size, light or dark, with scripts or without. A Page goes to an
// address, presses keys, says what has the focus as a screen reader would say it, is judged by axe-core, and is kept as a
// picture. Install brings a set of npm packages into a temporary folder, and Modules runs a program of them in node.
//
// What not: no production code imports this package. It reaches nothing but this machine: the browser resolves no names, so
// a page that asks for anything from elsewhere fails, and says so.
//
// Nouns: a Page is one window of a browser without history; a Look is how it is shown; a Focus is what has the keyboard; a
// Finding is what axe-core says about an element, and a Reviewed finding is one that a person has looked at; Modules are the
// packages of one set.
//
// Caller's duties: a package that opens pages has a TestMain that calls Main, so that its tests share one browser and one
// folder of packages. Problems must be asked at the end of each visit: a page that logs an error looks as good as any other.
//
// Errors: without chromium, node or npm a test is skipped and says why; with CI=true in the environment it fails. Packages
// that cannot be fetched are the same. Everything else fails the test.
//
// Limits: MaxPages at once; every act of a page has ActTime; a program in node has NodeTime and 1 GiB. The browser dies with the
// test binary.
//
// Why the packages are not in the repository: they are other people's work, and large. Their versions and their contents
// (integrity hashes, of what they need too) are pinned by the lock files under npm/, which name no registry.
package browsertest
