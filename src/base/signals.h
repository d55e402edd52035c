// Ctrl-C and SIGTERM. A command either dies at once (the default) or saves its work first: then it
// calls `watch_interrupts` and asks `interrupted` at places where it can stop.
#pragma once

namespace dragoman {

// For `main`: the first signal ends the process with exit code 130; a write to a pipe that nobody
// reads fails (EPIPE) instead of killing the process.
void end_on_interrupt();

// From now on the first signal only sets the flag; a second one ends the process with 130.
void watch_interrupts();

// Whether a signal came since `watch_interrupts`. From any thread.
bool interrupted();

// Throws the Error with exit code 130 if a signal came.
void throw_if_interrupted();

}  // namespace dragoman
