// Package sheet writes files that people open in a spreadsheet, and checks those that were handed out.
//
// What: CSV as spreadsheets of this country read it: UTF-8 with its mark, semicolons, CRLF. No cell can be taken for a formula,
// and every line is one line. A chained sheet ends each line with a stamp, so that nobody can change, remove or swap a line
// without it being seen; the stamp of the last line stands for the whole file.
//
// What not: it knows no trajectories and no roles, reads nothing that others made but a chained sheet, and keeps nothing.
//
// Nouns: a Sheet is a file that is being written; a line is a list of cells; a stamp is the SHA-256, in hexadecimal, of the stamp
// of the line before ("" for the first) followed by the text of the line up to the last semicolon.
//
// Caller's duties: write the heading as the first line; bound the number of lines; keep the last stamp of a chained sheet where
// whoever has the file cannot reach it, for a chain alone does not tell that lines were cut off its end.
//
// Errors: Check returns *Broken with the first line that is not what was written.
//
// Why a hash of the text of lines, and not of their cells: it can be checked on any machine in a few lines of any language,
// years from now, without this program.
package sheet
