#include "collector/notices.hpp"

#include "support/log.hpp"

#include <algorithm>

namespace fairway::collector {

void notice_board::put(const notice& n) {
    {
        const std::lock_guard lock(mutex_);
        for (auto& s : standing_)
            if (s.kind == n.kind) {
                s = n;
                return;
            }
        standing_.push_back(n);
        const auto place = [](const notice& x) {
            return std::find(notice_kinds.begin(), notice_kinds.end(), x.kind) - notice_kinds.begin();
        };
        std::sort(standing_.begin(), standing_.end(),
                  [&](const notice& a, const notice& b) { return place(a) < place(b); });
    }
    log(log_level::warning, n.text, {{"kind", n.kind}, {"what_to_do", n.advice}});
}

void notice_board::take_down(std::string_view kind) {
    std::string text;
    {
        const std::lock_guard lock(mutex_);
        const auto found =
            std::find_if(standing_.begin(), standing_.end(), [&](const notice& s) { return s.kind == kind; });
        if (found == standing_.end()) return;
        text = found->text;
        standing_.erase(found);
    }
    log(log_level::info, "no longer so", {{"kind", std::string(kind)}, {"was", text}});
}

std::vector<notice> notice_board::all() const {
    const std::lock_guard lock(mutex_);
    return standing_;
}

void notice_board::put_ends(const ends& e) {
    const std::lock_guard lock(mutex_);
    ends_ = e;
}

notice_board::ends notice_board::when_certificates_end() const {
    const std::lock_guard lock(mutex_);
    return ends_;
}

} // namespace fairway::collector
