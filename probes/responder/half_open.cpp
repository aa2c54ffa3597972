#include "probes/responder/half_open.hpp"

#include <algorithm>

namespace fairway {

namespace {

constexpr std::chrono::milliseconds good_for{200};
constexpr std::chrono::seconds sample_every{2};

} // namespace

const std::vector<half_open_connection>& half_open_watch::table(clock::time_point now) {
    if (now - read_at_ >= good_for) {
        table_ = read_();
        read_at_ = now;
    }
    return table_;
}

std::vector<half_open_connection> half_open_watch::stayed(clock::time_point now) {
    if (!can_tell() || now - sampled_ < sample_every) return {};
    sampled_ = now;
    std::vector<half_open_connection> both;
    std::vector<key> open;
    for (auto& c : read_()) {
        open.emplace_back(c.asker, c.port);
        if (std::binary_search(last_.begin(), last_.end(), open.back())) both.push_back(std::move(c));
    }
    std::sort(open.begin(), open.end());
    last_ = std::move(open);
    return both;
}

} // namespace fairway
