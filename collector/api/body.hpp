#pragma once

#include "collector/http/message.hpp"
#include "text/object_reader.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <span>
#include <string>

namespace fairway::collector {

/// A small JSON object that somebody sent, read strictly: unknown keys are problems. After the last getter, refusal()
/// is the answer if anything is wrong: 415 not declared as JSON, 400 not JSON, 422 not what was expected.
class body_reader {
  public:
    body_reader(const http_request& request, std::span<const key> keys);

    std::string text(std::string_view name, std::size_t longest);
    /// Exactly that many lower-case hexadecimal digits.
    std::string hex(std::string_view name, std::size_t digits);
    /// Nothing if it is absent or null.
    std::optional<std::int64_t> number(std::string_view name, std::int64_t least, std::int64_t most);

    void fail(std::string_view name, std::string message);
    std::optional<http_response> refusal();

  private:
    std::optional<http_response> refused_;
    nlohmann::json value_;
    problem_list problems_{"body"};
    std::optional<object_reader> object_;
};

/// A body that is declared as something other than JSON: a page can make a browser post forms to other sites, but not
/// JSON.
bool is_said_to_be_json(const http_request& request);

} // namespace fairway::collector
