package rules

import (
	"time"

	"stroom/rules/calendar"
)

// Function is an own pure function that expressions may call as name(arg, ...).
type Function struct {
	Name   string
	Args   []Type // none optional
	Result Type   // not optional
	Cost   uint64 // of one call; at least 1
	// Call computes the result from arguments of the types of Args. It must be pure, total and answer with Result's type.
	Call func(args []Value) Value
}

// Config is what expressions are compiled with.
type Config struct {
	Schema    *Schema
	Calendar  *calendar.Calendar
	Zone      *time.Location
	Functions []Function
}

// Env compiles expressions. Define and Compile must not run at the same time as each other; the expressions they return
// may be evaluated by any number of goroutines.
type Env struct {
	config Config
}

// NewEnv returns an environment without defined rules.
func NewEnv(c Config) *Env { return &Env{config: c} }

// Schema returns the declared types.
func (e *Env) Schema() *Schema { return e.config.Schema }

// Calendar returns the calendar that working days are counted with.
func (e *Env) Calendar() *calendar.Calendar { return e.config.Calendar }

// Zone returns the time zone in which days begin and end.
func (e *Env) Zone() *time.Location { return e.config.Zone }
