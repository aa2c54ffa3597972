#include "support/system/event_log.hpp"

#include "support/system/event_text_windows.hpp"
#include "support/system/wide_windows.hpp"

#include <windows.h>

#include <cstring>
#include <cwchar>
#include <vector>

namespace fairway {

namespace {

constexpr const wchar_t* event_source = L"Fairway";

WORD event_type(event_kind kind) {
    switch (kind) {
    case event_kind::information: break;
    case event_kind::warning: return EVENTLOG_WARNING_TYPE;
    case event_kind::error: return EVENTLOG_ERROR_TYPE;
    }
    return EVENTLOG_INFORMATION_TYPE;
}

/// The header of a record at `at` of what ReadEventLogW() has read, and its texts, which follow it.
struct event_record {
    EVENTLOGRECORD head;
    const BYTE* bytes;

    const wchar_t* source() const { return reinterpret_cast<const wchar_t*>(bytes + sizeof head); }
    const wchar_t* first_text() const { return reinterpret_cast<const wchar_t*>(bytes + head.StringOffset); }
    bool is_complaint() const {
        return head.EventType == EVENTLOG_WARNING_TYPE || head.EventType == EVENTLOG_ERROR_TYPE;
    }
};

event_record record_at(const BYTE* bytes) {
    event_record r{};
    std::memcpy(&r.head, bytes, sizeof r.head);
    r.bytes = bytes;
    return r;
}

/// Newest first; ends with the first record that is older than `since`.
std::optional<std::string> search_backwards(HANDLE log, std::time_t since) {
    std::vector<BYTE> buffer(0x7ffff); // the most that ReadEventLogW() takes
    DWORD got = 0, needed = 0;
    while (::ReadEventLogW(log, EVENTLOG_SEQUENTIAL_READ | EVENTLOG_BACKWARDS_READ, 0, buffer.data(),
                           static_cast<DWORD>(buffer.size()), &got, &needed)) {
        for (DWORD at = 0; at + sizeof(EVENTLOGRECORD) <= got;) {
            const auto r = record_at(buffer.data() + at);
            if (static_cast<std::time_t>(r.head.TimeGenerated) < since || r.head.Length == 0) return std::nullopt;
            if (r.is_complaint() && r.head.NumStrings > 0 && std::wcscmp(r.source(), event_source) == 0)
                return narrow(r.first_text());
            at += r.head.Length;
        }
    }
    return std::nullopt;
}

} // namespace

bool write_event(std::uint16_t id, event_kind kind, std::string_view text) noexcept {
    try {
        const HANDLE log = ::RegisterEventSourceW(nullptr, event_source);
        if (log == nullptr) return false;
        const auto shown = event_text(text);
        const wchar_t* texts[] = {shown.c_str()};
        const bool written = ::ReportEventW(log, event_type(kind), 0, id, nullptr, 1, 0, texts, nullptr) != FALSE;
        ::DeregisterEventSource(log);
        return written;
    } catch (const std::exception&) {
        return false; // no memory for it
    }
}

std::optional<std::string> newest_complaint(std::chrono::system_clock::time_point since) {
    const HANDLE log = ::OpenEventLogW(nullptr, L"Application");
    if (log == nullptr) return std::nullopt;
    auto found = search_backwards(log, std::chrono::system_clock::to_time_t(since));
    ::CloseEventLog(log);
    return found;
}

} // namespace fairway
