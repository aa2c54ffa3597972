#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fairway {

/// One gzip member (RFC 1952).
std::string gzip(std::string_view data);

/// The inverse. Nothing if `data` is no gzip or is damaged, or if more than `limit` bytes would come out: a few
/// bytes may claim to be gigabytes. No more than `limit` bytes are ever held. `too_large`, where given, tells which it
/// was.
std::optional<std::string> gunzip(std::string_view data, std::size_t limit, bool* too_large = nullptr);

} // namespace fairway
