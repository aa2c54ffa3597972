#pragma once

#include "support/clock_reading.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fairway {

/// The first line of a spool file.
struct spool_header {
    std::uint64_t sequence = 0; ///< of the run; all its parts have the same
    unsigned part = 1;
    unsigned parts = 1;
    std::string run_id; ///< "-": unknown
    clock_reading created;
};

struct spool_entry {
    spool_header header;
    std::string body;
};

inline constexpr unsigned most_parts = 99999;

/// "00000000000000000042-00001.report": the order of the names is that of the reports.
std::string spool_file_name(std::uint64_t sequence, unsigned part);
bool is_spool_file_name(std::string_view name);
std::uint64_t sequence_of(std::string_view spool_file_name);

/// The whole file: one line that says what it is, ending in the CRC-32 of all before it and of the body, then the body.
std::string encode_spool_file(const spool_entry& entry);

/// How many bytes that is.
std::size_t spool_file_size(const spool_header& header, std::size_t body);

/// The inverse. Nothing if a byte is missing, added or changed, or if the file is not the one of that name.
std::optional<spool_entry> decode_spool_file(std::string_view name, std::string_view bytes);

/// How long ago a file was made. Within one boot by the clock that nobody can set; else by the wall clock, where a
/// clock that went backwards, or was never set, gives zero: too young loses nothing, too old would be thrown away.
std::chrono::seconds age_of(const clock_reading& created, const clock_reading& now);

/// Whether a file may be thrown away for its age. Shortly after a boot the wall clock is not believed: it may not have
/// been set yet, and what an earlier boot left would be lost to it.
bool too_old(const clock_reading& created, const clock_reading& now, std::chrono::seconds limit);

/// What a spool remembers beside its files.
struct spool_counters {
    std::uint64_t next_sequence = 1; ///< no number below it is ever used again
    std::uint64_t dropped = 0;       ///< reports lost to the limits or to a full disk
    std::uint64_t damaged = 0;       ///< files that could not be read back
    std::uint64_t refused = 0;       ///< reports that the collector did not want
};

std::string encode_spool_counters(const spool_counters& counters);
std::optional<spool_counters> decode_spool_counters(std::string_view bytes);

} // namespace fairway
