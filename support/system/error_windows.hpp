#pragma once

#include <system_error>

namespace fairway {

/// The errno that says the same as an error of the system's own (GetLastError); EIO where none does. Only such that
/// strerror() has words for.
int errno_of(unsigned long error);

/// Of the call that failed last in this thread.
int last_errno();
std::error_code last_error_code();

} // namespace fairway
