#pragma once

#include "collector/store/store.hpp"

#include <atomic>
#include <functional>
#include <mutex>

namespace fairway::test {

using namespace fairway::collector;

/// A store that a test can break, and stop in the middle of its work.
class breakable_store final : public store {
  public:
    explicit breakable_store(std::unique_ptr<store> real) : real_(std::move(real)) {}

    std::atomic<bool> broken{false}; ///< every call fails
    std::atomic<bool> full{false};   ///< what writes fails, as with a full disk
    std::mutex gate;                 ///< while a test holds it, every call waits
    std::atomic<int> commits{0};     ///< calls of ingest()
    std::function<void()> in_flows;  ///< called in each flows(); set before anybody asks

    enrolled enroll(const enrollment& e, wall_time now) override { return writable().enroll(e, now); }
    std::optional<known_credential> find_credential(const std::string& s) override { return real().find_credential(s); }
    bool rotate_credential(const std::string& p, const std::string& s, wall_time now) override {
        return writable().rotate_credential(p, s, now);
    }
    void confirm_credential(const std::string& p, const std::string& s) override { real().confirm_credential(p, s); }
    bool revoke_prober(const std::string& p, const std::string& who, wall_time now) override {
        return writable().revoke_prober(p, who, now);
    }
    std::vector<ingested> ingest(const std::vector<incoming_part>& parts) override {
        commits++;
        return writable().ingest(parts);
    }
    std::string create_token(const std::string& s, const std::string& site, std::uint32_t uses,
                             std::chrono::seconds lifetime, const std::string& who, wall_time now) override {
        return writable().create_token(s, site, uses, lifetime, who, now);
    }
    bool revoke_token(const std::string& id, const std::string& who, wall_time now) override {
        return writable().revoke_token(id, who, now);
    }
    std::vector<token_row> tokens(wall_time now) override { return real().tokens(now); }
    page_of<prober_row> probers(const prober_filter& f, const page& p) override { return real().probers(f, p); }
    std::optional<prober_row> prober(const std::string& id) override { return real().prober(id); }
    std::vector<machine> machines(const std::string& id, std::uint32_t interval_s, wall_time now) override {
        return real().machines(id, interval_s, now);
    }
    page_of<flow_state_row> flows(const flow_filter& f, const page& p) override {
        if (in_flows) in_flows();
        return real().flows(f, p);
    }
    page_of<transition_row> transitions(const transition_filter& f, const page& p) override {
        return real().transitions(f, p);
    }
    std::vector<event> events_after(const std::string& cursor, std::size_t limit) override {
        return real().events_after(cursor, limit);
    }
    std::string last_event() override { return real().last_event(); }
    std::vector<day_row> history(std::size_t days, wall_time now) override { return real().history(days, now); }
    std::vector<site_row> sites(wall_time now) override { return real().sites(now); }
    overview_states overview(const overview_filter& f, wall_time now) override { return real().overview(f, now); }
    void put_account(const account_row& a, const std::string& who, wall_time now) override {
        writable().put_account(a, who, now);
    }
    std::optional<account_row> account(const std::string& name) override { return real().account(name); }
    std::vector<account_row> accounts() override { return real().accounts(); }
    void create_session(const std::string& s, const session_row& row) override { writable().create_session(s, row); }
    std::optional<session_row> session(const std::string& s, wall_time now) override { return real().session(s, now); }
    void end_session(const std::string& s) override { writable().end_session(s); }
    void record(const audit_row& entry) override { writable().record(entry); }
    page_of<audit_row> audit(const page& p) override { return real().audit(p); }
    std::optional<std::string> setting(const std::string& name) override { return real().setting(name); }
    void put_setting(const std::string& name, const std::string& value) override {
        writable().put_setting(name, value);
    }
    std::size_t forget(const retention& r, wall_time now) override { return writable().forget(r, now); }
    void check_writable() override { writable().check_writable(); }

  private:
    store& real() {
        const std::lock_guard wait(gate);
        if (broken) throw store_error("database or disk is full");
        return *real_;
    }
    store& writable() {
        store& s = real();
        if (full) throw store_error("no space left");
        return s;
    }
    std::unique_ptr<store> real_;
};

} // namespace fairway::test
