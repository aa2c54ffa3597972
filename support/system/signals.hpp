#pragma once

namespace fairway {

/// From here on, writing where nobody reads any more is an error like others, and does not end this process.
void ignore_broken_pipes();

/// That whoever started this process logs out does not end it.
void ignore_hang_ups();

/// The signal that asks a service to read its configuration anew: SIGHUP.
extern const int reload_signal;

} // namespace fairway
