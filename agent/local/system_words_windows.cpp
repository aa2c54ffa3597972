#include "agent/local/system_words_windows.hpp"

#include "support/system/wide_windows.hpp"

namespace fairway {

std::string system_words(DWORD error) {
    wchar_t text[512] = L"";
    const DWORD size =
        ::FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK,
                         nullptr, error, 0, text, 512, nullptr);
    std::wstring_view words(text, size);
    while (words.ends_with(L' ') || words.ends_with(L'.'))
        words.remove_suffix(1);
    const std::string number = "error " + std::to_string(error);
    return words.empty() ? number : narrow(words) + " (" + number + ")";
}

} // namespace fairway
