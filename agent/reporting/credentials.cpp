#include "agent/reporting/credentials.hpp"

#include "support/secret.hpp"

namespace fairway {

credentials::credentials(identity who, std::function<void(const identity&)> save)
    : who_(std::move(who)), save_(std::move(save)) {}

bool credentials::try_other() {
    if (who_.next_credential.empty()) return false;
    use_next_ = !use_next_;
    return true;
}

void credentials::worked(wall_time now) {
    if (!use_next_) return;
    auto changed = who_;
    changed.credential = who_.next_credential;
    changed.next_credential.clear();
    changed.credential_since = now;
    save_(changed);
    who_ = std::move(changed);
    use_next_ = false;
}

bool credentials::change_due(wall_time now) const {
    if (use_next_) return false; // agreed already
    if (!who_.next_credential.empty()) return true;
    // One from the future was made by a clock that was wrong; when is anybody's guess.
    const auto age = now - who_.credential_since;
    return age >= credential_lasts || age < -std::chrono::hours(48);
}

std::string credentials::begin_change() {
    if (who_.next_credential.empty()) {
        auto changed = who_;
        changed.next_credential = make_secret();
        save_(changed);
        who_ = std::move(changed);
    }
    return sha256_hex(who_.next_credential);
}

} // namespace fairway
