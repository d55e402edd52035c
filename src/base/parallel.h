// Work on several cores. By contract a body writes only what belongs to its own index, so results
// do not depend on the number of threads; sums are made afterwards, in the order of the indices.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace dragoman {

// Threads that `parallel_for` uses: what was set, else OMP_NUM_THREADS, else the usable cores.
int64_t thread_count();

// `--threads`; at least 1.
void set_thread_count(int64_t count);

// The number in OMP_NUM_THREADS ("4", or the first of "4,2"); 0 where it says none.
int64_t threads_from(std::string_view text);

// Calls body(i) for every i in [0, count), `grain` neighbours at a time, on the calling thread and
// the pool's (made at the first call). Returns when all are done. Nested calls run on their
// caller's thread. If bodies throw, the exception of the lowest index is rethrown and later indices
// may be left out.
void parallel_for(int64_t count, const std::function<void(int64_t)>& body, int64_t grain = 1);

}  // namespace dragoman
