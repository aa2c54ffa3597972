#pragma once

#include <cstdio>
#include <cstdlib>

/// Aborts with the promise that was broken, whatever the kind of build.
inline void promise(bool kept, const char* what) {
    if (kept) return;
    std::fprintf(stderr, "broken promise: %s\n", what);
    std::abort();
}
