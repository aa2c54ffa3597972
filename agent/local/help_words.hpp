#pragma once

namespace fairway {

// What the help of commands says in other words on each system: who may do what, and how things are started and
// stopped.

/// As whom to run a service by hand, behind what is said of its state directory; begins with a blank.
const char* as_whom_to_run();

/// As whom to ask how the service is doing, behind "run it as ".
const char* as_whom_to_ask();

/// As whom to make a service's state, behind "Run this command as ".
const char* as_whom_to_enroll();

/// How what `fairway run` does is ended, and what reads its files anew; sentences.
const char* how_to_end_a_run();

/// What runs commands at certain times.
const char* scheduler_name();

/// How a shell hands the word TOKEN to the standard input of a command: what comes before that, and behind it.
struct handed_token {
    const char* before;
    const char* behind;
};
handed_token token_to_standard_input();

} // namespace fairway
