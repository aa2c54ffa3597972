#include "agent/service/status.hpp"
#include "agent/commands/command.hpp"
#include "agent/service/state_lock.hpp"
#include "support/option_reader.hpp"
#include "support/text_file.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <iostream>

namespace fairway {

namespace {

constexpr const char* status_help =
    R"(fairway status - how the service is doing: last run, next run, what fails, collector

usage: fairway status [--state DIR] [--format text|json]

  --state DIR         the state folder of the service; default /var/lib/fairway
  --format text|json  default text

Reads files of the state folder only; it takes the rights of the service or root.

Exit codes: 0 running, and nothing is worse than a warning; 1 something fails;
            3 not running, nothing known yet, or something is unknown; 2 wrong usage.
)";

constexpr std::size_t largest_status = 1024 * 1024; // bytes

} // namespace

int status_command(const arguments& args) {
    option_reader given({"state", "format"}, {});
    std::string folder, format;
    if (given.parse(args)) {
        if (given.has("help")) {
            std::cout << status_help;
            return exit_status::ok;
        }
        folder = given.once("state").value_or("/var/lib/fairway");
        format = given.once("format").value_or("text");
        if (format != "text" && format != "json")
            given.problem("--format", "unknown format \"" + format + "\"; known are: text, json");
    }
    if (!given.problems().empty()) {
        report_problems(given.problems());
        std::cerr << "Try: fairway status --help\n";
        return exit_status::usage;
    }

    const auto alive = is_state_folder_taken(folder);
    const auto file = folder + "/status.json";
    const auto text = read_text_file(file, largest_status);
    const auto status =
        text ? read_status(*text.value, file) : read_result<service_status>{std::nullopt, text.problems};
    if (!alive || !status) {
        if (alive && !*alive && format == "text")
            std::cout << "fairway run does not run on the state folder " << folder << "\n";
        report_problems(status.problems);
        return exit_status::unsure;
    }
    if (format == "json") {
        auto json = to_json(*status.value);
        json["running"] = *alive;
        std::cout << json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
    } else {
        std::cout << render_status(*status.value, *alive, std::chrono::system_clock::now());
    }
    return status_exit_code(*status.value, *alive);
}

} // namespace fairway
