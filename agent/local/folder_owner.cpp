#include "agent/local/folder_owner.hpp"

namespace fairway {

std::string wrong_owner(const std::string& folder, user_id user) {
    const auto owned_by = owner_of(folder);
    if (user != root || !owned_by || *owned_by == root) return {};
    const std::string owner = user_name(*owned_by).value_or("'#" + std::to_string(*owned_by) + "'"); // as sudo takes it
    return "belongs to the user " + owner +
           ", who could not read what root leaves in it; run it as its owner: sudo -u " + owner + " fairway …";
}

} // namespace fairway
