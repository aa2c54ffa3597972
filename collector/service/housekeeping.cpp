#include "collector/service/housekeeping.hpp"

#include "support/log.hpp"
#include "support/system/file.hpp"
#include "text/columns.hpp"

namespace fairway::collector {

namespace {

constexpr std::chrono::hours between_deletions{24};
constexpr std::chrono::hours ca_ends_soon{24 * 180};
/// Whoever does not know the new CA by then has to enroll again.
constexpr std::chrono::hours last_call{24 * 30};
constexpr std::size_t most_named = 3; // probers

std::string in_days(wall_time::duration d) {
    const auto days = std::chrono::floor<std::chrono::days>(d < d.zero() ? -d : d).count();
    return counted(static_cast<std::size_t>(days), "day", "days");
}

/// What is wrong with the clock; nothing if it is right.
std::optional<notice> clock_notice(const judged_time& t, const std::string& directory) {
    const auto confirm = "run `fairway-collector clock confirm --data " + directory + "`";
    const auto off = in_days(t.clock - t.kept);
    const auto shows = "this machine's clock shows " + utc_time(t.clock);
    switch (t.verdict) {
    case clock_verdict::right: break;
    case clock_verdict::too_early:
        return notice{"clock", shows + ", which is before this program was made: nothing is deleted or renewed",
                      "set the clock, or let NTP set it"};
    case clock_verdict::ahead:
        return notice{"clock",
                      shows + ", " + off +
                          " later than this collector thinks, and too few probers agree: history is "
                          "deleted in small steps only",
                      "if the clock is right, " + confirm + "; if not, set it: nothing is lost"};
    case clock_verdict::behind:
        return notice{"clock", shows + ", " + off + " earlier than this collector thinks, and too few probers agree",
                      "if the clock is right, " + confirm + "; if not, set it"};
    case clock_verdict::disputed:
        return notice{"clock", shows + ", and most probers have another time: nothing is deleted by this clock",
                      "set this machine's clock; if it is right and theirs are not, " + confirm};
    }
    return std::nullopt;
}

/// How far probers have got to know the new CA.
struct roll_over_state {
    std::size_t probers = 0, missing = 0;
    std::string names; ///< of some that are missing
};

roll_over_state look_at_probers(store& s, const heard_probers& heard, const std::string& authorities) {
    roll_over_state all;
    page p{"", 1000};
    do {
        const auto rows = s.probers({}, p);
        for (const auto& prober : rows.rows) {
            if (prober.revoked_at) continue;
            ++all.probers;
            if (heard.trusts(prober.id, authorities)) continue;
            if (++all.missing <= most_named) all.names += (all.names.empty() ? "" : ", ") + prober.host;
        }
        p.cursor = rows.next;
    } while (!p.cursor.empty());
    if (all.missing > most_named) all.names += ", …";
    return all;
}

} // namespace

void housekeeper::begin() {
    look_around();
}

void housekeeper::tick() {
    delete_old_history(look_around());
}

judged_time housekeeper::look_around() {
    const auto t = time_.judge();
    watch_clock(t);
    keep_certificates(t);
    return t;
}

void housekeeper::watch_clock(const judged_time& t) {
    if (const auto n = clock_notice(t, directory_.path()))
        collector_.notices().put(*n);
    else
        collector_.notices().take_down("clock");
}

void housekeeper::delete_old_history(const judged_time& t) {
    if (deleted_at_ && time_.moment() - *deleted_at_ < between_deletions) return;
    deleted_at_ = time_.moment();
    try {
        const auto gone = store_.forget({}, t.forget_by());
        if (gone > 0) log(log_level::info, "deleted old history", {{"rows", static_cast<std::int64_t>(gone)}});
    } catch (const std::exception& e) {
        log(log_level::error, "cannot delete old history; trying again tomorrow", {{"why", std::string(e.what())}});
    }
}

void housekeeper::keep_certificates(const judged_time& t) {
    std::string error;
    try {
        roll_over(t);
        if (renew_certificate(directory_, possible(t))) log(log_level::info, "renewed the server certificate");
        const auto identity = directory_.identity(); // an administrator may have put another one there, too
        if (identity.chain != in_use_) {
            collector_.use(identity);
            in_use_ = identity.chain;
        }
        collector_.authorities().put(directory_.authorities());
        watch_ends(t);
    } catch (const std::exception& e) {
        error = e.what();
        if (error != last_error_) log(log_level::error, "cannot take care of the certificates", {{"why", error}});
    }
    last_error_ = error;
}

void housekeeper::roll_over(const judged_time& t) {
    auto& notices = collector_.notices();
    if (!is_rolling_over(directory_)) return notices.take_down("ca-roll-over");
    const auto both = directory_.authorities();
    collector_.authorities().put(both);
    const auto state = look_at_probers(store_, collector_.heard(), trusted_text(both));
    const bool last = both.front().not_after - t.kept < last_call && t.verdict == clock_verdict::right;
    if (state.missing == 0 || last || is_there(directory_.finish_now()) || is_half_rolled_over(directory_)) {
        finish_roll_over(directory_, possible(t));
        log(log_level::warning, "the new CA is in use",
            {{"fingerprint", directory_.ca_fingerprint()},
             {"probers", static_cast<std::int64_t>(state.probers)},
             {"to_be_enrolled_again", static_cast<std::int64_t>(state.missing)}});
        return notices.take_down("ca-roll-over");
    }
    notices.put({"ca-roll-over",
                 "a new CA waits for " + counted(state.missing, "prober", "probers") + " of " +
                     std::to_string(state.probers) + " to learn of it with their next report (" + state.names + ")",
                 "nothing, or start the service there; to go on without them, run `fairway-collector certificate "
                 "roll-over --finish --data " +
                     directory_.path() + "`: they then have to enroll again"});
}

void housekeeper::watch_ends(const judged_time& t) {
    auto& notices = collector_.notices();
    const auto ca = directory_.authorities().front();
    const auto server = read_certificate(directory_.server().certificate);
    notices.put_ends({ca.not_after, server.not_after});
    const bool ours = is_signed_by(directory_.server().certificate, ca.pem);
    const std::string new_ca = "run `fairway-collector certificate roll-over --data " + directory_.path() +
                               "`: probers learn the new CA with their reports";
    if (ca.not_before > t.kept)
        notices.put({"ca",
                     "the certificate authority (CA) is valid from " + utc_date(ca.not_before) +
                         " only: it was made when the clock was ahead",
                     "set the clock, or make a new CA with `fairway-collector certificate roll-over --finish --data " +
                         directory_.path() + "`, and enroll all hosts again"});
    else if (ours && ca.not_after - t.kept < ca_ends_soon && !is_rolling_over(directory_))
        notices.put({"ca",
                     "the certificate authority (CA) ends on " + utc_date(ca.not_after) +
                         "; from then on, no prober can connect",
                     new_ca});
    else
        notices.take_down("ca");
    if (server.not_after - t.kept < renewal_before_end || server.not_before > t.kept)
        notices.put({"certificate",
                     "the server certificate is valid from " + utc_date(server.not_before) + " to " +
                         utc_date(server.not_after) + ", and the collector cannot renew it",
                     ours ? "the CA ends, or this machine's clock is wrong: see the other notices"
                          : "it is not from this collector's own CA: renew it yourself"});
    else
        notices.take_down("certificate");
}

} // namespace fairway::collector
