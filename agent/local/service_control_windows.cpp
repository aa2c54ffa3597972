#include "agent/local/service_control.hpp"

#include "agent/local/event_source_windows.hpp"
#include "agent/local/service_command_line_windows.hpp"
#include "agent/local/service_folder_windows.hpp"
#include "agent/local/system_words_windows.hpp"
#include "support/system/event_log.hpp"
#include "support/system/file.hpp"
#include "support/system/locations.hpp"
#include "support/system/path.hpp"
#include "support/system/private_windows.hpp"
#include "support/system/wide_windows.hpp"

#include <windows.h>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace fairway {

namespace {

using std::chrono::milliseconds;
using moment = std::chrono::steady_clock::time_point;

constexpr const wchar_t* service_name = L"Fairway";
constexpr const wchar_t* display_name = L"Fairway prober";
constexpr const wchar_t* description =
    L"Checks on a schedule that this computer reaches every port that the backup infrastructure requires.";
constexpr const wchar_t* virtual_account_name = L"NT SERVICE\\Fairway";
constexpr const wchar_t* local_service_name = L"NT AUTHORITY\\LocalService";
constexpr const wchar_t* local_service_sid = L"S-1-5-19"; // whose the files are that it makes
constexpr DWORD farewell_ms = 30000;                      ///< what the system leaves the service at shutdown

struct close_handle_of_service {
    void operator()(SC_HANDLE handle) const { ::CloseServiceHandle(handle); }
};

using service_handle = std::unique_ptr<std::remove_pointer_t<SC_HANDLE>, close_handle_of_service>;

service_answer not_done(std::string why) {
    return {false, {std::move(why)}};
}

std::string words_of_refusal(DWORD error) {
    switch (error) {
    case ERROR_ACCESS_DENIED:
        return "this needs an administrator: open PowerShell or the command prompt with \"Run as administrator\", and "
               "type it there";
    case ERROR_SERVICE_DOES_NOT_EXIST: return "the service is not installed; see fairway service install --help";
    case ERROR_SERVICE_DISABLED: return "the service is disabled; enable it: sc.exe config Fairway start= delayed-auto";
    case ERROR_SERVICE_MARKED_FOR_DELETE:
        return "the service is about to be deleted, but some window has it open: close services.msc and Event Viewer, "
               "then try again";
    default: return system_words(error);
    }
}

/// A service, with what is needed to get it; else `error`.
struct opened_service {
    service_handle manager;
    service_handle service;
    DWORD error = ERROR_SUCCESS;
};

opened_service open_service(DWORD rights, DWORD rights_on_manager = SC_MANAGER_CONNECT) {
    opened_service o;
    o.manager.reset(::OpenSCManagerW(nullptr, nullptr, rights_on_manager));
    if (o.manager) o.service.reset(::OpenServiceW(o.manager.get(), service_name, rights));
    if (!o.service) o.error = ::GetLastError();
    return o;
}

std::optional<SERVICE_STATUS_PROCESS> status_of_service(SC_HANDLE service) {
    SERVICE_STATUS_PROCESS status{};
    DWORD needed = 0;
    if (!::QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, reinterpret_cast<BYTE*>(&status), sizeof status,
                                &needed))
        return std::nullopt;
    return status;
}

/// What is registered: command line and account.
struct registration {
    std::wstring command_line;
    std::wstring account;
};

registration registration_of(SC_HANDLE service) {
    alignas(QUERY_SERVICE_CONFIGW) std::array<std::byte, 8192> buffer{}; // the most that there can be
    auto* config = reinterpret_cast<QUERY_SERVICE_CONFIGW*>(buffer.data());
    DWORD needed = 0;
    if (!::QueryServiceConfigW(service, config, buffer.size(), &needed)) return {};
    registration r;
    if (config->lpBinaryPathName != nullptr) r.command_line = config->lpBinaryPathName;
    if (config->lpServiceStartName != nullptr) r.account = config->lpServiceStartName;
    return r;
}

std::wstring own_program() {
    std::wstring path(32768, L'\0');
    path.resize(::GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size())));
    return path;
}

/// Services start elsewhere than the shell that installs them.
std::wstring absolute(const std::string& path) {
    std::wstring full(32768, L'\0');
    full.resize(::GetFullPathNameW(wide(path).c_str(), static_cast<DWORD>(full.size()), full.data(), nullptr));
    return full;
}

