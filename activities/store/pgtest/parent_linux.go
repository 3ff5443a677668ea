package pgtest

import "syscall"

// endWithParent makes the server end when the test binary is killed.
func endWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGQUIT }
