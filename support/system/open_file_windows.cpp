#include "support/system/open_file_windows.hpp"

#include "support/system/error_windows.hpp"
#include "support/system/path_windows.hpp"
#include "support/system/private_windows.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <io.h>
#include <memory>
#include <windows.h>

namespace fairway {

namespace {

constexpr std::size_t most_at_once = 16 * 1024 * 1024; // these calls count in 32 bits

/// Of a file that a virus scanner looks at, or that somebody deletes while another still has it open.
bool may_pass(DWORD error, bool even_denied) {
    return (error == ERROR_ACCESS_DENIED && even_denied) || error == ERROR_SHARING_VIOLATION ||
           error == ERROR_LOCK_VIOLATION || error == ERROR_DELETE_PENDING || error == ERROR_USER_MAPPED_FILE;
}

/// A symbolic link or a mount point: what a name stands for. Other reparse points are a file's own content, e.g.
/// deduplicated or in a cloud.
bool stands_for_another(HANDLE handle, bool& reparses) {
    FILE_ATTRIBUTE_TAG_INFO info{};
    if (::GetFileInformationByHandleEx(handle, FileAttributeTagInfo, &info, sizeof info) == 0) return false;
    reparses = (info.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
    return reparses && IsReparseTagNameSurrogate(info.ReparseTag);
}

struct opening {
    std::wstring path;
    open_how how;
    SECURITY_ATTRIBUTES* security = nullptr;
    bool behind_link = true;
    mutable HANDLE handle = INVALID_HANDLE_VALUE;
};

bool attempt_to_open(const void* what) {
    const auto& o = *static_cast<const opening*>(what);
    // No pipe or server that we open may act in our name.
    const DWORD flags = FILE_FLAG_BACKUP_SEMANTICS | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION | o.how.flags |
                        (o.behind_link ? 0 : FILE_FLAG_OPEN_REPARSE_POINT);
    o.handle = ::CreateFileW(o.path.c_str(), o.how.access, o.how.share, o.security, o.how.disposition,
                             FILE_ATTRIBUTE_NORMAL | flags, nullptr);
    return o.handle != INVALID_HANDLE_VALUE;
}

} // namespace

open_file::~open_file() {
    if (handle_ != nullptr) ::CloseHandle(handle_);
}

int open_file::release_as_descriptor() {
    const int fd = ::_open_osfhandle(reinterpret_cast<std::intptr_t>(handle_), _O_BINARY | _O_NOINHERIT);
    if (fd >= 0) handle_ = nullptr;
    return fd;
}

bool try_patiently(bool (*attempt)(const void* what), const void* what, bool even_denied) {
    constexpr DWORD longest_step = 160, whole = 1000; // ms
    DWORD waited = 0;
    for (DWORD step = 10; !attempt(what); step = std::min(2 * step, longest_step)) {
        if (!may_pass(::GetLastError(), even_denied) || waited >= whole) return false;
        ::Sleep(step);
        waited += step;
    }
    return true;
}

namespace {

open_file open_that(const std::string& path, const open_how& how, DWORD& why) {
    opening o{system_path(path), how};
    std::unique_ptr<private_security> security;
    if (how.who == readable_by::owner) {
        security = std::make_unique<private_security>(private_security::of::file, allowed_beside(path));
        o.security = static_cast<SECURITY_ATTRIBUTES*>(security->attributes());
        if (o.security == nullptr) { // never with other rights than were asked for
            why = ERROR_ACCESS_DENIED;
            return open_file();
        }
    }
    o.behind_link = how.follow_links;
    const auto attempt = [&] {
        const bool done = try_patiently(attempt_to_open, &o);
        why = done ? ERROR_SUCCESS : ::GetLastError();
        return open_file(done ? o.handle : nullptr);
    };
    auto opened = attempt();
    if (!opened) return opened;
    if (how.follow_links) return opened;
    bool reparses = false;
    if (stands_for_another(opened.handle(), reparses)) {
        why = ERROR_INVALID_PARAMETER;
        return open_file();
    }
    if (!reparses) return opened;
    o.behind_link = true;
    return attempt();
}

} // namespace

open_file open_patiently(const std::string& path, const open_how& how) {
    DWORD why = ERROR_SUCCESS;
    auto opened = open_that(path, how, why);
    if (!opened) ::SetLastError(why); // which what was cleaned up since may have changed
    return opened;
}

std::ptrdiff_t read_some(void* handle, char* into, std::size_t size) {
    DWORD got = 0;
    if (::ReadFile(handle, into, static_cast<DWORD>(std::min(size, most_at_once)), &got, nullptr) != 0) return got;
    const DWORD error = ::GetLastError();
    if (error == ERROR_BROKEN_PIPE || error == ERROR_HANDLE_EOF) return 0; // whoever wrote has ended
    errno = errno_of(error);
    return -1;
}

std::ptrdiff_t write_some(void* handle, const char* data, std::size_t size) {
    DWORD put = 0;
    if (::WriteFile(handle, data, static_cast<DWORD>(std::min(size, most_at_once)), &put, nullptr) != 0) return put;
    errno = last_errno();
    return -1;
}

} // namespace fairway
