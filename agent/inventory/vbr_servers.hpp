#pragma once

#include "agent/inventory/site_draft.hpp"
#include "agent/inventory/vbr_inventory.hpp"
#include "agent/inventory/vbr_platform.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <string>

namespace fairway {

/// The servers that Backup & Replication manages, as hosts of a draft; all other components name them by their IDs.
/// Points into the inventory and the draft.
class vbr_servers {
  public:
    /// Adds a host for each, with the roles that follow from its type.
    vbr_servers(const vbr_inventory& from, site_draft& draft);

    /// Finds the backup server, or what answered, and its system.
    void add_backup_server();

    const vbr_server* find(const std::string& id) const; ///< null: not managed
    std::size_t host_of(const std::string& id) const;    ///< site_draft::none: not managed
    vbr_platform platform_of(const std::string& id) const;
    bool is_backup_server(std::size_t at) const { return backup_servers_.contains(at); }

    /// The host that something names by its ID, and `by` is that; tells where there is none. An empty ID is nobody's.
    std::size_t named(const std::string& id, const std::string& by) const;

  private:
    void add_roles(const vbr_server& s, std::size_t at);

    const vbr_inventory& from_;
    site_draft& draft_;
    std::map<std::string, const vbr_server*> by_id_;
    std::map<std::string, std::size_t> hosts_; ///< by ID
    std::set<std::size_t> backup_servers_;
};

} // namespace fairway
