#include "agent/local/service_folder_windows.hpp"

#include "agent/local/system_words_windows.hpp"
#include "support/system/file.hpp"
#include "support/system/wide_windows.hpp"

#include <windows.h>

#include <aclapi.h>
#include <sddl.h>

#include <algorithm>
#include <array>
#include <memory>

namespace fairway {

namespace {

struct local_memory {
    void operator()(void* memory) const { ::LocalFree(memory); }
};

using descriptor = std::unique_ptr<void, local_memory>;

descriptor descriptor_of(const std::wstring& rights) {
    PSECURITY_DESCRIPTOR made = nullptr;
    ::ConvertStringSecurityDescriptorToSecurityDescriptorW(rights.c_str(), SDDL_REVISION_1, &made, nullptr);
    return descriptor(made);
}

bool is_user_of_process(PSID sid) {
    HANDLE token = nullptr;
    if (!::OpenProcessToken(::GetCurrentProcess(), TOKEN_QUERY, &token)) return false;
    alignas(TOKEN_USER) std::array<char, sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE> buffer{};
    DWORD size = 0;
    const bool known = ::GetTokenInformation(token, TokenUser, buffer.data(), buffer.size(), &size) != FALSE;
    ::CloseHandle(token);
    return known && ::EqualSid(sid, reinterpret_cast<TOKEN_USER*>(buffer.data())->User.Sid) != FALSE;
}

bool is_one_of(PSID sid, const std::vector<std::wstring>& sids) {
    wchar_t* text = nullptr;
    if (!::ConvertSidToStringSidW(sid, &text)) return false;
    const descriptor guard(text);
    return std::find(sids.begin(), sids.end(), text) != sids.end();
}

constexpr const char* of_a_user = "belongs to a user who is no administrator; look at it and remove it";

/// Whether a file or folder (itself, where it is a link) is one that only an administrator, or one of `others`, can
/// have made: whoever made it keeps all rights on it.
bool is_made_by_administrator(const std::wstring& path, const std::vector<std::wstring>& others) {
    const HANDLE handle =
        ::CreateFileW(path.c_str(), READ_CONTROL, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                      OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, nullptr);
    if (handle == INVALID_HANDLE_VALUE) return false;
    PSID owner = nullptr;
    PSECURITY_DESCRIPTOR found = nullptr;
    const DWORD error = ::GetSecurityInfo(handle, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner, nullptr, nullptr,
                                          nullptr, &found);
    ::CloseHandle(handle);
    if (error != ERROR_SUCCESS) return false;
    const descriptor guard(found);
    return ::IsWellKnownSid(owner, WinBuiltinAdministratorsSid) || ::IsWellKnownSid(owner, WinLocalSystemSid) ||
           is_user_of_process(owner) || is_one_of(owner, others);
}

std::string apply(const std::wstring& folder, PSECURITY_DESCRIPTOR rights) {
    if (auto why = why_not_of_administrators(folder); !why.empty()) return why;
    BOOL present = FALSE, defaulted = FALSE;
    PACL acl = nullptr;
    PSID owner = nullptr;
    ::GetSecurityDescriptorDacl(rights, &present, &acl, &defaulted);
    ::GetSecurityDescriptorOwner(rights, &owner, &defaulted);
    std::wstring name = folder; // the call wants to change it, by its type
    const DWORD error = ::SetNamedSecurityInfoW(name.data(), SE_FILE_OBJECT,
                                                OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION |
                                                    PROTECTED_DACL_SECURITY_INFORMATION,
                                                owner, nullptr, acl, nullptr);
    return error == ERROR_SUCCESS ? std::string() : "cannot get its rights: " + system_words(error);
}

} // namespace

std::wstring folder_rights(const std::wstring& sid, service_right right) {
    // FILE_GENERIC_READ | FILE_GENERIC_EXECUTE; the same with FILE_GENERIC_WRITE | DELETE
    const std::wstring service = right == service_right::read ? L"0x1200a9" : L"0x1301bf";
    return L"O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;" + service + L";;;" + sid + L")";
}

std::string why_not_of_administrators(const std::wstring& folder, const std::vector<std::wstring>& others) {
    const DWORD attributes = ::GetFileAttributesW(folder.c_str());
    if (attributes == INVALID_FILE_ATTRIBUTES) return "cannot be looked at: " + system_words(::GetLastError());
    if ((attributes & FILE_ATTRIBUTE_DIRECTORY) == 0) return "is a file";
    if ((attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0) return "is a link to somewhere else";
    if (!is_made_by_administrator(folder, others)) return of_a_user;
    return {};
}

std::string why_content_is_not_of_administrators(const std::wstring& folder, const std::vector<std::wstring>& others) {
    for (const auto& name : names_in_folder(narrow(folder)))
        if (!is_made_by_administrator(folder + L"\\" + wide(name), others))
            return "has " + name + ", which " + of_a_user;
    return {};
}

std::string protect_folder(const std::wstring& folder, const std::wstring& rights) {
    const auto wanted = descriptor_of(rights);
    if (!wanted) return "cannot get its rights: " + system_words(::GetLastError());
    SECURITY_ATTRIBUTES attributes{sizeof attributes, wanted.get(), FALSE};
    // Made with its rights: there is no moment in which others could enter it.
    if (::CreateDirectoryW(folder.c_str(), &attributes)) return {};
    const DWORD error = ::GetLastError();
    if (error == ERROR_ALREADY_EXISTS) return apply(folder, wanted.get());
    return "cannot be made: " + system_words(error);
}

} // namespace fairway
