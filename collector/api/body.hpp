#pragma once

#include "collector/http/message.hpp"
#include "text/object_reader.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <span>
#include <string>

namespace fairway::collector {

/// A small JSON object that somebody sent, read strictly: unknown keys are problems. After the last getter, refusal()
/// is the answer where something was wrong: 415 not said to be JSON, 400 not JSON, 422 not what was expected.
class body_reader {
  public:
    body_reader(const http_request& request, std::span<const key> keys);

    std::string text(std::string_view name, std::size_t longest);
    /// Lower-case hexadecimal digits, so many.
    std::string hex(std::string_view name, std::size_t digits);
    /// Nothing where it is absent, or null.
    std::optional<std::int64_t> number(std::string_view name, std::int64_t least, std::int64_t most);

    void fail(std::string_view name, std::string message);
    std::optional<http_response> refusal();

  private:
    std::optional<http_response> refused_;
    nlohmann::json value_;
    problem_list problems_{"body"};
    std::optional<object_reader> object_;
};

/// A body that is said to be something else than JSON: a browser can be made to send forms to other sites, but not
/// JSON.
bool is_said_to_be_json(const http_request& request);

} // namespace fairway::collector
