package rules

// Define adds a rule that expressions may call.
func (e *Env) Define(name string, given []Var, vars *Vars, source string) (*Expr, []Problem) {
	return e.Compile(source, vars.With(given...), Type{Kind: Bool})
}

// Compile compiles an expression.
func (e *Env) Compile(source string, vars *Vars, want Type) (*Expr, []Problem) {
	return nil, []Problem{{Code: ProblemSyntax, Message: "the compiler is being put in"}}
}

func (x *Expr) Reads() []string             { return x.reads }
func (x *Expr) Constant() (Value, bool)     { return Value{}, false }
func (x *Expr) Eval(s Scope) (Value, error) { return Value{}, &EvalError{Source: x.source} }
func (x *Expr) Holds(s Scope) (bool, error) { return false, &EvalError{Source: x.source} }
func (x *Expr) Explain(s Scope) Part        { return Part{} }
func (p Part) Failing() []Part              { return nil }
