// Loops over floats that run as wide as the machine allows. Only element by element, so that every
// width gives the same bits; no product is fused with a sum.
#pragma once

// A sanitizer starts after the resolver that would choose among the copies.
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define DRAGOMAN_VECTORIZED [[gnu::target_clones("avx2", "default")]]
#else
#define DRAGOMAN_VECTORIZED
#endif
