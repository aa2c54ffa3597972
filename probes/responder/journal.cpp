#include "probes/responder/journal.hpp"

namespace fairway {

asker_record* reach_journal::find(const std::string& asker, bool knows_key) {
    if (const auto it = askers_.find(asker); it != askers_.end()) return &it->second;
    const bool room = askers_.size() < most_askers && (knows_key || strangers_ < most_strangers);
    if (!room) {
        overflowed_ = true;
        return nullptr;
    }
    if (!knows_key) ++strangers_;
    return &askers_[asker];
}

void reach_journal::proven(const std::string& asker, protocol p, std::uint16_t port) {
    asker_record* r = find(asker, true);
    if (r == nullptr) return;
    if ((p == protocol::tcp ? r->proven_tcp : r->proven_udp).insert(port).second) ++proven_ports_;
    if (p == protocol::tcp) {
        r->connected.erase(port);
        r->half_open.erase(port);
    }
}

void reach_journal::connected(const std::string& asker, std::uint16_t port) {
    asker_record* r = find(asker, false);
    if (r == nullptr || r->proven_tcp.count(port) != 0) return;
    r->connected.insert(port);
    r->half_open.erase(port);
}

void reach_journal::half_open(const std::string& asker, std::uint16_t port) {
    asker_record* r = find(asker, false);
    if (r != nullptr && r->proven_tcp.count(port) == 0 && r->connected.count(port) == 0) r->half_open.insert(port);
}

bool reach_journal::clock_is_off(const std::string& asker, std::int64_t seconds) {
    asker_record* r = find(asker, true);
    if (r == nullptr) return false;
    const bool first = !r->clock_off;
    r->clock_off = seconds;
    return first;
}

} // namespace fairway