/// Why a service cannot be started from there; empty: it can.
std::string why_not_from(const std::wstring& program) {
    wchar_t root[MAX_PATH + 1] = L"";
    if (!::GetVolumePathNameW(program.c_str(), root, MAX_PATH)) return {};
    const auto kind = ::GetDriveTypeW(root);
    if (kind != DRIVE_REMOTE && kind != DRIVE_REMOVABLE && kind != DRIVE_CDROM) return {};
    return narrow(program) + " is on a share or a removable disk; copy it to this computer first, e.g. to C:\\Program "
                             "Files\\Fairway, and install the service from there";
}

/// Accounts to try, best first; null: the one `now`, which may be one that an administrator chose.
std::vector<const wchar_t*> accounts_to_try(service_account wish, const std::wstring& now) {
    switch (wish) {
    case service_account::virtual_account: return {virtual_account_name};
    case service_account::local_service: return {local_service_name};
    case service_account::as_is: break;
    }
    if (!now.empty() && ::_wcsicmp(now.c_str(), L"LocalSystem") != 0) return {nullptr};
    return {virtual_account_name, local_service_name};
}

service_handle create_service(SC_HANDLE manager, const std::wstring& line,
                              const std::vector<const wchar_t*>& accounts) {
    for (const auto* account : accounts) {
        service_handle made(::CreateServiceW(manager, service_name, display_name, SERVICE_ALL_ACCESS,
                                             SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START, SERVICE_ERROR_NORMAL,
                                             line.c_str(), nullptr, nullptr, nullptr, account, nullptr));
        if (made || ::GetLastError() == ERROR_ACCESS_DENIED) return made;
    }
    return nullptr;
}

/// An administrator may have chosen another kind of start.
bool change_service(SC_HANDLE service, const std::wstring& line, const std::vector<const wchar_t*>& accounts) {
    for (const auto* account : accounts)
        if (::ChangeServiceConfigW(service, SERVICE_NO_CHANGE, SERVICE_NO_CHANGE, SERVICE_ERROR_NORMAL, line.c_str(),
                                   nullptr, nullptr, nullptr, account, nullptr, display_name))
            return true;
    return false;
}

/// Sets finer settings of a service, and keeps which of them the system refused.
class finer_settings {
  public:
    explicit finer_settings(SC_HANDLE service) : service_(service) {}

    template <class T>
    void set(DWORD level, T& value, const char* what) {
        if (!::ChangeServiceConfig2W(service_, level, &value))
            refused.push_back(std::string(what) + ": " + system_words(::GetLastError()));
    }

    std::vector<std::string> refused;

  private:
    SC_HANDLE service_;
};

/// What administrators may see otherwise, and set.
void set_for_the_first_time(finer_settings& settings) {
    std::wstring text = description;
    SERVICE_DESCRIPTIONW about{text.data()};
    settings.set(SERVICE_CONFIG_DESCRIPTION, about, "description");
    SERVICE_DELAYED_AUTO_START_INFO delayed{TRUE};
    settings.set(SERVICE_CONFIG_DELAYED_AUTO_START_INFO, delayed, "delayed start");
    constexpr DWORD minute = 60000;
    std::array<SC_ACTION, 3> restarts{
        {{SC_ACTION_RESTART, minute}, {SC_ACTION_RESTART, minute}, {SC_ACTION_RESTART, 5 * minute}}};
    SERVICE_FAILURE_ACTIONSW recovery{24 * 60 * 60, nullptr, nullptr, restarts.size(), restarts.data()};
    settings.set(SERVICE_CONFIG_FAILURE_ACTIONS, recovery, "restarts after failures");
    // Also where it ends with an error of its own: service_state_windows.cpp calls a wrong configuration none.
    SERVICE_FAILURE_ACTIONS_FLAG all_failures{TRUE};
    settings.set(SERVICE_CONFIG_FAILURE_ACTIONS_FLAG, all_failures, "restarts after all failures");
}

/// What the service needs to work.
void set_what_it_needs(finer_settings& settings) {
    SERVICE_SID_INFO sid{SERVICE_SID_TYPE_UNRESTRICTED};
    settings.set(SERVICE_CONFIG_SERVICE_SID_INFO, sid, "security identifier");
    wchar_t privileges[] = L"SeChangeNotifyPrivilege\0"; // two zeros end the list
    SERVICE_REQUIRED_PRIVILEGES_INFOW needed{privileges};
    settings.set(SERVICE_CONFIG_REQUIRED_PRIVILEGES_INFO, needed, "privileges");
    SERVICE_PRESHUTDOWN_INFO farewell{farewell_ms};
    settings.set(SERVICE_CONFIG_PRESHUTDOWN_INFO, farewell, "time at shutdown");
}

