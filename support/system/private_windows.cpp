#include "support/system/private_windows.hpp"

#include "support/system/error_windows.hpp"
#include "support/system/file.hpp"
#include "support/system/path.hpp"
#include "support/system/path_windows.hpp"
#include "support/system/wide_windows.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <windows.h>

#include <aclapi.h>
#include <bcrypt.h>
#include <sddl.h>

namespace fairway {

namespace {

constexpr const char* system_sid = "S-1-5-18";
constexpr const char* local_service_sid = "S-1-5-19";
constexpr const char* network_service_sid = "S-1-5-20";
constexpr const char* administrators_sid = "S-1-5-32-544";
// Both stand for whoever owns a file.
constexpr const char* creator_owner_sid = "S-1-3-0";
constexpr const char* owner_rights_sid = "S-1-3-4";

struct local_memory {
    void operator()(void* memory) const { ::LocalFree(memory); }
};
using descriptor_pointer = std::unique_ptr<void, local_memory>;

void add(sid_list& sids, std::string sid) {
    if (!sid.empty() && std::find(sids.begin(), sids.end(), sid) == sids.end()) sids.push_back(std::move(sid));
}

/// Other services run as these accounts, too; ours has an identifier of its own beside them.
void add_owner(sid_list& sids, const std::string& owner) {
    const bool shared = owner == local_service_sid || owner == network_service_sid;
    if (!shared || std::find(sids.begin(), sids.end(), service_sid()) == sids.end()) add(sids, owner);
}

std::string text_of(PSID sid) {
    wchar_t* text = nullptr;
    if (sid == nullptr || ::ConvertSidToStringSidW(sid, &text) == 0) return {};
    const std::unique_ptr<void, local_memory> guard(text);
    return narrow(text);
}

/// TokenUser: whose process this is; TokenOwner: who owns what it makes (Administrators, where it is elevated).
std::string own_sid(TOKEN_INFORMATION_CLASS which) {
    HANDLE token = nullptr;
    if (::OpenProcessToken(::GetCurrentProcess(), TOKEN_QUERY, &token) == 0) return {};
    alignas(std::max_align_t) std::array<unsigned char, 256> buffer; // a SID has at most 68 bytes
    DWORD size = 0;
    const bool read = ::GetTokenInformation(token, which, buffer.data(), static_cast<DWORD>(buffer.size()), &size) != 0;
    ::CloseHandle(token);
    if (!read) return {};
    if (which == TokenOwner) return text_of(reinterpret_cast<TOKEN_OWNER*>(buffer.data())->Owner);
    return text_of(reinterpret_cast<TOKEN_USER*>(buffer.data())->User.Sid);
}

std::vector<unsigned char> sha1(std::vector<unsigned char> bytes) {
    std::vector<unsigned char> digest(20);
    BCRYPT_ALG_HANDLE algorithm = nullptr;
    BCRYPT_HASH_HANDLE hash = nullptr;
    bool done = ::BCryptOpenAlgorithmProvider(&algorithm, BCRYPT_SHA1_ALGORITHM, nullptr, 0) == 0;
    done = done && ::BCryptCreateHash(algorithm, &hash, nullptr, 0, nullptr, 0, 0) == 0;
    done = done && ::BCryptHashData(hash, bytes.data(), static_cast<ULONG>(bytes.size()), 0) == 0;
    done = done && ::BCryptFinishHash(hash, digest.data(), static_cast<ULONG>(digest.size()), 0) == 0;
    if (hash != nullptr) ::BCryptDestroyHash(hash);
    if (algorithm != nullptr) ::BCryptCloseAlgorithmProvider(algorithm, 0);
    if (!done) digest.clear();
    return digest;
}

/// Who has rights by an access control list: nothing where that is everybody, or where it has entries of other kinds
/// than those that allow or deny.
std::optional<sid_list> allowed_by(PACL list) {
    if (list == nullptr) return std::nullopt;
    // To see that a file is there, and whom it is for, says nothing of what is in it.
    constexpr DWORD harmless = READ_CONTROL | SYNCHRONIZE | FILE_READ_ATTRIBUTES | FILE_READ_EA;
    sid_list sids;
    for (DWORD i = 0; i < list->AceCount; ++i) {
        void* entry = nullptr;
        if (::GetAce(list, i, &entry) == 0) return std::nullopt;
        const auto type = static_cast<ACE_HEADER*>(entry)->AceType;
        if (type == ACCESS_DENIED_ACE_TYPE || type == ACCESS_DENIED_OBJECT_ACE_TYPE ||
            type == ACCESS_DENIED_CALLBACK_ACE_TYPE)
            continue;
        if (type != ACCESS_ALLOWED_ACE_TYPE) return std::nullopt;
        auto* allow = static_cast<ACCESS_ALLOWED_ACE*>(entry);
        if ((allow->Mask & ~harmless) != 0) add(sids, text_of(&allow->SidStart));
    }
    return sids;
}

struct rights_of {
    std::string owner;
    std::optional<sid_list> allowed; ///< nothing: not only those whom a list could name
};

std::optional<rights_of> read_rights(HANDLE handle) {
    PSID owner = nullptr;
    PACL list = nullptr;
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    if (::GetSecurityInfo(handle, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION, &owner,
                          nullptr, &list, nullptr, &descriptor) != ERROR_SUCCESS)
        return std::nullopt;
    const descriptor_pointer guard(descriptor);
    return rights_of{text_of(owner), allowed_by(list)};
}

bool is_private(const rights_of& rights) {
    if (!rights.allowed) return false;
    const sid_list trusted{system_sid,         administrators_sid,  creator_owner_sid, owner_rights_sid,
                           own_sid(TokenUser), own_sid(TokenOwner), service_sid(),     rights.owner};
    return std::all_of(rights.allowed->begin(), rights.allowed->end(), [&](const auto& sid) {
        return std::find(trusted.begin(), trusted.end(), sid) != trusted.end();
    });
}

std::optional<rights_of> rights_of_path(const std::string& path) {
    const HANDLE handle =
        ::CreateFileW(system_path(path).c_str(), READ_CONTROL, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                      nullptr, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr);
    if (handle == INVALID_HANDLE_VALUE) return std::nullopt;
    auto rights = read_rights(handle);
    ::CloseHandle(handle);
    return rights;
}

std::error_code set_rights(const std::string& path, private_security::of what, const sid_list& allowed) {
    private_security security(what, allowed);
    if (security.attributes() == nullptr) return last_error_code();
    auto name = system_path(path);
    const DWORD error = ::SetNamedSecurityInfoW(name.data(), SE_FILE_OBJECT,
                                                DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION,
                                                nullptr, nullptr, static_cast<PACL>(security.access_list()), nullptr);
    return {errno_of(error), std::generic_category()};
}

} // namespace

// "S-1-5-80-" and the SHA-1 of the name in capitals and UTF-16, as five numbers (`sc showsid`).
const std::string& service_sid() {
    static const std::string sid = [] {
        std::vector<unsigned char> name;
        for (const char c : std::string_view("FAIRWAY")) {
            name.push_back(static_cast<unsigned char>(c));
            name.push_back(0);
        }
        const auto digest = sha1(std::move(name));
        std::string text = digest.empty() ? "" : "S-1-5-80";
        for (std::size_t i = 0; i + 3 < digest.size(); i += 4) {
            std::uint32_t number = 0;
            for (std::size_t byte = 4; byte-- > 0;)
                number = number << 8 | digest[i + byte];
            text += "-" + std::to_string(number);
        }
        return text;
    }();
    return sid;
}

sid_list allowed_beside(const std::string& path) {
    sid_list allowed{system_sid, administrators_sid};
    const std::string folder(folder_part(path));
    const auto rights = rights_of_path(folder.empty() ? "." : folder);
    if (rights && is_private(*rights)) {
        for (const auto& sid : *rights->allowed)
            if (sid != creator_owner_sid && sid != owner_rights_sid) add(allowed, sid);
    }
    add_owner(allowed, own_sid(TokenOwner));
    return allowed;
}

struct private_security::state {
    SECURITY_ATTRIBUTES attributes{sizeof(SECURITY_ATTRIBUTES), nullptr, FALSE};
};

private_security::private_security(of what, const sid_list& allowed) : state_(new state) {
    std::string text = "D:P";
    for (const auto& sid : allowed)
        text += std::string(what == of::folder ? "(A;OICI;FA;;;" : "(A;;FA;;;") + sid + ")";
    // Else whoever owns it could change this list, e.g. all services of an account that they share.
    text += std::string(what == of::folder ? "(A;OICI;RC;;;" : "(A;;RC;;;") + owner_rights_sid + ")";
    ::ConvertStringSecurityDescriptorToSecurityDescriptorW(wide(text).c_str(), SDDL_REVISION_1,
                                                           &state_->attributes.lpSecurityDescriptor, nullptr);
}

private_security::~private_security() {
    ::LocalFree(state_->attributes.lpSecurityDescriptor);
    delete state_;
}

void* private_security::attributes() {
    return state_->attributes.lpSecurityDescriptor == nullptr ? nullptr : &state_->attributes;
}

void* private_security::access_list() {
    BOOL present = FALSE, defaulted = FALSE;
    PACL list = nullptr;
    if (attributes() == nullptr ||
        ::GetSecurityDescriptorDacl(state_->attributes.lpSecurityDescriptor, &present, &list, &defaulted) == 0)
        return nullptr;
    return list;
}

std::optional<bool> is_private_handle(void* handle) {
    const auto rights = read_rights(handle);
    return rights ? std::optional(is_private(*rights)) : std::nullopt;
}

bool is_private_descriptor(const std::string& text) {
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    if (::ConvertStringSecurityDescriptorToSecurityDescriptorW(wide(text).c_str(), SDDL_REVISION_1, &descriptor,
                                                               nullptr) == 0)
        return false;
    const descriptor_pointer guard(descriptor);
    PSID owner = nullptr;
    PACL list = nullptr;
    BOOL present = FALSE, defaulted = FALSE;
    if (::GetSecurityDescriptorOwner(descriptor, &owner, &defaulted) == 0 ||
        ::GetSecurityDescriptorDacl(descriptor, &present, &list, &defaulted) == 0)
        return false;
    return is_private(rights_of{text_of(owner), allowed_by(present != 0 ? list : nullptr)});
}

// The rest of support/system/file.hpp is in file_windows.cpp.

std::error_code make_private(const std::string& path) {
    const auto rights = rights_of_path(path);
    if (!rights) return last_error_code();
    const DWORD attributes = ::GetFileAttributesW(system_path(path).c_str());
    if (attributes == INVALID_FILE_ATTRIBUTES) return last_error_code();
    auto allowed = allowed_beside(path);
    add_owner(allowed, rights->owner);
    return set_rights(
        path, (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? private_security::of::folder : private_security::of::file,
        allowed);
}

std::optional<bool> is_private(const std::string& path) {
    const auto rights = rights_of_path(path);
    return rights ? std::optional(is_private(*rights)) : std::nullopt;
}

// Other users' entries of its own, which are rare, stay; whoever reads the file then says so again.
std::string how_to_make_private(const std::string& path) {
    std::string command = "icacls \"" + path + "\" /inheritance:r /grant:r";
    for (const auto& sid : allowed_beside(path))
        command += " *" + sid + ":F";
    return command;
}

} // namespace fairway
