#include "support/system/file_lock.hpp"

#include "support/system/error_windows.hpp"
#include "support/system/file.hpp"
#include "support/system/open_file_windows.hpp"
#include "support/system/path.hpp"

#include <cerrno>
#include <io.h>
#include <system_error>
#include <windows.h>

namespace fairway {

namespace {

HANDLE lock_handle_of(int fd) {
    return reinterpret_cast<HANDLE>(::_get_osfhandle(fd));
}

/// Far behind the text: what is locked here nobody else can read.
OVERLAPPED locked_byte() {
    OVERLAPPED place{};
    place.Offset = 0x40000000;
    return place;
}

/// Only words for people: that it is locked is what counts.
void write_our_id(HANDLE file) {
    const std::string id = std::to_string(::GetCurrentProcessId()) + "\n";
    OVERLAPPED begin{};
    DWORD put = 0;
    ::WriteFile(file, id.data(), static_cast<DWORD>(id.size()), &put, &begin);
    LARGE_INTEGER size{};
    size.QuadPart = put;
    if (::SetFilePointerEx(file, size, nullptr, FILE_BEGIN) != 0) ::SetEndOfFile(file);
}

std::string read_its_id(HANDLE file) {
    char text[32];
    OVERLAPPED begin{};
    DWORD got = 0;
    if (::ReadFile(file, text, sizeof text, &got, &begin) == 0) return {};
    std::string digits;
    for (DWORD i = 0; i < got && text[i] >= '0' && text[i] <= '9'; ++i)
        digits += text[i];
    return digits;
}

[[noreturn]] void give_up_lock(int error, const std::string& what) {
    throw std::system_error(error, std::generic_category(), what);
}

open_file open_lock_file(const std::string& path, DWORD access, DWORD disposition) {
    open_how how;
    how.access = access;
    how.disposition = disposition;
    how.share = FILE_SHARE_READ | FILE_SHARE_WRITE;
    how.follow_links = false;
    how.who = disposition == OPEN_EXISTING ? readable_by::all : readable_by::owner;
    return open_patiently(path, how);
}

} // namespace

file_lock::~file_lock() {
    if (fd_ >= 0) ::_close(fd_); // and Windows lets go of what is locked, as it does at the end of a process
}

int file_lock::lock(int fd) {
    // Whoever looks whether it is taken has it for an instant.
    constexpr int looks = 10;
    for (int left = looks; left > 0; --left) {
        auto place = locked_byte();
        if (::LockFileEx(lock_handle_of(fd), LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &place) != 0)
            return 0;
        const DWORD error = ::GetLastError();
        if (error != ERROR_LOCK_VIOLATION && error != ERROR_IO_PENDING) return errno_of(error);
        ::Sleep(10);
    }
    return EAGAIN;
}

// Windows' locks cannot be asked for, only taken: for an instant, and shared, so that two who look do not see each
// other.
std::optional<bool> file_lock::is_locked(int fd) {
    auto place = locked_byte();
    if (::LockFileEx(lock_handle_of(fd), LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &place) != 0) {
        ::UnlockFileEx(lock_handle_of(fd), 0, 1, 0, &place);
        return false;
    }
    const DWORD error = ::GetLastError();
    if (error == ERROR_LOCK_VIOLATION || error == ERROR_IO_PENDING) return true;
    return std::nullopt;
}

std::optional<file_lock> file_lock::take(const std::string& path, std::string* holder) {
    auto file = open_lock_file(path, GENERIC_READ | GENERIC_WRITE, OPEN_ALWAYS);
    if (!file) give_up_lock(last_errno(), "cannot open " + path);
    const HANDLE handle = file.handle();
    file_lock mine(file.release_as_descriptor());
    if (mine.fd_ < 0) give_up_lock(errno, "cannot open " + path);
    const int error = lock(mine.fd_);
    if (error != 0 && error != EAGAIN) give_up_lock(error, "cannot lock " + path);
    if (error == EAGAIN) {
        if (holder != nullptr) *holder = read_its_id(handle);
        return std::nullopt;
    }
    write_our_id(handle);
    return mine;
}

// A folder cannot be locked so that it can still be used. A file in it, which nobody else may open and which goes with
// its handle, stands for it.
std::optional<file_lock> file_lock::take_folder(const std::string& path) {
    const auto there = look_at(path);
    if (there.kind == file_kind::regular || there.kind == file_kind::other)
        give_up_lock(ENOTDIR, "cannot open the folder " + path);
    open_how how;
    how.access = GENERIC_WRITE | DELETE;
    how.disposition = OPEN_ALWAYS;
    how.share = 0;
    how.flags = FILE_FLAG_DELETE_ON_CLOSE;
    how.follow_links = false;
    how.who = readable_by::owner;
    auto file = open_patiently(in_folder(path, "in-use"), how);
    if (!file && ::GetLastError() == ERROR_SHARING_VIOLATION) return std::nullopt;
    if (!file) give_up_lock(last_errno(), "cannot lock the folder " + path);
    file_lock mine(file.release_as_descriptor());
    if (mine.fd_ < 0) give_up_lock(errno, "cannot lock the folder " + path);
    return mine;
}

std::optional<bool> file_lock::is_taken(const std::string& path) {
    auto file = open_lock_file(path, GENERIC_READ, OPEN_EXISTING);
    if (!file) return last_errno() == ENOENT ? std::optional(false) : std::nullopt;
    const file_lock guard(file.release_as_descriptor());
    return guard.fd_ < 0 ? std::nullopt : is_locked(guard.fd_);
}

} // namespace fairway
