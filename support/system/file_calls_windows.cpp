#include "support/system/file_calls.hpp"

#include "support/system/error_windows.hpp"
#include "support/system/open_file_windows.hpp"
#include "support/system/path_windows.hpp"

#include <cerrno>
#include <cstring>
#include <io.h>
#include <vector>
#include <windows.h>

namespace fairway {

namespace {

int result_of(bool done) {
    if (!done) errno = last_errno();
    return done ? 0 : -1;
}

int descriptor_of(open_file opened) {
    if (!opened) {
        errno = last_errno();
        return -1;
    }
    return opened.release_as_descriptor();
}

HANDLE handle_of(int fd) {
    return reinterpret_cast<HANDLE>(::_get_osfhandle(fd));
}

/// FILE_RENAME_INFO with FileRenameInfoEx (Windows 10 1709), which mingw's headers lack: the name goes to the new file
/// while others still read the old one, as on POSIX systems. The new file is flushed, and its new name with it.
bool rename_over_open_file(const std::wstring& from, const std::wstring& to) {
    constexpr auto rename_info_ex = static_cast<FILE_INFO_BY_HANDLE_CLASS>(22);
    constexpr DWORD replace_if_exists = 1, posix_semantics = 2;
    struct rename_info {
        DWORD flags;
        HANDLE root;
        DWORD bytes;
        wchar_t name[1];
    };
    const HANDLE handle = ::CreateFileW(from.c_str(), GENERIC_WRITE | DELETE | SYNCHRONIZE,
                                        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, OPEN_EXISTING,
                                        FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, nullptr);
    if (handle == INVALID_HANDLE_VALUE) return false;
    const open_file file(handle);
    std::vector<std::max_align_t> buffer(
        (sizeof(rename_info) + to.size() * sizeof(wchar_t)) / sizeof(std::max_align_t) + 1);
    auto* info = reinterpret_cast<rename_info*>(buffer.data());
    info->flags = replace_if_exists | posix_semantics;
    info->bytes = static_cast<DWORD>(to.size() * sizeof(wchar_t));
    std::memcpy(info->name, to.c_str(), (to.size() + 1) * sizeof(wchar_t));
    const auto size = static_cast<DWORD>(offsetof(rename_info, name) + (to.size() + 1) * sizeof(wchar_t));
    if (::SetFileInformationByHandle(file.handle(), rename_info_ex, info, size) == 0) return false;
    ::FlushFileBuffers(file.handle());
    return true;
}

std::wstring full_path(const std::wstring& path) {
    std::wstring full(::GetFullPathNameW(path.c_str(), 0, nullptr, nullptr), 0);
    full.resize(::GetFullPathNameW(path.c_str(), static_cast<DWORD>(full.size()), full.data(), nullptr));
    return full;
}

struct renaming {
    std::wstring from, to;
};

bool attempt_to_rename(const void* what) {
    const auto& [from, to] = *static_cast<const renaming*>(what);
    if (rename_over_open_file(from, to)) return true;
    // Older file systems, and those of others: there it fails while somebody has the old file open.
    return ::MoveFileExW(from.c_str(), to.c_str(), MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH) != 0;
}

bool attempt_to_remove(const void* what) {
    return ::DeleteFileW(static_cast<const std::wstring*>(what)->c_str()) != 0;
}

} // namespace

int file_calls::create(const std::string& path, readable_by who) {
    open_how how;
    how.access = GENERIC_WRITE | DELETE;
    how.disposition = CREATE_NEW;
    how.follow_links = false;
    how.who = who;
    return descriptor_of(open_patiently(path, how));
}

int file_calls::open(const std::string& path) {
    open_how how;
    how.access = GENERIC_READ;
    how.disposition = OPEN_EXISTING;
    how.follow_links = false;
    return descriptor_of(open_patiently(path, how));
}

std::ptrdiff_t file_calls::read(int fd, char* into, std::size_t size) {
    return read_some(handle_of(fd), into, size);
}

std::ptrdiff_t file_calls::write(int fd, const char* data, std::size_t size) {
    return write_some(handle_of(fd), data, size);
}

int file_calls::sync(int fd) {
    return result_of(::FlushFileBuffers(handle_of(fd)) != 0);
}

int file_calls::close(int fd) {
    return ::_close(fd);
}

int file_calls::rename(const std::string& from, const std::string& to) {
    const renaming what{full_path(system_path(from)), full_path(system_path(to))};
    const DWORD there = ::GetFileAttributesW(what.to.c_str());
    if (there != INVALID_FILE_ATTRIBUTES && (there & FILE_ATTRIBUTE_DIRECTORY) != 0) {
        errno = EISDIR;
        return -1;
    }
    // Where somebody has the old file open, access to it is denied.
    return result_of(try_patiently(attempt_to_rename, &what, there != INVALID_FILE_ATTRIBUTES));
}

int file_calls::remove(const std::string& path) {
    const auto what = system_path(path);
    return result_of(try_patiently(attempt_to_remove, &what));
}

// Names are written through by rename(), and Windows has no call that flushes those of a folder.
int file_calls::sync_folder(const std::string& path) {
    const DWORD there = ::GetFileAttributesW(system_path(path).c_str());
    if (there != INVALID_FILE_ATTRIBUTES && (there & FILE_ATTRIBUTE_DIRECTORY) == 0) {
        errno = ENOTDIR;
        return -1;
    }
    return result_of(there != INVALID_FILE_ATTRIBUTES);
}

bool is_disk_full(int error) {
    return error == ENOSPC;
}

file_calls& system_file_calls() {
    static file_calls calls;
    return calls;
}

} // namespace fairway
