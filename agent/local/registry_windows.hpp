#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fairway {

/// Values below HKEY_LOCAL_MACHINE (64-bit view). Nothing where there is no such value of that type, or it may not be
/// read.
std::optional<std::string> machine_setting(const std::wstring& key, const std::wstring& value);
/// `readable` becomes false where there may be one that may not be read.
std::optional<std::uint32_t> machine_number(const std::wstring& key, const std::wstring& value, bool& readable);

/// All text values of a key, at most `most`; empty where there is no such key.
struct machine_settings {
    std::vector<std::string> values;
    bool complete = true; ///< False: it may not be read, or there are more.
};
machine_settings all_machine_settings(const std::wstring& key, std::size_t most);

} // namespace fairway