bool is_default(const std::wstring& path, const std::string& usual) {
    return ::_wcsicmp(path.c_str(), wide(usual).c_str()) == 0;
}

/// Without the separator at its end.
std::string program_data_folder() {
    const auto folder = folder_part(default_config_file());
    return std::string(folder.substr(0, folder.size() - 1));
}

/// A configuration elsewhere: its folder may be for others, too.
void tell_who_may_change(const std::string& config, std::vector<std::string>& said) {
    const std::string folder(folder_part(config));
    if (is_default(wide(folder), std::string(folder_part(default_config_file())))) return;
    said.push_back(folder + " keeps its rights: let only administrators change what is in it, and the service read " +
                   config + ".");
    if (folder.size() <= std::string_view("C:\\").size()) return; // whose rights nobody should change for this
    said.emplace_back("Where the folder is for nothing else:");
    // Without the separator at its end: icacls would take \" for a quotation mark in the name.
    said.push_back("  icacls \"" + folder.substr(0, folder.size() - 1) +
                   "\" /inheritance:r /grant:r \"*S-1-5-18:(OI)(CI)F\" \"*S-1-5-32-544:(OI)(CI)F\" "
                   "\"NT SERVICE\\Fairway:(OI)(CI)RX\"");
}

/// What went wrong with the folders; empty: nothing. `known`: the state folder that the service has already.
std::string protect_folders(const std::wstring& state, const std::wstring& known, std::vector<std::string>& said) {
    const auto sid = wide(service_sid());
    const auto folder = program_data_folder();
    if (auto why = protect_folder(wide(folder), folder_rights(sid, service_right::read)); !why.empty())
        return folder + " " + why;
    if (auto why = why_content_is_not_of_administrators(wide(folder), {}); !why.empty()) return folder + " " + why;
    const auto name = narrow(state);
    // Somebody else's folder may be for others, too.
    if (!is_default(state, default_state_folder()) && is_there(name)) {
        if (state == known) return {};
        said.push_back(name + " keeps its rights; let the service change it:");
        said.push_back("  icacls \"" + name + "\" /grant \"NT SERVICE\\Fairway:(OI)(CI)M\"");
        return {};
    }
    if (auto why = protect_folder(state, folder_rights(sid, service_right::change)); !why.empty())
        return name + " " + why;
    if (state == known) return {}; // protected since then, and in use, by whatever account
    auto why = why_content_is_not_of_administrators(state, {sid, local_service_sid});
    return why.empty() ? why : name + " " + why;
}

/// Asks every now and then until it is another state than `pending`, or the time is over.
std::optional<SERVICE_STATUS_PROCESS> wait_while(SC_HANDLE service, DWORD pending, moment end) {
    while (true) {
        const auto now = status_of_service(service);
        if (!now || now->dwCurrentState != pending || std::chrono::steady_clock::now() >= end) return now;
        ::Sleep(50);
    }
}

std::string in_seconds(milliseconds time) {
    return std::to_string(time.count() / 1000) + " seconds";
}

/// Why a service ended that had been started at `since`.
std::string why_it_ended(const SERVICE_STATUS_PROCESS& status, std::chrono::system_clock::time_point since) {
    if (auto complaint = newest_complaint(since)) return *complaint;
    const std::string where = "; Event Viewer, Windows Logs, Application, source Fairway may say why";
    if (status.dwWin32ExitCode == ERROR_SERVICE_SPECIFIC_ERROR)
        return "exit code " + std::to_string(status.dwServiceSpecificExitCode) + where;
    if (status.dwWin32ExitCode != NO_ERROR) return system_words(status.dwWin32ExitCode) + where;
    return "its configuration was refused" + where;
}

struct close_kernel_handle {
    void operator()(HANDLE handle) const { ::CloseHandle(handle); }
};

/// The process of a service, if there is one and it may be waited for.
std::unique_ptr<void, close_kernel_handle> process_of(SC_HANDLE service) {
    const auto now = status_of_service(service);
    return std::unique_ptr<void, close_kernel_handle>(
        now && now->dwProcessId != 0 ? ::OpenProcess(SYNCHRONIZE, FALSE, now->dwProcessId) : nullptr);
}

