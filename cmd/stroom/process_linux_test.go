package main

import "syscall"

// endWithTest makes a process end when the test does, even if that is killed.
func endWithTest() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
