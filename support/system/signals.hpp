#pragma once

#include <vector>

namespace fairway {

/// From here on, writing where nobody reads any more is an error like others, and does not end this process.
void ignore_broken_pipes();

/// A file that grows beyond the limit for this process (ulimit -f) is an error like others (EFBIG), too.
void ignore_file_size_signals();

/// That whoever started this process logs out does not end it.
void ignore_hang_ups();

inline constexpr int no_signal = 0;

/// The signal that asks a service to read its configuration anew: SIGHUP, or no_signal where there is none.
extern const int reload_signal;

/// Those by which people and the system ask a program to end: SIGINT (Ctrl-C), SIGTERM; on Windows Ctrl-Break, too.
const std::vector<int>& stop_signals();

} // namespace fairway
