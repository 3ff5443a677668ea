package rules

import "fmt"

// Scope gives the values of variables during one evaluation. Value must answer the same for the same question, with a
// value of the declared type; the zero Value is unset. key is "" unless the variable is keyed.
type Scope interface {
	Value(name, key string) Value
}

// EvalError says that an expression could not be evaluated: the scope gave a value of another type than was declared,
// or left unset what is not optional. On typed values it cannot happen.
type EvalError struct {
	Source string // the expression
	Reason string
}

// Error returns the reason with the expression.
func (e *EvalError) Error() string { return fmt.Sprintf("evaluate %s: %s", e.Source, e.Reason) }

// Expr is a compiled expression. It is immutable and may be evaluated by any number of goroutines.
type Expr struct {
	source string
	typ    Type
	cost   uint64
	reads  []string
}

// Source returns the text that was compiled.
func (x *Expr) Source() string { return x.source }

// Type returns the type of the result.
func (x *Expr) Type() Type { return x.typ }

// Cost returns the number of steps that one evaluation takes at most.
func (x *Expr) Cost() uint64 { return x.cost }
