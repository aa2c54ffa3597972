#include "agent/service/status.hpp"

#include "agent/commands/command.hpp"
#include "agent/local/help_words.hpp"
#include "agent/service/state_lock.hpp"
#include "agent/service/status_file.hpp"
#include "agent/service/status_text.hpp"
#include "support/system/locations.hpp"
#include "support/system/path.hpp"
#include "support/text_file.hpp"
#include "text/nearest.hpp"
#include "text/printable.hpp"
#include "text/wording.hpp"

#include <nlohmann/json.hpp>

#include <ostream>

namespace fairway {

namespace {

constexpr std::size_t largest_status = 1024 * 1024; // bytes

int show_status(option_reader& given, const console& io) {
    const auto folder = given.once("state").value_or(default_state_folder());
    const auto format = given.once("format").value_or("text");
    if (format != "text" && format != "json") {
        given.problem("--format", "unknown format " + in_quotes(format) + choices(format, {"text", "json"}));
        return exit_status::usage;
    }

    const auto alive = is_state_folder_taken(folder);
    const auto file = in_folder(folder, "status.json");
    const auto text = read_text_file(file, largest_status);
    const auto status =
        text ? read_status(*text.value, file) : read_result<service_status>{std::nullopt, text.problems};
    if (!alive || !status) {
        if (alive && !*alive && format == "text")
            io.out << "No `fairway run` is using the state directory " << folder << "\n";
        print_problems(io.err, "fairway", status.problems);
        if (alive && *alive)
            io.err
                << "fairway: `fairway run` is at work, but its status cannot be read. See its log (e.g. journalctl -u "
                   "fairway): is the disk full?\n";
        return exit_status::unsure;
    }
    auto s = *status.value;
    const auto clock = read_clock();
    follow_clock(s, clock);
    if (format == "json") {
        auto json = to_json(s);
        json["running"] = *alive;
        const auto why = *alive ? why_outdated(s, clock.wall) : "";
        json["outdated"] = why.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(why);
        io.out << printable_json(json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)) << "\n";
    } else {
        io.out << render_status(s, *alive, clock.wall, io.width);
    }
    return status_exit_code(s, *alive, clock.wall);
}

} // namespace

command status_command() {
    command c;
    c.table.name = "status";
    c.table.summary = "show how the service is doing: last run, next run, failures, collector";
    c.table.usage = {"[--state DIR] [--format text|json]"};
    c.table.about = std::string("Only reads files in the state directory; run it as ") + as_whom_to_ask() + ".";
    c.table.sections = {{"Options",
                         {{"state", "DIR", "the service's state directory; default: " + default_state_folder()},
                          {"format", "text|json", "default: text"}}}};
    c.table.exit_codes = {{exit_status::ok, "running, and nothing is worse than a warning"},
                          {exit_status::failed, "something fails"},
                          {exit_status::usage, "wrong usage"},
                          {exit_status::unsure, "not running, no run yet, a run is overdue, or something is unknown"}};
    c.table.examples = {
        {"fairway status", "is the service well, and what fails or is unknown?"},
        {"fairway status --state /srv/fairway --format json", "the same for a program, from another state directory"}};
    c.run = show_status;
    return c;
}

} // namespace fairway
