#include "support/system/program.hpp"

#include "support/system/open_file_windows.hpp"
#include "support/system/path_windows.hpp"
#include "support/system/wide_windows.hpp"

#include <atomic>
#include <optional>
#include <string_view>
#include <windows.h>

namespace fairway {

namespace {

using end = program_result::end;
using moment = std::chrono::steady_clock::time_point;

DWORD time_left(moment deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    return left.count() > 0 ? static_cast<DWORD>(left.count()) : 0;
}

open_file owned(HANDLE handle) {
    return open_file(handle == INVALID_HANDLE_VALUE ? nullptr : handle);
}

struct pipe_ends {
    open_file ours;   ///< to read from, without waiting
    open_file theirs; ///< inherited
};

SECURITY_ATTRIBUTES inherited() {
    return {sizeof(SECURITY_ATTRIBUTES), nullptr, TRUE};
}

/// Pipes without a name know no time limit.
pipe_ends make_output_pipe() {
    static std::atomic<unsigned> made{0};
    const auto name = L"\\\\.\\pipe\\fairway-" + std::to_wstring(::GetCurrentProcessId()) + L"-" +
                      std::to_wstring(::GetTickCount64()) + L"-" + std::to_wstring(made++);
    pipe_ends ends;
    ends.ours = owned(
        ::CreateNamedPipeW(name.c_str(), PIPE_ACCESS_INBOUND | FILE_FLAG_OVERLAPPED | FILE_FLAG_FIRST_PIPE_INSTANCE,
                           PIPE_TYPE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS, 1, 65536, 65536, 0, nullptr));
    if (!ends.ours) return ends;
    auto security = inherited();
    ends.theirs = owned(::CreateFileW(name.c_str(), GENERIC_WRITE, 0, &security, OPEN_EXISTING, 0, nullptr));
    return ends;
}

/// Reads until the end; says why it stopped before that.
end collect_output(HANDLE pipe, moment deadline, std::size_t limit, std::string& output) {
    const open_file event(::CreateEventW(nullptr, TRUE, FALSE, nullptr));
    if (!event) return end::failure;
    std::string buffer(65536, 0);
    while (true) {
        OVERLAPPED reading{};
        reading.hEvent = event.handle();
        DWORD got = 0;
        const bool at_once = ::ReadFile(pipe, buffer.data(), static_cast<DWORD>(buffer.size()), nullptr, &reading) != 0;
        const DWORD error = ::GetLastError();
        if (!at_once && error != ERROR_IO_PENDING) return error == ERROR_BROKEN_PIPE ? end::success : end::failure;
        const bool in_time = ::WaitForSingleObject(event.handle(), time_left(deadline)) == WAIT_OBJECT_0;
        if (!in_time) ::CancelIoEx(pipe, &reading);
        // The buffer is the system's until this returns.
        const bool done = ::GetOverlappedResult(pipe, &reading, &got, TRUE) != 0;
        if (!in_time) return end::too_slow;
        if (!done) return ::GetLastError() == ERROR_BROKEN_PIPE ? end::success : end::failure;
        output.append(buffer, 0, got);
        if (output.size() > limit) return end::too_much;
    }
}

/// As CommandLineToArgvW takes it apart again.
void append_quoted(std::wstring& line, std::wstring_view word) {
    if (!line.empty()) line += L' ';
    if (!word.empty() && word.find_first_of(L" \t\n\v\"") == std::wstring_view::npos) {
        line += word;
        return;
    }
    line += L'"';
    std::size_t backslashes = 0;
    for (const wchar_t c : word) {
        if (c == L'"') line.append(backslashes + 1, L'\\'); // all in front of a quote count twice
        backslashes = c == L'\\' ? backslashes + 1 : 0;
        line += c;
    }
    line.append(backslashes, L'\\') += L'"';
}

std::wstring command_line_of(const std::string& path, const std::vector<std::string>& arguments) {
    std::wstring line;
    append_quoted(line, wide(path));
    for (const auto& word : arguments)
        append_quoted(line, wide(word));
    return line;
}

/// What programs of Windows cannot do without, and nothing else.
std::wstring bare_environment() {
    std::wstring windows(MAX_PATH, 0);
    windows.resize(::GetSystemWindowsDirectoryW(windows.data(), MAX_PATH));
    std::wstring block;
    for (const auto& variable : {L"PATH=" + windows + L"\\System32;" + windows, L"SystemRoot=" + windows}) {
        block += variable;
        block += L'\0';
    }
    block += L'\0';
    return block;
}

/// What a new process inherits: these handles, and no other that happens to be inheritable.
class inherited_handles {
  public:
    explicit inherited_handles(std::vector<HANDLE> handles) : handles_(std::move(handles)) {
        SIZE_T size = 0;
        ::InitializeProcThreadAttributeList(nullptr, 1, 0, &size);
        buffer_.resize(size);
        ready_ = ::InitializeProcThreadAttributeList(list(), 1, 0, &size) != 0;
        usable_ = ready_ && ::UpdateProcThreadAttribute(list(), 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles_.data(),
                                                        handles_.size() * sizeof(HANDLE), nullptr, nullptr) != 0;
    }
    ~inherited_handles() {
        if (ready_) ::DeleteProcThreadAttributeList(list());
    }
    inherited_handles(const inherited_handles&) = delete;
    inherited_handles& operator=(const inherited_handles&) = delete;

    bool usable() const { return usable_; }
    LPPROC_THREAD_ATTRIBUTE_LIST list() { return reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(buffer_.data()); }

  private:
    std::vector<HANDLE> handles_;
    std::vector<unsigned char> buffer_;
    bool ready_ = false;
    bool usable_ = false;
};

struct child_process {
    open_file process;
    open_file job; ///< to close it ends the process and all that it has started
};

/// Ends all that is in it when its last handle is closed.
open_file make_job() {
    open_file job(::CreateJobObjectW(nullptr, nullptr));
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    if (job && ::SetInformationJobObject(job.handle(), JobObjectExtendedLimitInformation, &limits, sizeof limits) == 0)
        return open_file();
    return job;
}

std::optional<child_process> start_program(const std::string& path, const std::vector<std::string>& arguments,
                                           HANDLE output) {
    auto security = inherited();
    const auto nothing = owned(::CreateFileW(L"NUL", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                                             &security, OPEN_EXISTING, 0, nullptr));
    inherited_handles inherit({nothing.handle(), output});
    child_process child;
    child.job = make_job();
    if (!nothing || !inherit.usable() || !child.job) return std::nullopt;
    STARTUPINFOEXW start{};
    start.StartupInfo.cb = sizeof start;
    start.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
    start.StartupInfo.hStdInput = nothing.handle();
    start.StartupInfo.hStdOutput = output;
    start.StartupInfo.hStdError = nothing.handle();
    start.lpAttributeList = inherit.list();
    auto line = command_line_of(path, arguments);
    auto environment = bare_environment();
    PROCESS_INFORMATION made{};
    if (::CreateProcessW(system_path(path).c_str(), line.data(), nullptr, nullptr, TRUE,
                         CREATE_SUSPENDED | CREATE_NO_WINDOW | CREATE_UNICODE_ENVIRONMENT |
                             EXTENDED_STARTUPINFO_PRESENT,
                         environment.data(), nullptr, &start.StartupInfo, &made) == 0)
        return std::nullopt;
    child.process = open_file(made.hProcess);
    const open_file thread(made.hThread);
    if (::AssignProcessToJobObject(child.job.handle(), made.hProcess) == 0) {
        ::TerminateProcess(made.hProcess, 1);
        return std::nullopt;
    }
    ::ResumeThread(thread.handle());
    return child;
}

/// Waits for a process that has closed its output and so is about to end, or never will.
end end_of(HANDLE process, moment deadline) {
    DWORD code = 1;
    if (::WaitForSingleObject(process, time_left(deadline)) != WAIT_OBJECT_0) return end::too_slow;
    return ::GetExitCodeProcess(process, &code) != 0 && code == 0 ? end::success : end::failure;
}

} // namespace

program_result run_program(const std::string& path, const std::vector<std::string>& arguments,
                           std::chrono::milliseconds time, std::size_t limit) {
    const moment deadline = std::chrono::steady_clock::now() + time;
    program_result result;
    auto pipe = make_output_pipe();
    if (!pipe.theirs) return result;
    const auto child = start_program(path, arguments, pipe.theirs.handle());
    pipe.theirs = open_file();
    if (!child) return result;
    result.how = collect_output(pipe.ours.handle(), deadline, limit, result.output);
    if (result.how == end::success) result.how = end_of(child->process.handle(), deadline);
    if (result.how != end::success) result.output.clear();
    return result;
}

} // namespace fairway
