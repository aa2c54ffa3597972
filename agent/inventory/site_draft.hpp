#pragma once

#include "agent/inventory/note_list.hpp"
#include "matrix/matrix.hpp"
#include "matrix/site.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace fairway {

struct vbr_server;

/// What became of a server, a share or a computer.
struct draft_host {
    site_host host;
    std::set<std::string> addresses;       ///< canonical
    const vbr_server* server = nullptr;    ///< as which it is managed; null: it is not
    bool told = false;                     ///< why it has no role
    std::optional<bool> agent_installed;   ///< of a computer
    std::optional<std::uint16_t> wan_port; ///< of a WAN accelerator
};

/// A site while it is made from an inventory: hosts that meet under several names and addresses, with roles and facts
/// that the matrix has, and what a person should know. Hosts are named by their index.
class site_draft {
  public:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    explicit site_draft(const matrix& m) : m_(m) {}

    note_list found, assumed, missing;
    site all; ///< what is true of the site as a whole
    std::vector<draft_host> hosts;

    const matrix& rules() const { return m_; }

    /// Before the first host, each name that the inventory has: a short name can mean only one full name.
    void know_name(const std::string& name);

    std::size_t find(const std::string& name_or_address) const; ///< none: there is no such host
    std::size_t find_name(const std::string& name) const;

    /// The host of that name, in its short or its full form, or a new one. None: no host can be called so, which is
    /// told.
    std::size_t add(const std::string& name);

    /// What is not an address of this host alone is left out; an address stays with the first host that has it.
    void add_address(std::size_t at, const std::string& address);

    bool has_role(const std::string& id) const; ///< that hosts can have

    /// Gives the first of these roles that the matrix has; `what` is for the note where it has none. Nothing for none.
    bool give_role(std::size_t at, const std::vector<std::string>& roles, const std::string& what);
    std::size_t count_of(const std::string& role) const; ///< hosts with it

    // Where the matrix has the fact:
    void state(std::size_t at, const std::string& fact_id, const std::string& value);
    void state_of_site(const std::string& fact_id, const std::string& value);

  private:
    std::size_t find_other_form(const std::string& name);

    const matrix& m_;
    std::map<std::string, std::size_t> by_name_, by_address_; ///< canonical
    std::map<std::string, std::string> full_names_;           ///< by their first part; empty: there are several
    std::map<std::string, std::size_t> role_counts_;
};

} // namespace fairway
