#include "agent/local/own_names.hpp"

#include "support/system/wide_windows.hpp"

#include <windows.h>

#include <algorithm>

namespace fairway {

std::vector<std::string> own_names() {
    std::vector<std::string> names;
    // The full name first: where two hosts of a site share the first label, it tells which of them this is.
    for (const auto kind : {ComputerNameDnsFullyQualified, ComputerNameDnsHostname, ComputerNameNetBIOS}) {
        std::wstring name(256, L'\0'); // DNS: at most 255 bytes
        DWORD size = static_cast<DWORD>(name.size());
        if (!::GetComputerNameExW(kind, name.data(), &size) || size == 0) continue;
        name.resize(size);
        std::string text = narrow(name);
        if (std::find(names.begin(), names.end(), text) == names.end()) names.push_back(std::move(text));
    }
    return names;
}

} // namespace fairway
