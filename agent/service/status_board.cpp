#include "agent/service/status_board.hpp"

#include "agent/service/status_file.hpp"
#include "support/log.hpp"
#include "support/text_file.hpp"

#include <nlohmann/json.hpp>

#include <system_error>

namespace fairway {

status_board::status_board(std::string file, service_status begin) : file_(std::move(file)), status_(std::move(begin)) {
    write();
}

void status_board::change(const std::function<void(service_status&)>& with) {
    const std::lock_guard lock(mutex_);
    with(status_);
    write();
}

service_status status_board::now() const {
    const std::lock_guard lock(mutex_);
    return status_;
}

void status_board::write() {
    try {
        const auto json = to_json(status_);
        write_file_atomically(file_, json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n",
                              readable_by::owner);
        unwritable_ = false;
    } catch (const std::system_error& e) {
        if (!unwritable_) log(log_level::error, "status not written", {{"why", std::string(e.what())}});
        unwritable_ = true;
    }
}

} // namespace fairway
