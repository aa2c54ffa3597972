#include "agent/inventory/answer_object.hpp"

#include "text/object_reader.hpp"
#include "text/pointer.hpp"

#include <nlohmann/json.hpp>

namespace fairway {

namespace {

constexpr std::size_t longest_answer_text = 1024; // bytes

} // namespace

answer_object::answer_object(const nlohmann::json* value, std::string pointer, problem_list& problems)
    : value_(value), pointer_(std::move(pointer)), problems_(&problems) {
    if (value_ == nullptr || value_->is_object()) return;
    problems.add(pointer_, "expected an object, found " + describe(*value_));
    value_ = nullptr;
}

const nlohmann::json* answer_object::find(std::string_view name) const {
    if (value_ == nullptr) return nullptr;
    const auto found = value_->find(name);
    return found == value_->end() || found->is_null() ? nullptr : &*found;
}

std::string answer_object::at(std::string_view name) const {
    return step(pointer_, name);
}

void answer_object::fail(std::string_view name, std::string message) const {
    problems_->add(at(name), std::move(message));
}

std::string answer_object::text_of(const nlohmann::json& value, std::string pointer) const {
    if (!value.is_string()) {
        problems_->add(std::move(pointer), "expected a text, found " + describe(value));
        return {};
    }
    const auto& text = value.get_ref<const std::string&>();
    if (text.size() <= longest_answer_text) return text;
    problems_->add(std::move(pointer), "is longer than " + std::to_string(longest_answer_text) + " bytes");
    return {};
}

std::string answer_object::text(std::string_view name) const {
    const auto* value = find(name);
    return value == nullptr ? std::string() : text_of(*value, at(name));
}

bool answer_object::flag(std::string_view name) const {
    const auto* value = find(name);
    if (value == nullptr) return false;
    if (!value->is_boolean()) fail(name, "expected true or false, found " + describe(*value));
    return value->is_boolean() && value->get<bool>();
}

std::optional<std::uint64_t> answer_object::number(std::string_view name, std::uint64_t most) const {
    const auto* value = find(name);
    if (value == nullptr) return std::nullopt;
    if (value->is_number_unsigned() && value->get<std::uint64_t>() <= most) return value->get<std::uint64_t>();
    fail(name, "expected a number from 0 to " + std::to_string(most) + ", found " + describe(*value));
    return std::nullopt;
}

std::optional<std::uint16_t> answer_object::port(std::string_view name) const {
    const auto value = number(name, 65535);
    return value && *value != 0 ? std::optional(static_cast<std::uint16_t>(*value)) : std::nullopt;
}

answer_object answer_object::object(std::string_view name) const {
    return {find(name), at(name), *problems_};
}

const nlohmann::json* answer_object::list(std::string_view name, std::size_t most) const {
    const auto* value = find(name);
    if (value == nullptr) return nullptr;
    // {"value": […], "Count": N}, as Windows PowerShell 5.1 writes some lists.
    if (value->is_object())
        if (const auto inner = value->find("value"); inner != value->end() && inner->is_array()) value = &*inner;
    if (!value->is_array()) {
        fail(name, "expected a list, found " + describe(*value));
        return nullptr;
    }
    if (value->size() <= most) return value;
    fail(name, "has " + std::to_string(value->size()) + " entries; at most " + std::to_string(most) + " are read");
    return nullptr;
}

std::vector<answer_object> answer_object::objects(std::string_view name, std::size_t most) const {
    std::vector<answer_object> all;
    const auto* entries = list(name, most);
    for (std::size_t i = 0; entries != nullptr && i < entries->size(); ++i)
        all.emplace_back(&(*entries)[i], step(at(name), i), *problems_);
    return all;
}

std::vector<std::string> answer_object::texts(std::string_view name, std::size_t most) const {
    std::vector<std::string> all;
    const auto* entries = list(name, most);
    for (std::size_t i = 0; entries != nullptr && i < entries->size(); ++i)
        if (auto text = text_of((*entries)[i], step(at(name), i)); !text.empty()) all.push_back(std::move(text));
    return all;
}

} // namespace fairway
