// Package ui is what people see: one struct for each page, with a Render method that writes it as HTML.
//
// What: a page struct holds everything that its page says, in the language of its reader already where it comes from a
// definition, a journal or a rule. The templates add the words of the product itself, from one catalogue in Dutch and
// English. The style, the theme and one small script stand in static/ and are served under names that change with their
// content.
//
// What not: it reads nothing, judges nothing and filters nothing. It sees pictures, never the engine: package server fills
// the structs from the same answers as those of the API. No page needs the script.
//
// Nouns: a Frame is what surrounds every page: language, who is signed in, navigation. A Page is a struct with a Frame and a
// Render method. A message is a sentence of the product in both languages. An asset is a static file.
//
// Caller's duties: put a fresh nonce into each Frame and into the Content-Security-Policy of that answer; put a form token
// into the Frame of whoever is signed in; hand in texts as plain text, for the templates escape them.
//
// Errors: Render returns what the writer returns. A message that does not exist panics, and a test finds it first.
//
// Limits: MaxPage bytes a page. Lists are as long as their caller makes them.
//
// Why html/template and no framework: pages must work on a phone with a bad line, without script, for years. Escaping by
// context is what html/template is for. Why a struct for each page: what a page says is then a value that a test can read.
package ui
