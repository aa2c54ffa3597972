#include "support/system/file.hpp"

#include "support/system/error_windows.hpp"
#include "support/system/open_file_windows.hpp"
#include "support/system/path.hpp"
#include "support/system/path_windows.hpp"
#include "support/system/private_windows.hpp"
#include "support/system/wide_windows.hpp"

#include <algorithm>
#include <cerrno>
#include <windows.h>

namespace fairway {

// make_private() and is_private() are in private_windows.cpp.

namespace {

using result = file_content::result;

file_content not_read(result why, int error = 0) {
    file_content nothing;
    nothing.outcome = why;
    nothing.error = error;
    return nothing;
}

/// `expected`: how much there may be. Read in place, so that a secret which fits into that is nowhere else.
file_content read_all_of(HANDLE handle, std::size_t limit, std::size_t expected) {
    constexpr std::size_t most_at_once = 1024 * 1024;
    constexpr std::size_t least_at_once = 4096;
    file_content content;
    auto& text = content.text;
    text.reserve(std::min(expected, limit) + 1);
    while (true) {
        const std::size_t have = text.size();
        const std::size_t room = std::max(text.capacity() - have, least_at_once);
        text.resize(have + std::min({room, limit + 1 - have, most_at_once}));
        const auto got = read_some(handle, text.data() + have, text.size() - have);
        text.resize(have + static_cast<std::size_t>(std::max<std::ptrdiff_t>(got, 0)));
        if (got < 0) return not_read(result::cannot_read, errno);
        content.whole = text.size() <= limit;
        if (!content.whole) text.resize(limit);
        if (got == 0 || !content.whole) return content;
    }
}

std::error_code try_to_open(const std::string& path, DWORD access) {
    open_how how;
    how.access = access;
    how.disposition = OPEN_EXISTING;
    return open_patiently(path, how) ? std::error_code() : last_error_code();
}

/// What is in a folder, but for "." and "..". False: it could not be looked into, see GetLastError().
bool list_folder(const std::wstring& folder, std::vector<WIN32_FIND_DATAW>& entries) {
    WIN32_FIND_DATAW entry{};
    const HANDLE search = ::FindFirstFileW((folder + L"\\*").c_str(), &entry);
    if (search == INVALID_HANDLE_VALUE) return false;
    do {
        const std::wstring_view name(entry.cFileName);
        if (name != L"." && name != L"..") entries.push_back(entry);
    } while (::FindNextFileW(search, &entry) != 0);
    const DWORD error = ::GetLastError();
    ::FindClose(search);
    ::SetLastError(error);
    return error == ERROR_NO_MORE_FILES;
}

bool attempt_to_remove_file(const void* what) {
    return ::DeleteFileW(static_cast<const std::wstring*>(what)->c_str()) != 0;
}

bool attempt_to_remove_folder(const void* what) {
    return ::RemoveDirectoryW(static_cast<const std::wstring*>(what)->c_str()) != 0;
}

struct folder_to_hold {
    const std::wstring& path;
    mutable HANDLE handle = INVALID_HANDLE_VALUE;
};

/// Itself, also where it is a link. As long as it is open, nobody can rename it or put something else in its place.
bool attempt_to_hold_folder(const void* what) {
    const auto& folder = *static_cast<const folder_to_hold*>(what);
    folder.handle =
        ::CreateFileW(folder.path.c_str(), FILE_LIST_DIRECTORY | FILE_READ_ATTRIBUTES, FILE_SHARE_READ, nullptr,
                      OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, nullptr);
    return folder.handle != INVALID_HANDLE_VALUE;
}

bool remove_tree(const std::wstring& path);

/// What is in a folder, but nothing behind a link to one.
bool remove_what_is_in(const std::wstring& path) {
    const folder_to_hold folder{path};
    if (!try_patiently(attempt_to_hold_folder, &folder)) return false;
    const open_file held(folder.handle);
    BY_HANDLE_FILE_INFORMATION info{};
    if (::GetFileInformationByHandle(held.handle(), &info) == 0) return false;
    if ((info.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0) return true;
    std::vector<WIN32_FIND_DATAW> entries;
    return list_folder(path, entries) && std::all_of(entries.begin(), entries.end(), [&](const auto& entry) {
               return remove_tree(path + L"\\" + entry.cFileName);
           });
}

/// A link is removed, and not what is behind it: neither call follows one at the end of a path.
bool remove_tree(const std::wstring& path) {
    const DWORD there = ::GetFileAttributesW(path.c_str());
    if (there == INVALID_FILE_ATTRIBUTES) return false;
    if ((there & FILE_ATTRIBUTE_DIRECTORY) == 0) return try_patiently(attempt_to_remove_file, &path);
    return remove_what_is_in(path) && try_patiently(attempt_to_remove_folder, &path);
}

std::error_code make_folder_and_above(const std::wstring& path) {
    if (::CreateDirectoryW(path.c_str(), nullptr) != 0) return {};
    const DWORD error = ::GetLastError();
    const DWORD there = ::GetFileAttributesW(path.c_str());
    if (there != INVALID_FILE_ATTRIBUTES && (there & FILE_ATTRIBUTE_DIRECTORY) != 0) return {}; // also "C:\"
    const auto separator = path.find_last_of(L'\\');
    if (error != ERROR_PATH_NOT_FOUND || separator == std::wstring::npos || separator == 0)
        return {errno_of(error), std::generic_category()};
    if (const auto wrong = make_folder_and_above(path.substr(0, separator))) return wrong;
    return ::CreateDirectoryW(path.c_str(), nullptr) != 0 ? std::error_code() : last_error_code();
}

std::wstring without_end(std::wstring path) {
    while (path.size() > 1 && path.back() == L'\\' && path[path.size() - 2] != L':')
        path.pop_back();
    return path;
}

} // namespace

file_content read_file(const std::string& path, std::size_t limit, readable_file which) {
    open_how how;
    how.access = GENERIC_READ;
    how.disposition = OPEN_EXISTING;
    const auto file = open_patiently(path, how);
    if (!file) return not_read(result::cannot_open, last_errno());
    const bool on_disk = ::GetFileType(file.handle()) == FILE_TYPE_DISK;
    BY_HANDLE_FILE_INFORMATION info{};
    if (on_disk && ::GetFileInformationByHandle(file.handle(), &info) == 0)
        return not_read(result::cannot_read, last_errno());
    const bool folder = (info.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
    std::size_t size = 0;
    if (which != readable_file::any) {
        if (folder) return not_read(result::folder);
        if (!on_disk) return not_read(result::not_regular);
        if (which == readable_file::secret && !is_private_handle(file.handle()).value_or(false))
            return not_read(result::not_private);
        size = static_cast<std::size_t>(static_cast<std::uint64_t>(info.nFileSizeHigh) << 32 | info.nFileSizeLow);
    } else if (folder) {
        return not_read(result::cannot_read, EISDIR);
    }
    auto content = read_all_of(file.handle(), limit, which == readable_file::secret ? limit : size);
    content.size = size;
    return content;
}

file_content read_standard_input(std::size_t limit) {
    const HANDLE input = ::GetStdHandle(STD_INPUT_HANDLE);
    if (input == nullptr || input == INVALID_HANDLE_VALUE) return not_read(result::cannot_read, EBADF);
    return read_all_of(input, limit, 0);
}

std::error_code create_private_file(const std::string& path) {
    open_how how;
    how.access = GENERIC_READ | GENERIC_WRITE;
    how.disposition = CREATE_NEW;
    how.follow_links = false;
    how.who = readable_by::owner;
    return open_patiently(path, how) ? std::error_code() : last_error_code();
}

std::error_code create_private_folder(const std::string& path) {
    private_security security(private_security::of::folder, allowed_beside(path));
    auto* attributes = static_cast<SECURITY_ATTRIBUTES*>(security.attributes());
    if (attributes == nullptr) return std::make_error_code(std::errc::permission_denied);
    if (::CreateDirectoryW(system_path(path).c_str(), attributes) != 0 || ::GetLastError() == ERROR_ALREADY_EXISTS)
        return {};
    return last_error_code();
}

std::error_code sync_file(const std::string& path) {
    open_how how;
    how.access = GENERIC_WRITE;
    how.disposition = OPEN_EXISTING;
    const auto file = open_patiently(path, how);
    return file && ::FlushFileBuffers(file.handle()) != 0 ? std::error_code() : last_error_code();
}

std::error_code rename_to_new(const std::string& from, const std::string& to) {
    if (::MoveFileExW(system_path(from).c_str(), system_path(to).c_str(), MOVEFILE_WRITE_THROUGH) != 0) return {};
    return last_error_code();
}

file_look look_at(const std::string& path) {
    file_look look;
    open_how how;
    how.access = FILE_READ_ATTRIBUTES;
    how.disposition = OPEN_EXISTING;
    const auto file = open_patiently(path, how);
    if (!file) {
        look.error = last_error_code();
        if (look.error == std::errc::no_such_file_or_directory || look.error == std::errc::not_a_directory)
            look = {file_kind::missing, {}};
        return look;
    }
    BY_HANDLE_FILE_INFORMATION info{};
    if (::GetFileType(file.handle()) != FILE_TYPE_DISK) {
        look.kind = file_kind::other;
    } else if (::GetFileInformationByHandle(file.handle(), &info) == 0) {
        look.error = last_error_code();
    } else {
        const bool folder = (info.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
        look.kind = folder ? file_kind::folder : file_kind::regular;
        if (!folder) look.size = static_cast<std::uint64_t>(info.nFileSizeHigh) << 32 | info.nFileSizeLow;
        look.device = info.dwVolumeSerialNumber;
        look.number = static_cast<std::uint64_t>(info.nFileIndexHigh) << 32 | info.nFileIndexLow;
    }
    return look;
}

bool is_there(const std::string& path) {
    return ::GetFileAttributesW(system_path(path).c_str()) != INVALID_FILE_ATTRIBUTES;
}

std::vector<std::string> names_in_folder(const std::string& folder) {
    std::vector<WIN32_FIND_DATAW> entries;
    if (!list_folder(without_end(system_path(folder)), entries))
        throw std::system_error(last_error_code(), "cannot list the directory " + folder);
    std::vector<std::string> names;
    for (const auto& entry : entries)
        names.push_back(narrow(entry.cFileName));
    return names;
}

std::vector<std::string> files_meant_by(const std::string& word) {
    const auto folder = folder_part(word);
    const std::string_view name = std::string_view(word).substr(folder.size());
    std::vector<std::string> files;
    WIN32_FIND_DATAW entry{};
    const bool pattern = name.find_first_of("*?") != std::string_view::npos;
    const HANDLE search =
        pattern ? ::FindFirstFileW(system_path(word).c_str(), &entry) : static_cast<HANDLE>(INVALID_HANDLE_VALUE);
    if (search == INVALID_HANDLE_VALUE) return {word};
    do {
        if ((entry.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0)
            files.push_back(std::string(folder) + narrow(entry.cFileName));
    } while (::FindNextFileW(search, &entry) != 0);
    ::FindClose(search);
    if (files.empty()) return {word};
    std::sort(files.begin(), files.end());
    return files;
}

std::error_code create_folders(const std::string& path) {
    return make_folder_and_above(without_end(system_path(path)));
}

std::error_code remove_with_content(const std::string& path) {
    if (remove_tree(without_end(system_path(path)))) return {};
    const auto error = last_error_code();
    return error == std::errc::no_such_file_or_directory ? std::error_code() : error;
}

std::error_code may_read(const std::string& path) {
    return try_to_open(path, GENERIC_READ);
}

std::error_code may_create_in(const std::string& folder) {
    const auto look = look_at(folder);
    if (look.kind == file_kind::missing) return std::make_error_code(std::errc::no_such_file_or_directory);
    if (look.kind != file_kind::folder && look.kind != file_kind::unknown)
        return std::make_error_code(std::errc::not_a_directory);
    return try_to_open(folder, FILE_ADD_FILE);
}

} // namespace fairway
