//go:build !linux

package browsertest

import "os/exec"

// endTogether can do nothing here: what a program has started may outlive it.
func endTogether(*exec.Cmd) {}
