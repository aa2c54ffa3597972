#include "collector/commands/command.hpp"
#include "collector/commands/console_user.hpp"
#include "collector/commands/data_option.hpp"
#include "collector/time_keeper.hpp"

#include <ostream>

namespace fairway::collector {

namespace {

std::string in_words(clock_verdict v) {
    switch (v) {
    case clock_verdict::right:
    case clock_verdict::disputed: break; // by probers, who are not asked here
    case clock_verdict::too_early: return "wrong: this program was made later. Set the clock";
    case clock_verdict::ahead: return "ahead: if it is right, run `fairway-collector clock confirm`; if not, set it";
    case clock_verdict::behind: return "behind: if it is right, run `fairway-collector clock confirm`; if not, set it";
    }
    return "plausible";
}

int show_clock(option_reader& given, const console& io) {
    const auto directory = given_directory(given);
    if (!directory) return exit_status::usage;
    const auto now = std::chrono::system_clock::now();
    const auto store = directory->open_store();
    const auto kept = read_kept_time(*store);
    io.out << "Clock  " << utc_time(now) << "\n"
           << "Kept   " << (kept ? utc_time(kept->at) + (kept->confirmed ? ", confirmed" : "") : "none yet") << "\n"
           << "       " << in_words(judge_alone(*store, now).verdict) << "\n";
    return exit_status::ok;
}

int confirm_clock(option_reader& given, const console& io) {
    const auto directory = given_directory(given);
    if (!directory) return exit_status::usage;
    const auto now = std::chrono::system_clock::now();
    const auto store = directory->open_store();
    if (judge_alone(*store, now).verdict == clock_verdict::too_early)
        return given.refuse({{"", "",
                              "this machine's clock shows " + utc_time(now) + ", which is before " +
                                  utc_date(program_was_made_after()) + ", when this program was made; set the clock"}});
    write_kept_time(*store, {now, true});
    store->record({0, now, console_user(), "confirm-clock", utc_time(now), ""});
    io.out << "It is " << utc_time(now)
           << ". The collector goes by this clock within a minute: it deletes history by it, and renews its "
              "certificate.\n";
    return exit_status::ok;
}

} // namespace

std::vector<command> clock_commands() {
    command group;
    group.table.name = "clock";
    group.table.summary = "show or confirm the time that the collector goes by";
    group.table.about =
        "What is deleted by a clock that is years ahead is gone. So the collector compares this machine's clock with "
        "the time that it kept last, with the day on which the program was made, and with the clocks of the probers. A "
        "jump of more than two weeks counts once three probers have the same time, or an administrator confirms it; "
        "until then the collector follows in small steps, a day for each hour.";
    command show;
    show.table.name = "clock show";
    show.table.summary = "show this machine's clock, the time that was kept last, and what follows";
    show.table.usage = {"--data DIR"};
    show.table.sections = {{"Options", {data_option()}}};
    show.run = show_clock;
    command confirm;
    confirm.table.name = "clock confirm";
    confirm.table.summary = "say that this machine's clock is right";
    confirm.table.usage = {"--data DIR"};
    confirm.table.about = "For a collector that was off for long, or whose clock has jumped for another good reason. "
                          "Look at the date first: history that is too old by it is deleted.";
    confirm.table.sections = {{"Options", {data_option()}}};
    confirm.run = confirm_clock;
    return {group, show, confirm};
}

} // namespace fairway::collector
