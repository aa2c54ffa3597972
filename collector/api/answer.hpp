#pragma once

#include "collector/http/message.hpp"
#include "collector/store/store.hpp"
#include "text/problem.hpp"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace fairway::collector {

/// A response with a JSON body. Text that is not UTF-8 is shown with replacement characters.
http_response json_answer(const nlohmann::ordered_json& body, unsigned status = 200);

/// 204
http_response no_content();

/// {"error": …} with, where there are any, {"problems": [{"pointer", "message"}]}.
http_response error_answer(unsigned status, const std::string& error, const std::vector<problem>& problems = {});

/// The same with Retry-After.
http_response retry_answer(unsigned status, const std::string& error, std::chrono::seconds after);

/// When to ask again where the database does not work.
inline constexpr std::chrono::seconds retry_store{30};

/// {"items": […], "next": …}
http_response list_answer(nlohmann::ordered_json items, const std::string& next = {});

/// "2026-11-25T02:29:13Z" or null.
nlohmann::ordered_json time_or_null(const std::optional<wall_time>& when);
nlohmann::ordered_json to_json(const summary& counts);
nlohmann::ordered_json to_json(const transition_row& t);

/// The machines that share a prober, for the API.
nlohmann::ordered_json machines_json(const std::vector<machine>& machines);

} // namespace fairway::collector
