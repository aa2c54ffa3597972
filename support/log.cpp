#include "support/log.hpp"

#include "support/utc_time.hpp"
#include "text/printable.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

namespace fairway {

namespace {

std::atomic<log_format> chosen_format{log_format::text};

spdlog::level::level_enum in_spdlog(log_level level) {
    switch (level) {
    case log_level::debug: return spdlog::level::debug;
    case log_level::info: return spdlog::level::info;
    case log_level::warning: return spdlog::level::warn;
    case log_level::error: return spdlog::level::err;
    }
    return spdlog::level::info;
}

std::string_view word(log_level level) {
    switch (level) {
    case log_level::debug: return "debug";
    case log_level::info: return "info";
    case log_level::warning: return "warning";
    case log_level::error: return "error";
    }
    return "info";
}

spdlog::logger& logger() {
    static const auto shared = [] {
        auto made = std::make_shared<spdlog::logger>("fairway", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        // The whole line is ours, and ends in the same way everywhere.
        made->set_formatter(std::make_unique<spdlog::pattern_formatter>("%v", spdlog::pattern_time_type::local, "\n"));
        made->flush_on(spdlog::level::debug);
        return made;
    }();
    return *shared;
}

nlohmann::ordered_json json_of(const log_field& field) {
    return std::visit([](const auto& value) { return nlohmann::ordered_json(value); }, field.value);
}

std::string dumped(const nlohmann::ordered_json& value) {
    return printable_json(value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

/// Where lines go instead of stderr.
struct redirection {
    std::mutex mutex;
    log_sink sink;
};

redirection& redirected() {
    static redirection one;
    return one;
}

/// A text that needs no quotes in a line of words.
bool is_plain(std::string_view text) {
    return !text.empty() && text.find_first_of(" \"\\=") == std::string_view::npos && printable(text) == text;
}

std::string in_words(std::string_view event, std::initializer_list<log_field> fields) {
    std::string line(event);
    for (const auto& f : fields) {
        const auto* text = std::get_if<std::string>(&f.value);
        line += " " + std::string(f.name) + "=";
        line += text != nullptr && is_plain(*text) ? *text : dumped(json_of(f));
    }
    return line;
}

std::string in_json(const std::string& time, log_level level, std::string_view event,
                    std::initializer_list<log_field> fields) {
    nlohmann::ordered_json j;
    j["time"] = time;
    j["level"] = word(level);
    j["event"] = event;
    for (const auto& f : fields)
        j[std::string(f.name)] = json_of(f);
    return dumped(j);
}

/// Whether there is somewhere else to write to than stderr.
bool write_elsewhere(log_level level, std::string_view event, std::initializer_list<log_field> fields) {
    auto& r = redirected();
    const std::lock_guard lock(r.mutex);
    if (!r.sink) return false;
    try {
        r.sink(level, event, in_words(event, fields));
    } catch (const std::exception&) {
    }
    return true;
}

} // namespace

void configure_log(log_format format, log_level least) {
    chosen_format = format;
    logger().set_level(in_spdlog(least));
}

void redirect_log(log_sink sink) {
    auto& r = redirected();
    const std::lock_guard lock(r.mutex);
    r.sink = std::move(sink);
}

void log(log_level level, std::string_view event, std::initializer_list<log_field> fields) {
    if (!logger().should_log(in_spdlog(level)) || write_elsewhere(level, event, fields)) return;
    const std::string time = utc_time(std::chrono::system_clock::now());
    const auto line = chosen_format == log_format::json
                          ? in_json(time, level, event, fields)
                          : time + " " + std::string(word(level)) + " " + in_words(event, fields);
    logger().log(in_spdlog(level), spdlog::string_view_t(line.data(), line.size()));
}

} // namespace fairway
