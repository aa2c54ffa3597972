#pragma once

#include "text/problem_list.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// Reads one object of another program's answer. Keys that nobody asks for pass, as newer servers have more of them;
/// one that is asked for must be of its type, or that is a problem and the getter gives an empty value. Null is absent.
class answer_object {
  public:
    /// `value` null: the object is absent, and so is all in it.
    answer_object(const nlohmann::json* value, std::string pointer, problem_list& problems);

    bool has(std::string_view name) const { return find(name) != nullptr; }
    const nlohmann::json* find(std::string_view name) const;
    std::string at(std::string_view name) const;
    void fail(std::string_view name, std::string message) const;

    std::string text(std::string_view name) const; ///< at most 1024 bytes
    bool flag(std::string_view name) const;
    std::optional<std::uint64_t> number(std::string_view name, std::uint64_t most) const;
    std::optional<std::uint16_t> port(std::string_view name) const; ///< 0 is none
    answer_object object(std::string_view name) const;
    std::vector<answer_object> objects(std::string_view name, std::size_t most) const;
    std::vector<std::string> texts(std::string_view name, std::size_t most) const;

  private:
    const nlohmann::json* list(std::string_view name, std::size_t most) const;
    std::string text_of(const nlohmann::json& value, std::string pointer) const;

    const nlohmann::json* value_ = nullptr;
    std::string pointer_;
    problem_list* problems_;
};

} // namespace fairway
