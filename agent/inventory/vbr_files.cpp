#include "agent/inventory/vbr_files.hpp"

#include "agent/inventory/answer_object.hpp"
#include "agent/inventory/vbr_lists.hpp"
#include "support/system/file.hpp"
#include "support/system/path.hpp"
#include "support/text_file.hpp"
#include "text/json_text.hpp"
#include "text/object_reader.hpp"
#include "text/utf8.hpp"

#include <nlohmann/json.hpp>

namespace fairway {

namespace {

constexpr int deepest_export = 32;
constexpr std::size_t most_export_values = 40'000'000;
constexpr std::size_t most_export_notes = 100;

/// Saved answers may be one page of several.
void note_rest(const std::string& file, const vbr_page& page, vbr_inventory& into) {
    if (page.total > page.entities)
        into.not_read.push_back(file + " has " + std::to_string(page.entities) + " of " + std::to_string(page.total) +
                                " entities; save it again with ?limit=" + std::to_string(page.total));
}

} // namespace

read_result<vbr_inventory> read_vbr_folder(const std::string& folder) {
    vbr_inventory inventory;
    std::vector<problem> problems;
    for (const auto& list : vbr_lists()) {
        const auto path = in_folder(folder, std::string(list.name) + ".json");
        if (look_at(path).kind == file_kind::missing) {
            if (list.required)
                problems.push_back({path, "", std::string("is missing; save the answer to GET ") + list.path});
            else
                inventory.not_read.push_back(std::string("no ") + list.name + ".json (GET " + list.path + ")");
            continue;
        }
        const auto text = read_text_file(path, longest_vbr_answer);
        auto page = text ? read_vbr_answer(list, without_bom(*text.value), path, inventory)
                         : read_result<vbr_page>{std::nullopt, text.problems};
        if (page)
            note_rest(std::string(list.name) + ".json", *page.value, inventory);
        else
            problems.insert(problems.end(), page.problems.begin(), page.problems.end());
    }
    if (!problems.empty()) return {std::nullopt, std::move(problems)};
    return {std::move(inventory), {}};
}

read_result<vbr_inventory> read_vbr_export(std::string_view text, const std::string& file) {
    json_limits limits;
    limits.bytes = largest_vbr_export;
    limits.depth = deepest_export;
    limits.comments = false;
    limits.values = most_export_values;
    const auto parsed = parse_json(without_bom(text), file, limits);
    if (!parsed) return {std::nullopt, parsed.problems};
    problem_list problems(file);
    vbr_inventory inventory;
    if (!is_of_schema(*parsed.value, "fairway-vbr-inventory/1", problems))
        return {std::nullopt, std::move(problems).take()};
    for (auto& note : answer_object(&*parsed.value, "", problems).texts("notes", most_export_notes))
        inventory.not_read.push_back(std::move(note));
    for (const auto& list : vbr_lists()) {
        const auto pointer = std::string("/") + list.name;
        const auto found = parsed.value->find(list.name);
        if (found != parsed.value->end() && !found->is_null())
            note_rest(pointer, read_vbr_entities(list, *found, pointer, problems, inventory), inventory);
        else if (list.required)
            problems.add(pointer, "is missing");
        else
            inventory.not_read.push_back(file + " has no " + list.name);
    }
    if (!problems.empty()) return {std::nullopt, std::move(problems).take()};
    return {std::move(inventory), {}};
}

read_result<vbr_inventory> read_vbr_path(const std::string& path) {
    if (look_at(path).kind == file_kind::folder) return read_vbr_folder(path);
    const auto text = read_text_file(path, largest_vbr_export);
    if (!text) return {std::nullopt, text.problems};
    return read_vbr_export(*text.value, path);
}

} // namespace fairway
