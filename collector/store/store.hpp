#pragma once

#include "collector/store/cursor.hpp"
#include "collector/store/machines.hpp"
#include "matrix/report_reader.hpp"
#include "support/utc_time.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace fairway::collector {

// Everything that is kept about probers, and nothing that knows HTTP. Secrets arrive as their SHA-256 and are kept so.
// Every call belongs to one tenant and never sees another one's rows. All throw store_error if the database fails (disk
// full, damaged, locked); then nothing of the call has been stored.

struct store_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

enum class account_role : std::uint8_t { viewer, admin };

/// Whether what was observed then is no longer the present: three intervals have gone by. 0: an interval of 5 minutes.
bool is_stale(wall_time observed_at, std::uint32_t interval_s, wall_time now);

struct prober_row {
    std::string id; ///< 32 hex digits, opaque
    std::string site;
    std::string host;
    wall_time enrolled_at;
    std::optional<wall_time> revoked_at;
    // Of its last report; empty before the first.
    std::optional<wall_time> last_seen_at; ///< when it arrived
    std::optional<wall_time> observed_at;  ///< when the run of its oldest part ended, by our clock
    std::string version;
    std::string phase;
    std::string matrix; ///< "veeam-agents@2026-04-16, veeam-backup@2026-05-26"
    std::vector<std::string> roles;
    std::uint32_t interval_s = 0;
    std::int64_t skew_s = 0; ///< its clock minus ours
    std::uint64_t spool = 0, dropped = 0;
    bool complete = true;
    summary counts;                     ///< of its flow states, by what they count as
    std::optional<wall_time> shared_at; ///< when machines that share it last took turns

    bool is_stale(wall_time now) const;
    bool is_shared(wall_time now) const; ///< several machines report as it: store::machines()
};

struct token_row {
    std::string id;
    std::string site;
    std::uint32_t uses_left = 0;
    wall_time created_at, expires_at;
    std::string created_by;
    bool revoked = false;
};

struct flow_state_row {
    std::string prober, host, flow, from, to, target, protocol, ports, finding, outcome, text, advice;
    std::string counts_as; ///< the outcome, or "skip" where it is accepted
    bool required = true, installed = true;
    wall_time since;       ///< when finding and outcome became what they are
    wall_time verified_at; ///< when they were last observed
    std::string detail;    ///< the whole finding as JSON; only where asked for
    std::string matrix;    ///< what the prober was checked against, as prober_row has it; empty: not known
};

struct transition_row {
    std::string id; ///< opaque
    std::string prober, host, site, flow, target;
    std::string from_finding, from_outcome, to_finding, to_outcome; ///< outcomes as counted
    std::string text;
    wall_time at;         ///< observed
    bool by_page = false; ///< The network is as it was; the prober's matrix weighs the flow otherwise.
};

/// A transition for those who follow them.
struct event {
    std::string cursor; ///< behind it
    transition_row transition;
};

struct day_row {
    std::string day; ///< "2026-11-25"
    std::uint64_t broke = 0, healed = 0, changed = 0;
    std::uint64_t failing = 0; ///< flows that failed at its end
};

struct site_row {
    std::string name;
    std::uint64_t probers = 0, stale = 0;
    summary counts;
};

struct audit_row {
    std::int64_t id = 0;
    wall_time at;
    std::string who, action, subject, from;
};

struct account_row {
    std::string name;
    account_role role = account_role::viewer;
    std::string password; ///< as collector/password.hpp encodes it
    bool disabled = false;
};

struct session_row {
    std::string account;
    account_role role = account_role::viewer;
    std::string csrf;
    wall_time expires_at;
};

/// One page of a list. `cursor` is what the page before gave as next; empty: the first. Any other text throws
/// bad_cursor. `limit` is taken as 1 to 1000.
struct page {
    std::string cursor;
    std::size_t limit = 100;
};
template <class Row>
struct page_of {
    std::vector<Row> rows;
    std::string next; ///< empty: that was the last
};

/// Empty members: no condition.
struct prober_filter {
    std::string site;
    std::string outcome; ///< with a state that counts so; or "broken": with one that is, as store/broken.hpp says
    std::string search;  ///< in the host's name
    std::string role{};
};
struct flow_filter {
    std::string site, prober, flow, target, finding;
    std::string outcome; ///< as it counts; or "broken"
    bool with_detail = false;
    std::string role{};   ///< of the host
    std::string search{}; ///< in the name of the host, the target, or the flow
};
struct transition_filter {
    std::string prober, flow;
    std::optional<wall_time> since;
};

struct overview_filter {
    std::string site, role, search, flow, finding;
    bool operator==(const overview_filter&) const = default;
};

/// What an overview counts: the hosts that are meant and not revoked, and what each of their flow states counts as.
struct overview_states {
    struct host {
        std::string prober, name, site;
        bool stale = false;
        bool complete = true; ///< false: its last run was interrupted, or none has been reported
    };
    struct flow {
        std::string id, from, to, protocol, ports; ///< ports as one of its hosts has them
    };
    struct state {
        std::uint32_t host, flow; ///< positions in the lists
        outcome counts_as;
    };
    std::vector<host> hosts;
    std::vector<flow> flows; ///< those that there are states of, in no order
    std::vector<state> states;
};

