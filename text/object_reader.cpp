#include "text/object_reader.hpp"

#include "text/nearest.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <set>

namespace fairway {

using nlohmann::json;

namespace {

/// Ten times the largest site in mind; beyond, a file is not what it is taken for.
constexpr std::size_t most_elements = 100000;

std::string too_many(const json& value) {
    return "has " + std::to_string(value.size()) + " entries; at most " + std::to_string(most_elements) + " are read";
}

} // namespace

std::string describe(const json& value) {
    switch (value.type()) {
    case json::value_t::null: return "null";
    case json::value_t::boolean: return value.get<bool>() ? "true" : "false";
    case json::value_t::string: return "the string " + in_quotes(value.get_ref<const std::string&>());
    case json::value_t::array: return "a list";
    case json::value_t::object: return "an object";
    default: return "the number " + value.dump();
    }
}

std::optional<std::string> read_text(const json& value, const std::string& pointer, problem_list& problems) {
    if (!value.is_string()) {
        problems.add(pointer, "expected a string, found " + describe(value));
        return std::nullopt;
    }
    const auto& text = value.get_ref<const std::string&>();
    const auto blank = [](char c) { return c == ' '; };
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (std::all_of(text.begin(), text.end(), blank)) {
        problems.add(pointer, "must not be empty");
        return std::nullopt;
    }
    if (std::any_of(text.begin(), text.end(), control)) {
        problems.add(pointer, "must be one line without control characters, found " + describe(value));
        return std::nullopt;
    }
    return text;
}

bool is_of_schema(const json& value, std::string_view schema, problem_list& problems) {
    const auto wanted = in_quotes(schema);
    if (!value.is_object())
        problems.add("", "expected an object with \"schema\": " + wanted + ", found " + describe(value));
    else if (const auto it = value.find("schema"); it != value.end() && *it != schema)
        problems.add("/schema", "expected " + wanted + ", found " + describe(*it));
    else
        return true; // an absent one is told with the other missing keys
    return false;
}

object_reader::object_reader(const json& value, std::string pointer, std::span<const key> keys, problem_list& problems)
    : pointer_(std::move(pointer)), problems_(&problems) {
    if (!value.is_object()) {
        problems.add(pointer_, "expected an object, found " + describe(value));
        return;
    }
    value_ = &value;
    std::vector<std::string> names;
    for (const auto& k : keys) {
        names.emplace_back(k.name);
        if (k.required && !value.contains(k.name))
            problems.add(pointer_, "the key " + in_quotes(k.name) + " is missing");
    }
    for (const auto& [name, member] : value.items()) {
        if (std::find(names.begin(), names.end(), name) != names.end()) continue;
        problems.add(at(name), "unknown key " + in_quotes(name) + choices(name, names));
    }
}

const json* object_reader::find(std::string_view name) const {
    if (!value_) return nullptr;
    const auto it = value_->find(name);
    return it == value_->end() ? nullptr : &*it;
}

std::string object_reader::text(std::string_view name) const {
    const auto* value = find(name);
    return value ? read_text(*value, at(name), *problems_).value_or("") : "";
}

bool object_reader::flag(std::string_view name) const {
    const auto* value = find(name);
    if (!value) return false;
    if (!value->is_boolean()) fail(name, "expected true or false, found " + describe(*value));
    return value->is_boolean() && value->get<bool>();
}

std::optional<std::string> object_reader::word(std::string_view name, const std::vector<std::string>& words) const {
    const auto* value = find(name);
    if (!value) return std::nullopt;
    if (value->is_string() && std::find(words.begin(), words.end(), value->get<std::string>()) != words.end())
        return value->get<std::string>();
    fail(name, "expected " + listed(words) + ", found " + describe(*value));
    return std::nullopt;
}

std::vector<std::pair<const json*, std::string>> object_reader::list(std::string_view name, bool may_be_empty) const {
    std::vector<std::pair<const json*, std::string>> elements;
    const auto* value = find(name);
    if (!value) return elements;
    if (!value->is_array())
        fail(name, "expected a list, found " + describe(*value));
    else if (value->empty() && !may_be_empty)
        fail(name, "must not be empty");
    else if (value->size() > most_elements)
        fail(name, too_many(*value));
    else
        for (std::size_t i = 0; i < value->size(); ++i)
            elements.emplace_back(&(*value)[i], step(at(name), i));
    return elements;
}

std::vector<std::pair<std::string, std::string>> object_reader::texts(std::string_view name, bool may_be_empty) const {
    std::vector<std::pair<std::string, std::string>> all;
    std::set<std::string> seen;
    for (const auto& [element, pointer] : list(name, may_be_empty)) {
        const auto text = read_text(*element, pointer, *problems_);
        if (!text) continue;
        if (seen.insert(*text).second)
            all.emplace_back(*text, pointer);
        else
            problems_->add(pointer, in_quotes(*text) + " is given twice");
    }
    return all;
}

std::vector<std::pair<std::string, const json*>> object_reader::members(std::string_view name) const {
    std::vector<std::pair<std::string, const json*>> all;
    const auto* value = find(name);
    if (!value) return all;
    if (!value->is_object())
        fail(name, "expected an object, found " + describe(*value));
    else if (value->size() > most_elements)
        fail(name, too_many(*value));
    else
        for (const auto& [key, member] : value->items())
            all.emplace_back(key, &member);
    return all;
}

} // namespace fairway
