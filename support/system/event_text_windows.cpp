#include "support/system/event_text_windows.hpp"

#include "support/system/wide_windows.hpp"

namespace fairway {

std::wstring event_text(std::string_view text) {
    constexpr std::size_t longest = 31839; // characters, ReportEvent
    std::wstring shown;
    for (const wchar_t c : wide(text)) {
        if (c >= L'0' && c <= L'9' && shown.ends_with(L'%')) shown += L' ';
        shown += c;
    }
    if (shown.size() > longest) shown = shown.substr(0, longest - 1) + L"\u2026";
    return shown;
}

} // namespace fairway
