//go:build !linux

package pgtest

import "syscall"

// endWithParent can do nothing here: a test binary that is killed leaves its server behind.
func endWithParent(*syscall.SysProcAttr) {}