/// A part of a report, checked, with what was said about its sending.
struct incoming_part {
    std::string prober;
    reported_part part;
    wall_time received_at;
    std::chrono::seconds age{};
    std::optional<std::int64_t> prober_clock; ///< unix seconds
    std::uint64_t spool = 0, dropped = 0;
    std::string boot{}; ///< the mark of its machine's start; empty: none was sent
    std::string from{}; ///< address that it came from
};
struct ingested {
    /// `outdated`: its run ended before one that is kept; nothing changed.
    enum class result : std::uint8_t { stored, duplicate, outdated, unknown_prober, revoked };
    result outcome = result::stored;
    std::size_t changed = 0; ///< flow states written or removed
    std::vector<transition_row> transitions;
    std::vector<machine> shared_with{}; ///< other machines that report as this prober, newest first
    bool begins_sharing = false;        ///< it has just been noticed
};

struct enrollment {
    std::string token_sha256, credential_sha256, install_id, host, version, from;
};
struct enrolled {
    enum class result : std::uint8_t { created, same, refused };
    result outcome = result::refused;
    std::string prober, site;
};

/// What a credential gives access to.
struct known_credential {
    std::string prober;
    bool revoked = false;
};

class store {
  public:
    virtual ~store() = default;

    // Probers
    virtual enrolled enroll(const enrollment& e, wall_time now) = 0;
    virtual std::optional<known_credential> find_credential(const std::string& credential_sha256) = 0;
    /// The new credential is valid from now on, the old one until the new one is first used (confirm_credential).
    virtual bool rotate_credential(const std::string& prober, const std::string& new_sha256, wall_time now) = 0;
    /// The prober has used this credential: another one that it had is no longer valid.
    virtual void confirm_credential(const std::string& prober, const std::string& credential_sha256) = 0;
    /// Its credentials are no longer valid, and its states no longer count. False: unknown, or already revoked.
    virtual bool revoke_prober(const std::string& prober, const std::string& who, wall_time now) = 0;

    /// All parts in one transaction: either everything is kept or, with store_error, nothing.
    virtual std::vector<ingested> ingest(const std::vector<incoming_part>& parts) = 0;

    // Enrollment tokens
    virtual std::string create_token(const std::string& token_sha256, const std::string& site, std::uint32_t uses,
                                     std::chrono::seconds lifetime, const std::string& who, wall_time now) = 0;
    virtual bool revoke_token(const std::string& id, const std::string& who, wall_time now) = 0;
    virtual std::vector<token_row> tokens(wall_time now) = 0; ///< those that have not expired, newest first

    // What people look at
    virtual page_of<prober_row> probers(const prober_filter& f, const page& p) = 0;
    virtual std::optional<prober_row> prober(const std::string& id) = 0;
    /// The machines that share it at the moment, newest first; empty: it is one machine.
    virtual std::vector<machine> machines(const std::string& prober, std::uint32_t interval_s, wall_time now) = 0;
    virtual page_of<flow_state_row> flows(const flow_filter& f, const page& p) = 0;
    virtual page_of<transition_row> transitions(const transition_filter& f, const page& p) = 0; ///< newest first
    /// What was committed behind a cursor, in an order of the store's own: whoever goes on behind the last one misses
    /// nothing. Empty: from the first one that is kept. Throws bad_cursor.
    virtual std::vector<event> events_after(const std::string& cursor, std::size_t limit) = 0;
    /// The cursor behind everything that is there.
    virtual std::string last_event() = 0;
    virtual std::vector<day_row> history(std::size_t days, wall_time now) = 0; ///< oldest first, no day missing
    virtual std::vector<site_row> sites(wall_time now) = 0;
    /// `flow` and `finding` choose states, the others hosts.
    virtual overview_states overview(const overview_filter& f, wall_time now) = 0;

    // People
    virtual void put_account(const account_row& a, const std::string& who, wall_time now) = 0; ///< new or changed
    virtual std::optional<account_row> account(const std::string& name) = 0;
    virtual std::vector<account_row> accounts() = 0;
    virtual void create_session(const std::string& session_sha256, const session_row& s) = 0;
    virtual std::optional<session_row> session(const std::string& session_sha256, wall_time now) = 0;
    virtual void end_session(const std::string& session_sha256) = 0;
    virtual void record(const audit_row& entry) = 0;
    virtual page_of<audit_row> audit(const page& p) = 0; ///< newest first

    /// What the program remembers of itself, by name: "device-key".
    virtual std::optional<std::string> setting(const std::string& name) = 0;
    virtual void put_setting(const std::string& name, const std::string& value) = 0;

    // Housekeeping
    struct retention {
        std::chrono::hours transitions{24 * 400}, audit{24 * 400}, days{24 * 800}, runs{24 * 14};
    };
    /// Deletes what is older, in bounded steps; returns how many rows.
    virtual std::size_t forget(const retention& r, wall_time now) = 0;
    /// Throws store_error if nothing can be written now: for /readyz.
    virtual void check_writable() = 0;
};

} // namespace fairway::collector
