#include "support/system/file_target.hpp"

#include "support/system/error_windows.hpp"
#include "support/system/file.hpp"
#include "support/system/open_file_windows.hpp"
#include "support/system/path_windows.hpp"

#include <cerrno>
#include <io.h>
#include <memory>
#include <windows.h>

#include <aclapi.h>

namespace fairway {

namespace {

struct local_descriptor {
    void operator()(void* memory) const { ::LocalFree(memory); }
};

bool is_device_name(const std::string& path) {
    return system_path(path).starts_with(L"\\\\.\\");
}

open_file open_target_file(const std::string& path, DWORD access, DWORD disposition) {
    open_how how;
    how.access = access;
    how.disposition = disposition;
    return open_patiently(path, how);
}

} // namespace

file_target target_at(const std::string& path) {
    if (is_device_name(path)) return file_target::stream; // a pipe has only so many ends: none for a look
    if (look_at(path).kind == file_kind::folder) return file_target::folder;
    open_how how;
    how.access = FILE_READ_ATTRIBUTES;
    how.disposition = OPEN_EXISTING;
    how.follow_links = false;
    const auto file = open_patiently(path, how);
    if (!file) return ::GetLastError() == ERROR_INVALID_PARAMETER ? file_target::linked : file_target::replaceable;
    if (::GetFileType(file.handle()) != FILE_TYPE_DISK) return file_target::stream;
    BY_HANDLE_FILE_INFORMATION info{};
    const bool only_name = ::GetFileInformationByHandle(file.handle(), &info) != 0 && info.nNumberOfLinks <= 1;
    return only_name ? file_target::replaceable : file_target::linked;
}

std::error_code may_write_into(const std::string& path) {
    if (is_device_name(path) || open_target_file(path, GENERIC_WRITE, OPEN_EXISTING)) return {};
    const auto error = last_error_code();
    return error == std::errc::no_such_file_or_directory ? std::error_code() : error;
}

int open_target(const std::string& path) {
    auto file = open_target_file(path, GENERIC_WRITE, OPEN_EXISTING);
    if (!file && last_error_code() == std::errc::no_such_file_or_directory)
        file = open_target_file(path, GENERIC_WRITE, OPEN_ALWAYS);
    const bool emptied = file && (::GetFileType(file.handle()) != FILE_TYPE_DISK || ::SetEndOfFile(file.handle()) != 0);
    if (emptied) return file.release_as_descriptor();
    errno = last_errno();
    return -1;
}

/// The access control list. Who makes a file owns it: only few may give it to others.
bool take_over_rights(int fd, const std::string& path) {
    const auto old = open_target_file(path, READ_CONTROL, OPEN_EXISTING);
    if (!old) return false;
    PACL list = nullptr;
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    if (::GetSecurityInfo(old.handle(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr, nullptr, &list, nullptr,
                          &descriptor) != ERROR_SUCCESS)
        return false;
    const std::unique_ptr<void, local_descriptor> guard(descriptor);
    SECURITY_DESCRIPTOR_CONTROL control = 0;
    DWORD revision = 0;
    if (::GetSecurityDescriptorControl(descriptor, &control, &revision) == 0) return false;
    const HANDLE handle = ::ReOpenFile(reinterpret_cast<HANDLE>(::_get_osfhandle(fd)), READ_CONTROL | WRITE_DAC,
                                       FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, 0);
    if (handle == INVALID_HANDLE_VALUE) return false;
    const open_file ours(handle);
    const SECURITY_INFORMATION inherits = (control & SE_DACL_PROTECTED) != 0 ? PROTECTED_DACL_SECURITY_INFORMATION
                                                                             : UNPROTECTED_DACL_SECURITY_INFORMATION;
    return ::SetSecurityInfo(ours.handle(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION | inherits, nullptr, nullptr,
                             list, nullptr) == ERROR_SUCCESS;
}

} // namespace fairway
