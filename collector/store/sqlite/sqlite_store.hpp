#pragma once

#include "collector/store/cursor.hpp"
#include "collector/store/sqlite/file_watch.hpp"
#include "collector/store/sqlite/migrations.hpp"
#include "collector/store/sqlite/reader_pool.hpp"
#include "collector/store/store.hpp"

#include <algorithm>
#include <mutex>
#include <string>
#include <type_traits>
#include <vector>

namespace fairway::collector {

/// The store in one SQLite file (WAL). One connection writes, one call at a time; four read beside it. Other processes
/// may have the file open as well. Its parts: probers.cpp (who may speak), ingest.cpp, prober_rows.cpp, flows.cpp,
/// transitions.cpp, overview.cpp, people.cpp; opening and keeping house in sqlite_store.cpp.
class sqlite_store final : public store {
  public:
    sqlite_store(const std::string& file, std::string tenant, const std::vector<embedded_text>& migrations);

    enrolled enroll(const enrollment& e, wall_time now) override;
    std::optional<known_credential> find_credential(const std::string& credential_sha256) override;
    bool rotate_credential(const std::string& prober, const std::string& new_sha256, wall_time now) override;
    void confirm_credential(const std::string& prober, const std::string& credential_sha256) override;
    bool revoke_prober(const std::string& prober, const std::string& who, wall_time now) override;

    std::vector<ingested> ingest(const std::vector<incoming_part>& parts) override;

    std::string create_token(const std::string& token_sha256, const std::string& site, std::uint32_t uses,
                             std::chrono::seconds lifetime, const std::string& who, wall_time now) override;
    bool revoke_token(const std::string& id, const std::string& who, wall_time now) override;
    std::vector<token_row> tokens(wall_time now) override;

    page_of<prober_row> probers(const prober_filter& f, const page& p) override;
    std::optional<prober_row> prober(const std::string& id) override;
    page_of<flow_state_row> flows(const flow_filter& f, const page& p) override;
    page_of<transition_row> transitions(const transition_filter& f, const page& p) override;
    std::vector<machine> machines(const std::string& prober, std::uint32_t interval_s, wall_time now) override;
    std::vector<event> events_after(const std::string& cursor, std::size_t limit) override;
    std::string last_event() override;
    std::vector<day_row> history(std::size_t days, wall_time now) override;
    std::vector<site_row> sites(wall_time now) override;
    overview_states overview(const overview_filter& f, wall_time now) override;

    void put_account(const account_row& a, const std::string& who, wall_time now) override;
    std::optional<account_row> account(const std::string& name) override;
    std::vector<account_row> accounts() override;
    void create_session(const std::string& session_sha256, const session_row& s) override;
    std::optional<session_row> session(const std::string& session_sha256, wall_time now) override;
    void end_session(const std::string& session_sha256) override;
    void record(const audit_row& entry) override;
    page_of<audit_row> audit(const page& p) override;

    std::optional<std::string> setting(const std::string& name) override;
    void put_setting(const std::string& name, const std::string& value) override;

    std::size_t forget(const retention& r, wall_time now) override;
    void check_writable() override;

    /// A consistent copy as a file of its own, while everything goes on. The file must not exist.
    void back_up(const std::string& path);

    // For tests.
    std::int64_t rows_written();              ///< rows that calls have touched since it was opened
    void limit_size(std::int64_t pages_more); ///< simulates a full disk: that many pages from now on
    static constexpr std::size_t longest_page = 1000;

  private:
    /// All of `work` in one transaction, which lasts: its files are still there afterwards.
    template <class Work>
    auto write(Work work) {
        const std::lock_guard lock(writing_);
        transaction all(*writer_);
        if constexpr (std::is_void_v<decltype(work(*writer_))>) {
            work(*writer_);
            all.commit();
            watch_.check();
        } else {
            auto result = work(*writer_);
            all.commit();
            watch_.check();
            return result;
        }
    }
    void note(connection& c, wall_time at, const std::string& who, const char* action, const std::string& subject,
              const std::string& from = "");

    std::string file_;
    std::string tenant_;
    std::mutex writing_;
    std::unique_ptr<connection> writer_;
    file_watch watch_;
    reader_pool readers_;
};

/// Opens or creates the database, brings it to the newest schema, and refuses one that is newer than this program.
/// `tenant`: whose rows all calls are about.
std::unique_ptr<sqlite_store> open_sqlite_store(const std::string& file, const std::string& tenant = "default");

/// How many rows to read for a page (one more than it shows, to know whether there is another).
inline std::size_t rows_of(const page& p) {
    return std::clamp<std::size_t>(p.limit, 1, sqlite_store::longest_page) + 1;
}

/// Cuts the row too many; its presence says that there is a next page, which begins behind `key_of(last row)`.
template <class Row, class Key>
void end_page(page_of<Row>& rows, const page& p, Key key_of) {
    if (rows.rows.size() < rows_of(p)) return;
    rows.rows.pop_back();
    rows.next = to_cursor(key_of(rows.rows.back()));
}

} // namespace fairway::collector
