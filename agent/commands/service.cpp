#include "agent/service/service.hpp"
#include "agent/assignment.hpp"
#include "agent/commands/command.hpp"
#include "agent/local/service_control.hpp"
#include "agent/service/config.hpp"
#include "agent/service/event_ids.hpp"
#include "support/log.hpp"
#include "support/system/file.hpp"
#include "support/system/locations.hpp"
#include "support/system/path.hpp"
#include "support/system/service_process.hpp"
#include "support/text_file.hpp"

#include <array>
#include <ostream>
#include <sstream>

namespace fairway {

namespace {

constexpr std::chrono::seconds longest_wait{30};
constexpr std::size_t longest_site_file = 64 * 1024 * 1024;

int tell(const service_answer& answer, const console& io) {
    for (std::size_t i = 0; i < answer.words.size(); ++i) {
        const bool why_not = !answer.done && i + 1 == answer.words.size();
        const auto& words = answer.words[i];
        if (why_not)
            io.err << wrapped("fairway: ", words, io.width);
        else
            io.out << (words.starts_with("  ") ? words + "\n" : wrapped("", words, io.width));
    }
    return answer.done ? exit_status::ok : exit_status::broken;
}

/// The site file for the service, beside its configuration, which is made where there is none.
void put_site_file(const std::string& text, const std::string& config, const console& io) {
    write_named_file(std::string(folder_part(config)) + "site.json", text);
    if (is_there(config)) {
        io.out << wrapped("", config + " stays as it is.", io.width);
        return;
    }
    write_file_atomically(config, "{\n  \"schema\": \"fairway-agent/1\",\n  \"site\": \"site.json\"\n}\n",
                          readable_by::all);
}

/// What is wrong with the configuration; what is only not there yet is fine.
std::vector<problem> problems_of(const std::string& config) {
    const auto loaded = load_service(config, this_machine());
    return loaded.not_yet ? std::vector<problem>() : loaded.problems;
}

service_setup read_setup(option_reader& given) {
    service_setup setup;
    setup.config = given.once("config").value_or("");
    setup.state = given.once("state").value_or("");
    const auto account = given.once("account").value_or("");
    if (account == "virtual") setup.account = service_account::virtual_account;
    if (account == "LocalService") setup.account = service_account::local_service;
    if (!account.empty() && setup.account == service_account::as_is)
        given.problem("--account", "expected virtual or LocalService");
    return setup;
}

int install(option_reader& given, const console& io) {
    const auto setup = read_setup(given);
    const auto site = given.once("site");
    read_result<std::string> text;
    if (site) {
        text = read_text_file(*site, longest_site_file);
        if (!text) return given.refuse(text.problems);
    }
    if (!given.problems().empty()) return exit_status::usage;
    const auto answer = install_service(setup);
    if (const int code = tell(answer, io); code != exit_status::ok) return code;
    const auto config = look_at_service().config;
    if (site) {
        put_site_file(*text.value, config, io);
        if (auto wrong = problems_of(config); !wrong.empty()) return given.refuse(std::move(wrong));
    }
    const bool configured = is_there(config);
    io.out << (configured ? "Next:" : "Next, write " + config + ", and then:") << "\n  fairway service start\n";
    return exit_status::ok;
}

int remove(option_reader& given, const console& io) {
    return tell(remove_service(given.has("purge")), io);
}

int start(option_reader& given, const console& io) {
    if (const auto may = may_control_service(); !may.done) return tell(may, io);
    // Said here, where somebody reads it, and not only in the event log.
    if (auto wrong = problems_of(look_at_service().config); !wrong.empty()) return given.refuse(std::move(wrong));
    return tell(start_service(longest_wait), io);
}

int stop(option_reader&, const console& io) {
    return tell(stop_service(longest_wait), io);
}

int reload(option_reader& given, const console& io) {
    if (const auto may = may_control_service(); !may.done) return tell(may, io);
    if (auto wrong = problems_of(look_at_service().config); !wrong.empty()) return given.refuse(std::move(wrong));
    return tell(reload_service(), io);
}

std::string in_words(service_phase phase) {
    switch (phase) {
    case service_phase::not_installed: return "not installed";
    case service_phase::stopped: return "stopped";
    case service_phase::starting: return "starting";
    case service_phase::running: return "running";
    case service_phase::stopping: return "stopping";
    case service_phase::unknown: break;
    }
    return "not available";
}

int show(option_reader&, const console& io) {
    const auto facts = look_at_service();
    std::string state = in_words(facts.phase);
    if (facts.process != 0) state += " (process " + std::to_string(facts.process) + ")";
    if (facts.exit_code != 0) state += "; it ended with exit code " + std::to_string(facts.exit_code);
    io.out << "service  " << state << "\n";
    if (facts.phase == service_phase::not_installed) return exit_status::unsure;
    io.out << "account  " << (facts.account.empty() ? "not available" : facts.account) << "\n"
           << "config   " << facts.config << "\n"
           << "state    " << facts.state << "\n";
    return facts.phase == service_phase::running ? exit_status::ok : exit_status::unsure;
}

/// The service itself, which nobody sees: what it has to say goes to the event log.
int run_unseen(const service_options& options) {
    redirect_log(log_to_system);
    std::ostringstream err;
    try {
        const int code = run_service(options, err);
        if (!err.view().empty()) log_to_system(log_level::error, "configuration rejected", err.str());
        return code;
    } catch (const std::exception& e) {
        log(log_level::error, "service failed", {{"why", std::string(e.what())}});
        return exit_status::broken;
    }
}

int run_for_service_manager(option_reader& given, const console&) {
    service_options options;
    options.config = given.once("config").value_or(default_config_file());
    options.state = given.once("state").value_or("");
    if (const auto code = run_as_service([&] { return run_unseen(options); })) return *code;
    given.problem("", "only the service manager can start this: use fairway service start, or fairway run");
    return exit_status::usage;
}

command made(const char* name, const char* summary, int (*run)(option_reader&, const console&)) {
    command c;
    c.table.name = std::string("service ") + name;
    c.table.summary = summary;
    c.table.usage = {""};
    c.table.exit_codes = {{exit_status::ok, "it is so"},
                          {exit_status::usage, "wrong usage or configuration"},
                          {exit_status::broken, "it could not be done: standard error says why"}};
    c.run = run;
    return c;
}

std::vector<std::string> accounts() {
    return {"virtual", "LocalService"};
}

command install_command() {
    auto c = made("install", "register the service, or bring its registration up to date", install);
    c.table.usage = {"[--site FILE] [--config FILE] [--state DIR] [--account ACCOUNT]"};
    c.table.about =
        "The service \"Fairway\" starts with the computer, a little later than others, and again after failures. It "
        "runs this very program file, so put it in its place first, e.g. C:\\Program Files\\Fairway. Only "
        "administrators, the system and the service can enter the default folder of its configuration and state. "
        "Repeat the command after moving the program: configuration, state and what was chosen before stay.";
    c.table.sections = {
        {"Options",
         {{"site", "FILE",
           "a site file to copy beside the configuration, as site.json. Where there is no configuration, one is made "
           "that names it"},
          {"config", "FILE", "what to check, how often, and where to report; default: " + default_config_file()},
          {"state", "DIR", "the prober's state directory; default: " + default_state_folder()},
          {"account", "ACCOUNT",
           "virtual: NT SERVICE\\Fairway; LocalService: NT AUTHORITY\\LocalService; default: the one that an "
           "administrator has set, else virtual, and LocalService where the system refuses that",
           false, accounts}}}};
    c.table.examples = {{"fairway service install --site site.json", "with a site file that all hosts share"},
                        {"fairway service install --account LocalService", "with an account that every Windows has"}};
    return c;
}

command remove_command() {
    auto c = made("remove", "stop the service and take it away; its files stay", remove);
    c.table.usage = {"[--purge]"};
    c.table.sections = {{"Options",
                         {{"purge", "",
                           "also delete the default folder with its configuration, its identity and the reports that "
                           "were not delivered yet"}}}};
    c.table.examples = {{"fairway service remove", "before the program itself is deleted; a new one finds its state"},
                        {"fairway service remove --purge", "and nothing of it stays"}};
    return c;
}

command run_by_manager_command() {
    auto c = made("run", "what the service manager starts; people use `fairway run`", run_for_service_manager);
    c.table.usage = {"[--config FILE] [--state DIR]"};
    c.table.sections = {{"Options",
                         {{"config", "FILE", "as in `fairway run`; default: " + default_config_file()},
                          {"state", "DIR", "as in `fairway run`; default: as configured"}}}};
    c.table.examples = {{"fairway service run", "as `fairway service install` registers it"},
                        {"fairway service run --config C:\\Fairway\\agent.json", "the same with --config"}};
    return c;
}

command status_of_service_command() {
    auto c = made("status", "what the service manager says; `fairway status` has the results", show);
    c.table.exit_codes = {{exit_status::ok, "it is running"}, {exit_status::unsure, "it is not"}};
    return c;
}

} // namespace

std::vector<command> service_commands() {
    if (!has_service_control()) return {};
    command group;
    group.table.name = "service";
    group.table.summary = "install, start and stop the service that checks on a schedule";
    group.table.about = "All but `status` need an administrator. What the service has to say is in the event log: "
                        "Windows Logs, Application, source Fairway.";
    group.table.examples = {{"fairway service install --site site.json", "once, from where the program stays"},
                            {"fairway service start", "and it says why, where that fails"}};
    return {group,
            install_command(),
            remove_command(),
            made("start", "start the service and wait until it is ready", start),
            made("stop", "stop the service and wait until it has stopped", stop),
            made("reload", "have the service read its configuration anew", reload),
            status_of_service_command(),
            run_by_manager_command()};
}

} // namespace fairway
