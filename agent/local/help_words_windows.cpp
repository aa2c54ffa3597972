#include "agent/local/help_words.hpp"

namespace fairway {

// Only administrators, the system and the service may enter the default folder.

const char* as_whom_to_run() {
    return " Run as an administrator";
}

const char* as_whom_to_ask() {
    return "an administrator";
}

const char* as_whom_to_enroll() {
    return "an administrator";
}

const char* how_to_end_a_run() {
    return "Ctrl+C stops it. What Windows runs as a service is controlled by `fairway service`.";
}

const char* scheduler_name() {
    return "Task Scheduler";
}

// PowerShell and cmd.exe both have "echo" and "|".
handed_token token_to_standard_input() {
    return {"echo TOKEN | ", ""};
}

} // namespace fairway
