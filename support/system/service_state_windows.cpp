#include "support/system/service_state_windows.hpp"

namespace fairway {

namespace {

constexpr DWORD longest_step_ms = 30000; ///< of starting and of stopping: who waits for us waits that long
constexpr int wrong_configuration = 2;   ///< exit_status::usage

} // namespace

std::optional<service_request> request_of(DWORD control, DWORD event) {
    switch (control) {
    case SERVICE_CONTROL_STOP:
    case SERVICE_CONTROL_SHUTDOWN:
    case SERVICE_CONTROL_PRESHUTDOWN: return service_request::stop;
    case SERVICE_CONTROL_PARAMCHANGE: return service_request::reload;
    case SERVICE_CONTROL_POWEREVENT:
        if (event == PBT_APMRESUMEAUTOMATIC || event == PBT_APMRESUMESUSPEND) return service_request::wake;
    }
    return std::nullopt;
}

std::optional<DWORD> state_of(std::string_view lines) {
    if (lines.starts_with("READY=1")) return SERVICE_RUNNING;
    if (lines.starts_with("STOPPING=1")) return SERVICE_STOP_PENDING;
    return std::nullopt;
}

SERVICE_STATUS status_of(DWORD state, DWORD checkpoint, int exit_code) {
    SERVICE_STATUS status{};
    status.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
    status.dwCurrentState = state;
    if (state == SERVICE_RUNNING)
        status.dwControlsAccepted =
            SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_PRESHUTDOWN | SERVICE_ACCEPT_PARAMCHANGE | SERVICE_ACCEPT_POWEREVENT;
    if (state == SERVICE_START_PENDING || state == SERVICE_STOP_PENDING) {
        status.dwCheckPoint = checkpoint;
        status.dwWaitHint = longest_step_ms;
    }
    // An end without an error is none to recover from: a wrong configuration stays wrong.
    if (state == SERVICE_STOPPED && exit_code != 0 && exit_code != wrong_configuration) {
        status.dwWin32ExitCode = ERROR_SERVICE_SPECIFIC_ERROR;
        status.dwServiceSpecificExitCode = static_cast<DWORD>(exit_code);
    }
    return status;
}

} // namespace fairway
