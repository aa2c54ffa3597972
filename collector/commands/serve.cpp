#include "collector/commands/command.hpp"
#include "collector/commands/data_option.hpp"
#include "collector/data_directory.hpp"
#include "collector/service/housekeeping.hpp"
#include "collector/service/listening.hpp"
#include "collector/service/running_collector.hpp"
#include "support/log.hpp"
#include "support/system/file_calls.hpp"
#include "support/system/file_lock.hpp"
#include "support/system/notify.hpp"
#include "support/system/process.hpp"
#include "support/system/signals.hpp"
#include "support/system/termination_signals.hpp"
#include "text/nearest.hpp"
#include "text/wording.hpp"

#include <ostream>

namespace fairway::collector {

namespace {

constexpr std::chrono::seconds longest_goodbye{10};
constexpr std::chrono::minutes between_housekeeping{1};
constexpr std::uint64_t other_descriptors = 64; // database, log, listeners

struct serve_wishes {
    std::vector<listen_address> listen;
    bool listen_everywhere = false; ///< by default: then a machine without IPv6 is no mistake
    log_format format = log_format::text;
};

serve_wishes read_serve_wishes(option_reader& given) {
    serve_wishes w;
    for (const auto& text : given.all("listen")) {
        std::string why_not;
        if (const auto l = parse_listen_address(text, why_not))
            w.listen.push_back(*l);
        else
            given.problem("--listen", why_not);
    }
    if (!given.has("listen")) {
        w.listen_everywhere = true;
        w.listen = {{"0.0.0.0", default_port, true}, {"::", default_port, true}};
    }
    const auto format = given.once("log-format").value_or("text");
    if (format != "text" && format != "json")
        given.problem("--log-format", "unknown format " + in_quotes(format) + choices(format, {"text", "json"}));
    w.format = format == "json" ? log_format::json : log_format::text;
    return w;
}

/// Room for every connection, as far as this system gives it.
void raise_descriptor_limit(http_limits& limits) {
    const auto descriptors = raise_open_file_limit();
    if (descriptors >= limits.connections + other_descriptors) return;
    limits.connections = descriptors > 2 * other_descriptors ? descriptors - other_descriptors : other_descriptors;
    log(log_level::warning, "this system limits open files; the collector accepts fewer connections",
        {{"connections", static_cast<std::int64_t>(limits.connections)}});
}

int serve(option_reader& given, const console& io) {
    const auto w = read_serve_wishes(given);
    const auto usable = given_directory(given);
    if (!usable) return exit_status::usage;
    const auto& directory = *usable;
    if (auto open = directory.exposed(); !open.empty()) return given.refuse(std::move(open));
    const auto lock = file_lock::take(directory.lock());
    if (!lock) return given.refuse({{directory.path(), "", "another fairway-collector already serves this directory"}});
    configure_log(w.format, log_level::info);
    termination_signals ends; // before the first thread, so that all of them leave these to us
    ignore_broken_pipes();
    ignore_hang_ups();

    system_file_calls().remove(directory.listening());
    directory.remove_unfinished_files();
    const auto store = directory.open_store();
    running_collector::settings settings;
    const auto server = read_certificate(directory.server().certificate);
    settings.name = server.names.empty() ? server.subject : server.names.front();
    settings.authorities = directory.authorities();
    raise_descriptor_limit(settings.limits);
    running_collector collector(*store, directory.identity(), settings);
    time_keeper time(*store, collector.heard(), {});
    housekeeper house(*store, directory, collector, time);
    house.begin();
    auto listening = w.listen;
    if (const auto why_not = listen_on(collector, listening, w.listen_everywhere)) {
        io.err << "fairway-collector: " << *why_not << "\n";
        return exit_status::broken;
    }
    write_listening(directory, listening);
    collector.start(directory.url());
    for (const auto& l : listening)
        log(log_level::info, "listening", {{"address", l.address}, {"port", std::int64_t{l.port}}, {"tls", l.tls}});
    log(log_level::info, "ready",
        {{"version", std::string(FAIRWAY_VERSION)}, {"url", directory.url()}, {"data", directory.path()}});
    notify_service_manager("READY=1\nSTATUS=receiving reports");

    while (true) {
        house.tick();
        const auto signal = ends.wait_for(between_housekeeping);
        if (!signal) continue; // a minute has passed
        log(log_level::info, "stopping; finishing requests in flight", {{"signal", std::int64_t{*signal}}});
        break;
    }
    notify_service_manager("STOPPING=1");
    collector.stop(longest_goodbye);
    log(log_level::info, "stopped");
    return exit_status::ok;
}

} // namespace

command serve_command() {
    command c;
    c.table.name = "serve";
    c.table.summary = "receive reports and show them";
    c.table.usage = {"--data DIR [options]"};
    c.table.sections = {
        {"Options",
         {{"data", "DIR", "the collector's data directory, as `fairway-collector init` created it"},
          {"listen", "ADDRESS:PORT",
           "where to listen, with TLS; http://ADDRESS:PORT: without TLS, on loopback addresses only; port 0 is any "
           "free one, which the log and listening.json in the data directory name; default: 0.0.0.0:9440 and "
           "[::]:9440",
           true},
          {"log-format", "text|json", "format of the log on standard error; default: text"}}}};
    c.table.notes =
        "SIGTERM and SIGINT stop it; it finishes requests in flight, for up to 10 seconds. It renews its certificate "
        "30 days before it expires and deletes history older than 400 days, both only by a time that is plausible (see "
        "`fairway-collector clock --help`). Directory, keys and database that other users may read are refused.";
    c.table.exit_codes = {{exit_status::ok, "stopped by a signal"},
                          {exit_status::usage, "wrong usage or configuration"},
                          {exit_status::broken, "Fairway itself could not run"}};
    c.run = serve;
    return c;
}

} // namespace fairway::collector
