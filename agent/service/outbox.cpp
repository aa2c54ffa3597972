#include "agent/service/outbox.hpp"

namespace fairway {

struct outbox::state {
    std::string why_local = "this prober is not enrolled";
};

outbox::outbox(const service_config&, listener) : state_(std::make_unique<state>()) {}
outbox::~outbox() = default;
const std::string& outbox::why_local() const {
    return state_->why_local;
}
void outbox::put(const report&) {}
bool outbox::deliver(std::chrono::milliseconds) {
    return true;
}
void outbox::stop(std::chrono::milliseconds) {}

} // namespace fairway
