#include "agent/service/status_board.hpp"

#include "agent/service/status_file.hpp"
#include "support/log.hpp"
#include "support/system/file_calls.hpp"
#include "support/text_file.hpp"

#include <nlohmann/json.hpp>

#include <system_error>

namespace fairway {

status_board::status_board(std::string file, service_status begin) : file_(std::move(file)), status_(std::move(begin)) {
    write();
}

void status_board::change(const std::function<void(service_status&)>& with) {
    const std::lock_guard lock(mutex_);
    follow_clock(status_, read_clock()); // before: what is new has the new time
    with(status_);
    write();
}

void status_board::still_busy() {
    const std::lock_guard lock(mutex_);
    const auto clock = read_clock();
    follow_clock(status_, clock);
    if (clock.uptime - status_.as_of.uptime >= std::chrono::seconds(10)) write();
}

service_status status_board::now() const {
    const std::lock_guard lock(mutex_);
    auto s = status_;
    follow_clock(s, read_clock());
    return s;
}

void status_board::write() {
    status_.as_of = read_clock();
    try {
        const auto json = to_json(status_);
        write_file_atomically(file_, json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n",
                              readable_by::owner);
        unwritable_ = false;
    } catch (const std::system_error& e) {
        if (!unwritable_) log(log_level::error, "status not written", {{"why", std::string(e.what())}});
        unwritable_ = true;
        system_file_calls().remove(file_);
    }
}

} // namespace fairway
