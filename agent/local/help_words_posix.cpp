#include "agent/local/help_words.hpp"

namespace fairway {

const char* as_whom_to_run() {
    return " Run as its owner: root is refused if the directory belongs to another user";
}

const char* as_whom_to_ask() {
    return "root or as the user that runs the service";
}

const char* as_whom_to_enroll() {
    return "the user that runs the service";
}

const char* how_to_end_a_run() {
    return "SIGHUP reloads the configuration and the identity; SIGTERM stops the service.";
}

const char* scheduler_name() {
    return "cron";
}

handed_token token_to_standard_input() {
    return {"", " <<< TOKEN"};
}

} // namespace fairway
