#pragma once

#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace fairway {

// What is private has an access control list of its own, which inherits nothing: full control for SYSTEM and
// Administrators, for its owner, and for whom its folder is private to; nobody else is in it. So what an administrator
// writes into the folder of the service, the service can read, and the other way round. An owner that other services
// share (LocalService) has none where our service has it by its own name.

/// Who may use a private file or folder; each a SID in its string form ("S-1-5-18").
using sid_list = std::vector<std::string>;

/// The account under which Windows runs the service "fairway" (NT SERVICE\fairway): its SID follows from the name.
const std::string& service_sid();

/// For what this process makes in the folder of `path`.
sid_list allowed_beside(const std::string& path);

/// An open security descriptor for CreateFileW and CreateDirectoryW; valid as long as this lives.
class private_security {
  public:
    enum class of { file, folder };
    private_security(of what, const sid_list& allowed);
    ~private_security();
    private_security(const private_security&) = delete;
    private_security& operator=(const private_security&) = delete;

    /// SECURITY_ATTRIBUTES, and the access control list in it. Null where the system could make none.
    void* attributes();
    void* access_list();

  private:
    struct state;
    state* state_;
};

/// Whether nobody but those above may read or change what is behind a handle.
std::optional<bool> is_private_handle(void* handle);

/// The same of a security descriptor in its string form (SDDL), with its owner.
bool is_private_descriptor(const std::string& text);

} // namespace fairway
