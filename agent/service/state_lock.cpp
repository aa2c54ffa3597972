#include "agent/service/state_lock.hpp"

#include "support/system/file.hpp"
#include "support/system/path.hpp"

#include <stdexcept>

namespace fairway {

file_lock take_state_folder(const std::string& folder) {
    if (const auto error = create_private_folder(folder))
        throw std::system_error(error, "cannot create the state directory " + folder);
    std::string holder;
    auto lock = file_lock::take(in_folder(folder, "lock"), &holder);
    if (lock) return std::move(*lock);
    throw std::runtime_error("another fairway" + (holder.empty() ? "" : " (process " + holder + ")") +
                             " is using the state directory " + folder +
                             "; stop it first, or use another directory with --state DIR");
}

std::optional<bool> is_state_folder_taken(const std::string& folder) {
    return file_lock::is_taken(in_folder(folder, "lock"));
}

} // namespace fairway
