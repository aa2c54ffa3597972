#pragma once

#include "matrix/site.hpp"
#include "text/problem_list.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fairway {

/// What holds of the hosts of a site together, whatever kind of file they come from: proper names and roles, each
/// name once, each address at one host. `at` says where each thing stands, for problems.
class host_list {
  public:
    host_list(const matrix& m, problem_list& problems) : matrix_(m), problems_(problems) {}

    /// The next host; a name that is empty has been told as missing.
    void begin(const std::string& name, const std::string& at);
    /// An address of that host, or its name where it has none.
    void check_address(const std::string& address, const std::string& at);
    /// False: it has been told what is wrong.
    bool check_role(const std::string& role_id, const std::string& at);
    /// A fact that a host states for itself; as above.
    bool check_fact(const std::string& id, const std::string& value, const std::string& at);
    /// An override, without its ports yet, of what `of` names: a port or range, or "custom"; of a host with all its
    /// roles and the overrides before this one. Nothing if it is neither. What the roles do not have, or have been
    /// given, is told.
    std::optional<port_override> check_override(const std::string& of, const site_host& host, const std::string& at);

  private:
    struct owner {
        std::size_t host;
        std::string name;
        std::string at;
    };

    bool check_spelling(const std::string& host, const std::string& at);
    const std::vector<std::string>& override_keys(const std::vector<std::string>& roles);

    const matrix& matrix_;
    problem_list& problems_;
    std::size_t host_ = 0;
    std::string name_;
    std::map<std::string, std::string> names_; ///< where each stands
    std::map<std::string, owner> addresses_;
    std::map<std::vector<std::string>, std::vector<std::string>> override_keys_; ///< of roles
};

} // namespace fairway