service_answer stop_opened(SC_HANDLE service, milliseconds time) {
    const moment end = std::chrono::steady_clock::now() + time;
    wait_while(service, SERVICE_START_PENDING, end); // nothing stops while it starts
    const auto process = process_of(service);
    SERVICE_STATUS ignored{};
    if (!::ControlService(service, SERVICE_CONTROL_STOP, &ignored)) {
        const DWORD error = ::GetLastError();
        if (error == ERROR_SERVICE_NOT_ACTIVE) return {true, {"The service is not running."}};
        if (error != ERROR_SERVICE_CANNOT_ACCEPT_CTRL) return not_done(words_of_refusal(error)); // that one: it stops
    }
    const auto now = wait_while(service, SERVICE_STOP_PENDING, end);
    if (!now || now->dwCurrentState != SERVICE_STOPPED)
        return not_done("the service has not stopped within " + in_seconds(time) + "; fairway service status shows it");
    // It has said so and ends; before that, its file cannot be replaced.
    if (process) ::WaitForSingleObject(process.get(), 5000);
    return {true, {"The service has stopped."}};
}

void delete_default_folder(std::vector<std::string>& said, bool& done) {
    const auto folder = program_data_folder();
    // Every user may make it where it is not there, and lead us elsewhere with links.
    if (is_there(folder)) {
        if (auto why = why_not_of_administrators(wide(folder)); !why.empty()) {
            done = false;
            said.push_back(folder + " " + why);
            return;
        }
    }
    const auto error = remove_with_content(folder);
    done = !error;
    said.push_back(error ? folder + " cannot be deleted: " + error.message() : "Deleted " + folder + ".");
}

service_phase phase_of(DWORD state) {
    switch (state) {
    case SERVICE_STOPPED: return service_phase::stopped;
    case SERVICE_START_PENDING: return service_phase::starting;
    case SERVICE_STOP_PENDING: return service_phase::stopping;
    case SERVICE_RUNNING: return service_phase::running;
    default: return service_phase::unknown;
    }
}

} // namespace

bool has_service_control() {
    return true;
}

std::string reload_the_service() {
    return "fairway service reload";
}

std::string stop_the_service() {
    return "fairway service stop";
}

service_facts look_at_service() {
    service_facts facts;
    const auto opened = open_service(SERVICE_QUERY_STATUS | SERVICE_QUERY_CONFIG);
    if (opened.error == ERROR_SERVICE_DOES_NOT_EXIST) facts.phase = service_phase::not_installed;
    if (!opened.service) return facts;
    if (const auto status = status_of_service(opened.service.get())) {
        facts.phase = phase_of(status->dwCurrentState);
        facts.process = status->dwProcessId;
        if (status->dwWin32ExitCode == ERROR_SERVICE_SPECIFIC_ERROR)
            facts.exit_code = static_cast<int>(status->dwServiceSpecificExitCode);
    }
    const auto registered = registration_of(opened.service.get());
    facts.account = narrow(registered.account);
    facts.config = narrow(value_in_command_line(registered.command_line, L"config"));
    facts.state = narrow(value_in_command_line(registered.command_line, L"state"));
    if (facts.config.empty()) facts.config = default_config_file();
    if (facts.state.empty()) facts.state = default_state_folder();
    return facts;
}

service_answer install_service(const service_setup& setup) {
    const auto program = own_program();
    if (auto why = why_not_from(program); !why.empty()) return not_done(std::move(why));
    auto opened = open_service(SERVICE_ALL_ACCESS, SC_MANAGER_CONNECT | SC_MANAGER_CREATE_SERVICE);
    if (!opened.service && opened.error != ERROR_SERVICE_DOES_NOT_EXIST)
        return not_done(words_of_refusal(opened.error));

    const bool update = opened.service != nullptr;
    const auto before = look_at_service();
    const auto path = [](const std::string& wish, const std::string& registered, const std::string& usual) {
        return absolute(!wish.empty() ? wish : !registered.empty() ? registered : usual);
    };
    const auto config = path(setup.config, before.config, default_config_file());
    const auto state = path(setup.state, before.state, default_state_folder());
    service_answer answer;
    // First: without them, the service could not start.
    if (auto why = protect_folders(state, update ? wide(before.state) : L"", answer.words); !why.empty())
        return not_done(std::move(why));
    if (!update || config != wide(before.config)) tell_who_may_change(narrow(config), answer.words);

    const auto line = service_command_line(program, config, state);
    const auto accounts = accounts_to_try(setup.account, update ? wide(before.account) : L"");
    if (update) {
        if (!change_service(opened.service.get(), line, accounts)) return not_done(words_of_refusal(::GetLastError()));
    } else {
        opened.service = create_service(opened.manager.get(), line, accounts);
        if (!opened.service) return not_done(words_of_refusal(::GetLastError()));
    }
    finer_settings settings(opened.service.get());
    if (!update) set_for_the_first_time(settings);
    set_what_it_needs(settings);
    for (auto& refused : settings.refused)
        answer.words.push_back("not available on this system: " + std::move(refused));
    if (auto why = register_event_source(program); !why.empty())
        answer.words.push_back("the event log will not show texts: " + std::move(why));
    answer.words.push_back(std::string("The service \"Fairway\" is ") + (update ? "up to date" : "installed") +
                           "; its account is " + narrow(registration_of(opened.service.get()).account) + ".");
    answer.words.push_back("Its configuration is " + narrow(config) + ", its state is in " + narrow(state) + ".");
    answer.done = true;
    return answer;
}

