#include "agent/local/folder_owner_posix.hpp"

#include "agent/local/folder_owner.hpp"

namespace fairway {

std::string wrong_owner(const std::string& folder) {
    return wrong_owner_for(folder, effective_user());
}

std::string wrong_owner_for(const std::string& folder, user_id user) {
    const auto owned_by = owner_of(folder);
    if (user != root || !owned_by || *owned_by == root) return {};
    const std::string owner = user_name(*owned_by).value_or("'#" + std::to_string(*owned_by) + "'"); // as sudo takes it
    return "belongs to user " + owner +
           ", who could not read files that root creates in it; run this as its owner: sudo -u " + owner + " fairway …";
}

} // namespace fairway
