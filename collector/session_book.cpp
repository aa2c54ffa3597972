#include "collector/session_book.hpp"

#include <algorithm>

namespace fairway::collector {

void session_book::put(const std::string& sha256, unsaved u) {
    const std::lock_guard lock(mutex_);
    if (unsaved_.size() >= most_unsaved && unsaved_.count(sha256) == 0)
        unsaved_.erase(std::min_element(unsaved_.begin(), unsaved_.end(), [](const auto& a, const auto& b) {
            return a.second.number < b.second.number;
        }));
    u.number = next_++;
    unsaved_[sha256] = std::move(u);
}

void session_book::begin(const std::string& sha256, const session_row& s, const std::string& password) {
    put(sha256, {s, password});
}

void session_book::end(const std::string& sha256) {
    put(sha256, {});
}

void session_book::save(const std::string& sha256) {
    unsaved what;
    {
        const std::lock_guard lock(mutex_);
        const auto found = unsaved_.find(sha256);
        if (found == unsaved_.end()) return;
        what = found->second;
    }
    if (!what.session) {
        store_.end_session(sha256);
    } else if (const auto account = store_.account(what.session->account);
               account && account->password == what.password) {
        store_.create_session(sha256, *what.session);
    } // else the account was changed meanwhile, which ended all of its sessions
    const std::lock_guard lock(mutex_);
    const auto found = unsaved_.find(sha256);
    if (found != unsaved_.end() && found->second.number == what.number) unsaved_.erase(found);
}

std::optional<session_row> session_book::find(const std::string& sha256, wall_time now) {
    unsaved here;
    {
        const std::lock_guard lock(mutex_);
        const auto found = unsaved_.find(sha256);
        if (found != unsaved_.end()) {
            if (!found->second.session) return std::nullopt;
            here = found->second;
        }
    }
    if (!here.session) return store_.session(sha256, now);
    const auto account = store_.account(here.session->account);
    if (!account || account->disabled || account->password != here.password || here.session->expires_at <= now)
        return std::nullopt;
    here.session->role = account->role;
    return here.session;
}

} // namespace fairway::collector
