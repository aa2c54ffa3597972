#pragma once

#include "agent/inventory/vbr_inventory.hpp"
#include "text/problem_list.hpp"

#include <nlohmann/json_fwd.hpp>

#include <span>
#include <string>
#include <string_view>

namespace fairway {

class answer_object;

/// One thing that is asked of a backup server. All that is known of it stands in one row: its address, the name of
/// its saved answer, and how its entities are read.
struct vbr_list {
    const char* name; ///< "managedServers": a key of export files; with ".json", a saved answer
    const char* path; ///< in the REST API
    bool paged;       ///< entities by pages; else one object
    bool required;    ///< Without it there is no inventory; all others may be missing in older servers.
    void (*read)(const answer_object& entity, vbr_inventory& into);
};

std::span<const vbr_list> vbr_lists();

/// Bounds of one answer.
inline constexpr std::size_t longest_vbr_answer = 8 * 1024 * 1024; ///< bytes

/// What an answer says of the list as a whole.
struct vbr_page {
    std::size_t entities = 0; ///< in this answer
    std::size_t total = 0;    ///< in all of them; `entities` where it does not say
};

/// Adds what one answer of the REST API says. Unknown keys and words pass; wrong types and more than the bounds are
/// problems, and `into` is of no use then. `name` is for problems.
read_result<vbr_page> read_vbr_answer(const vbr_list& list, std::string_view text, const std::string& name,
                                      vbr_inventory& into);

/// The same of one key of an export file: a list of entities, one entity alone, or an answer of the REST API.
/// PowerShell 5.1 writes lists of one entity, and lists inside objects, in forms of its own.
vbr_page read_vbr_entities(const vbr_list& list, const nlohmann::json& value, const std::string& pointer,
                           problem_list& problems, vbr_inventory& into);

} // namespace fairway
