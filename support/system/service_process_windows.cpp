#include "support/system/service_process.hpp"

#include "support/system/service_state_windows.hpp"

#include <mutex>
#include <thread>
#include <utility>

namespace fairway {

namespace {

constexpr DWORD longest_stop_ms = 25000; ///< who stops us waits for 30 s
constexpr int broken = 4;                ///< exit_status::broken

/// The one service that a process can be.
struct service_of_process {
    std::mutex mutex;
    SERVICE_STATUS_HANDLE handle = nullptr;
    DWORD state = SERVICE_START_PENDING;
    DWORD checkpoint = 0;
    std::function<void(service_request)> hear;
    bool stop_came = false;
    const std::function<int()>* work = nullptr;
    int exit_code = broken;
};

service_of_process& this_service() {
    static auto& one = *new service_of_process; // threads of the service manager may outlive main()
    return one;
}

bool report_locked(service_of_process& s, DWORD state) {
    if (s.handle == nullptr || s.state == SERVICE_STOPPED) return false;
    // What is about to stop does not become ready any more.
    if (s.state == SERVICE_STOP_PENDING && state == SERVICE_RUNNING) return false;
    s.state = state;
    auto status = status_of(state, ++s.checkpoint, s.exit_code);
    return ::SetServiceStatus(s.handle, &status) != FALSE;
}

void pass_on(service_request what) {
    auto& s = this_service();
    const std::lock_guard lock(s.mutex);
    if (what == service_request::stop) s.stop_came = true;
    if (s.hear) s.hear(what);
}

/// Whatever the program is busy with, a stop is not waited for longer than that. Not an end to recover from.
void end_in_time() {
    std::thread([] {
        ::Sleep(longest_stop_ms);
        {
            auto& s = this_service();
            const std::lock_guard lock(s.mutex);
            s.exit_code = 0;
            report_locked(s, SERVICE_STOPPED);
        }
        ::TerminateProcess(::GetCurrentProcess(), broken);
    }).detach();
}

DWORD WINAPI on_control(DWORD control, DWORD event, void*, void*) {
    if (control == SERVICE_CONTROL_INTERROGATE || control == SERVICE_CONTROL_POWEREVENT) {
        if (const auto what = request_of(control, event)) pass_on(*what);
        return NO_ERROR;
    }
    const auto what = request_of(control, event);
    if (!what) return ERROR_CALL_NOT_IMPLEMENTED;
    if (*what == service_request::stop) {
        report_service_state(SERVICE_STOP_PENDING);
        end_in_time();
    }
    pass_on(*what);
    return NO_ERROR;
}

void WINAPI service_main(DWORD, wchar_t**) {
    auto& s = this_service();
    // The name is not looked at: this process has one service.
    const auto handle = ::RegisterServiceCtrlHandlerExW(L"Fairway", on_control, nullptr);
    {
        const std::lock_guard lock(s.mutex);
        s.handle = handle;
        report_locked(s, SERVICE_START_PENDING);
    }
    const int code = (*s.work)();
    const std::lock_guard lock(s.mutex);
    s.exit_code = code;
    report_locked(s, SERVICE_STOPPED);
}

} // namespace

bool report_service_state(DWORD state) {
    auto& s = this_service();
    const std::lock_guard lock(s.mutex);
    return report_locked(s, state);
}

std::optional<int> run_as_service(const std::function<int()>& work) {
    auto& s = this_service();
    s.work = &work;
    wchar_t name[] = L"Fairway";
    const SERVICE_TABLE_ENTRYW table[] = {{name, service_main}, {nullptr, nullptr}};
    if (::StartServiceCtrlDispatcherW(table) == FALSE) return std::nullopt;
    return s.exit_code;
}

service_requests::service_requests(std::function<void(service_request)> hear) {
    auto& s = this_service();
    const std::lock_guard lock(s.mutex);
    s.hear = std::move(hear);
    if (s.stop_came) s.hear(service_request::stop);
}

service_requests::~service_requests() {
    auto& s = this_service();
    const std::lock_guard lock(s.mutex);
    s.hear = nullptr;
}

} // namespace fairway
