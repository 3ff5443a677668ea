package ui

import "io"

// Receipt says what became of a decision: the page that one can keep.
type Receipt struct {
	Frame
	Heading  string
	Text     string // in one sentence
	Pending  bool
	Back     string // address of the trajectory
	Facts    []Named
	Lines    []Event
	Next     []Standing // what it led to
	Rest     []Standing // what waits besides
	Refused  []Event    // why it was refused, the last try first
	Withdraw *Withdraw
	Wrong    *Wrong // what can be done about it when it cannot be taken back
	Sent     string // the path of whose form the typed text may now be forgotten
}

// Withdraw is how a decision can be taken back.
type Withdraw struct {
	Action, ID, As, Until string
}

var receiptTemplate = parse("receipt")

// Render writes the page.
func (p Receipt) Render(w io.Writer) error { return render(w, receiptTemplate, p) }

var receiptMessages = map[string]message{
	"receipt.title":   {"Vastgelegd", "Recorded"},
	"receipt.done":    {"Uw besluit is vastgelegd.", "Your decision has been recorded."},
	"receipt.others":  {"Dit besluit is vastgelegd.", "This decision has been recorded."},
	"receipt.pending": {"Wij hebben uw besluit. Wij toetsen het zodra dat kan.", "We have your decision. We judge it as soon as possible."},
	"receipt.waiting": {"Ontvangen", "Received"},
	"receipt.refused": {"Niet vastgelegd", "Not recorded"},
	"receipt.not":     {"Dit besluit is niet aangenomen.", "This decision was not accepted."},
	"receipt.number":  {"Nummer", "Number"},
	"receipt.at":      {"Vastgelegd op", "Recorded at"},
	"receipt.id":      {"Kenmerk", "Reference"},
	"receipt.changed": {"Wat er veranderde", "What changed"},
	"receipt.next":    {"Wat er nu volgt", "What follows now"},
	"receipt.rest":    {"Wat er verder nog wacht", "What waits besides"},
	"receipt.nothing": {"Er wacht niets meer in dit deel.", "Nothing waits in this part any more."},
	"receipt.back":    {"Naar het traject", "To the trajectory"},
	"receipt.today":   {"Naar Vandaag", "To Today"},
	"receipt.take":    {"Besluit terugnemen", "Take the decision back"},
	"receipt.until":   {"Dat kan tot %s, zolang niemand erop verder ging.", "This is possible until %s, while nobody went on from it."},
	"receipt.taken":   {"Uw besluit is teruggenomen.", "Your decision has been taken back."},
}
