// What stands at the other end of a descriptor: a person or a pipe.
#pragma once

namespace dragoman {

bool is_terminal(int descriptor);

// A terminal that understands colours, and a user who did not set NO_COLOR.
bool takes_colour(int descriptor);

// Columns of the terminal; 80 where it does not say.
int terminal_width(int descriptor);

}  // namespace dragoman