service_answer remove_service(bool purge) {
    const auto opened = open_service(SERVICE_STOP | SERVICE_QUERY_STATUS | DELETE);
    service_answer answer{true, {}};
    if (!opened.service && opened.error != ERROR_SERVICE_DOES_NOT_EXIST)
        return not_done(words_of_refusal(opened.error));
    if (opened.service) {
        const auto stopped = stop_opened(opened.service.get(), milliseconds(farewell_ms));
        if (!stopped.done) return stopped;
        if (!::DeleteService(opened.service.get())) return not_done(words_of_refusal(::GetLastError()));
    }
    unregister_event_source();
    answer.words.emplace_back(opened.service ? "The service is removed." : "The service is not installed.");
    if (purge)
        delete_default_folder(answer.words, answer.done);
    else
        answer.words.push_back("Its configuration and its state stay in " + program_data_folder() + ".");
    return answer;
}

service_answer may_control_service() {
    const auto opened = open_service(SERVICE_START | SERVICE_STOP | SERVICE_PAUSE_CONTINUE | SERVICE_QUERY_STATUS);
    return opened.service ? service_answer{true, {}} : not_done(words_of_refusal(opened.error));
}

service_answer start_service(milliseconds time) {
    const auto opened = open_service(SERVICE_START | SERVICE_QUERY_STATUS);
    if (!opened.service) return not_done(words_of_refusal(opened.error));
    const auto since = std::chrono::system_clock::now();
    const moment end = std::chrono::steady_clock::now() + time;
    wait_while(opened.service.get(), SERVICE_STOP_PENDING, end);
    if (!::StartServiceW(opened.service.get(), 0, nullptr)) {
        const DWORD error = ::GetLastError();
        if (error == ERROR_SERVICE_ALREADY_RUNNING) return {true, {"The service is running already."}};
        return not_done("the service cannot be started: " + words_of_refusal(error));
    }
    const auto now = wait_while(opened.service.get(), SERVICE_START_PENDING, end);
    if (!now) return not_done("the service was started, but does not say how it is");
    if (now->dwCurrentState == SERVICE_RUNNING)
        return {true, {"The service is running (process " + std::to_string(now->dwProcessId) + ")."}};
    if (now->dwCurrentState == SERVICE_START_PENDING)
        return not_done("the service is not ready after " + in_seconds(time) + "; fairway service status shows it");
    return not_done("the service ended: " + why_it_ended(*now, since));
}

service_answer stop_service(milliseconds time) {
    const auto opened = open_service(SERVICE_STOP | SERVICE_QUERY_STATUS);
    if (!opened.service) return not_done(words_of_refusal(opened.error));
    return stop_opened(opened.service.get(), time);
}

service_answer reload_service() {
    const auto opened = open_service(SERVICE_PAUSE_CONTINUE); // the right that SERVICE_CONTROL_PARAMCHANGE needs
    if (!opened.service) return not_done(words_of_refusal(opened.error));
    SERVICE_STATUS ignored{};
    if (::ControlService(opened.service.get(), SERVICE_CONTROL_PARAMCHANGE, &ignored))
        return {true, {"The service reads its configuration anew, after the run in progress."}};
    const DWORD error = ::GetLastError();
    return not_done(error == ERROR_SERVICE_NOT_ACTIVE ? "the service is not running" : words_of_refusal(error));
}

} // namespace fairway
