#pragma once

#include "text/key.hpp"
#include "text/pointer.hpp"
#include "text/problem_list.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// "the string "abc"", "the number 5", "a list", …: what a value is, to a person.
std::string describe(const nlohmann::json& value);

/// Reads one object strictly. What is wrong goes to the list of problems, and reading goes on: every getter then
/// gives an empty value. A key that is absent though required is told once, here; getters stay silent about it.
class object_reader {
  public:
    object_reader(const nlohmann::json& value, std::string pointer, std::span<const key> keys, problem_list& problems);

    bool has(std::string_view name) const { return find(name) != nullptr; }
    std::string at(std::string_view name) const { return step(pointer_, name); }
    void fail(std::string_view name, std::string message) const { problems_->add(at(name), std::move(message)); }

    /// The value as it is; null if it is absent.
    const nlohmann::json* find(std::string_view name) const;

    /// One line of text, not empty.
    std::string text(std::string_view name) const;
    bool flag(std::string_view name) const;
    /// One of `words`; says which ones there are.
    std::optional<std::string> word(std::string_view name, const std::vector<std::string>& words) const;
    /// The elements with their pointers; no problem where the key is absent.
    std::vector<std::pair<const nlohmann::json*, std::string>> list(std::string_view name, bool may_be_empty) const;
    /// A list of different lines of text, with their pointers.
    std::vector<std::pair<std::string, std::string>> texts(std::string_view name, bool may_be_empty) const;
    /// The members of an object whose keys are free.
    std::vector<std::pair<std::string, const nlohmann::json*>> members(std::string_view name) const;

  private:
    const nlohmann::json* value_ = nullptr; ///< null: it was no object
    std::string pointer_;
    problem_list* problems_;
};

/// One line of text that is not empty, or a problem at `pointer` and nothing.
std::optional<std::string> read_text(const nlohmann::json& value, const std::string& pointer, problem_list& problems);

/// The top of a file: an object whose "schema" is `schema`. A file of another format gets that one problem, since
/// nothing else that could be said of it would help.
bool is_of_schema(const nlohmann::json& value, std::string_view schema, problem_list& problems);

} // namespace fairway
