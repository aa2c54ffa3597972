#include "probes/net/resolver.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>
#include <stop_token>

using namespace fairway;
using std::chrono::milliseconds;

TEST_CASE("numeric addresses stand for themselves; names of this machine resolve") {
    const auto found = resolve({"127.0.0.1", "::1", "localhost", "127.0.0.1"}, {.each = milliseconds(5000)});
    CHECK(found.size() == 3);
    CHECK(found.at("127.0.0.1").addresses == std::vector<std::string>{"127.0.0.1"});
    CHECK(found.at("::1").addresses == std::vector<std::string>{"::1"});
    const auto& local = found.at("localhost").addresses;
    CHECK((std::count(local.begin(), local.end(), "127.0.0.1") + std::count(local.begin(), local.end(), "::1")) > 0);
    CHECK(found.at("localhost").error.empty());
}

TEST_CASE("what no host can have is set aside, however a resolver answers it") {
    struct row {
        std::vector<std::string> answered, addresses, no_hosts;
        std::string error;
    };
    using texts = std::vector<std::string>;
    const std::string filter = "it resolves to 0.0.0.0, which is no host's address: a DNS filter?";
    for (const auto& [answered, addresses, no_hosts, error] : std::vector<row>{
             {{"10.0.0.5", "::1"}, {"10.0.0.5", "::1"}, {}, ""},
             {{"0.0.0.0"}, {}, {"0.0.0.0"}, filter},
             {{"0.0.0.0", "::"}, {}, {"0.0.0.0", "::"}, filter},
             {{"::", "10.0.0.5", "255.255.255.255", "127.0.0.1"},
              {"10.0.0.5", "127.0.0.1"},
              {"::", "255.255.255.255"},
              ""},
             {{"::ffff:0.0.0.0"},
              {},
              {"::ffff:0.0.0.0"},
              "it resolves to ::ffff:0.0.0.0, which is no host's address: a DNS filter?"},
             {{"ff02::1%1"},
              {},
              {"ff02::1%1"},
              "it resolves to ff02::1%1, which is no host's address: a wrong record?"},
         }) {
        const auto& this_error = error;
        CAPTURE(this_error);
        const auto look_up = [&given = answered](const std::string&) { return resolved{given, {}, "", true}; };
        const auto found = resolve({"vbr01"}, {.each = milliseconds(60'000)}, look_up).at("vbr01");
        CHECK(found.addresses == addresses);
        CHECK(found.no_hosts == no_hosts);
        CHECK(found.error == error);
        CHECK(found.asked);
    }
    const auto numeric = resolve({"0.0.0.0", "::ffff:0:0"}, {.each = milliseconds(1)});
    for (const auto& [name, found] : numeric) {
        const auto& this_name = name;
        CAPTURE(this_name);
        CHECK(found.addresses.empty());
        CHECK(found.no_hosts == texts{name});
        CHECK(found.error ==
              "\"" + name + "\" is no host's address (unspecified); expected the name or the address of one host");
    }
}

TEST_CASE("a name that cannot be has an error and no address, and costs no more than the deadline") {
    const auto began = std::chrono::steady_clock::now();
    const std::string impossible(70, 'a'); // a label has at most 63 octets (RFC 1035 section 2.3.4)
    const auto found = resolve({impossible}, {.each = milliseconds(2000)});
    CHECK(found.at(impossible).addresses.empty());
    CHECK(!found.at(impossible).error.empty());
    CHECK(std::chrono::steady_clock::now() - began < milliseconds(4000));
}

TEST_CASE("nothing to resolve") {
    CHECK(resolve({}, {}).empty());
}

namespace {

/// A resolver some of whose servers never answer: those lookups end when the gate goes.
struct gate {
    std::mutex mutex;
    std::condition_variable opened;
    bool open = false;
    std::set<std::string> asked;

    resolved look_up(const std::string& name) {
        std::unique_lock lock(mutex);
        asked.insert(name);
        if (name.ends_with(".dead")) opened.wait(lock, [this] { return open; });
        resolved r;
        r.addresses.push_back("127.0.0.9");
        return r;
    }
};

struct opened_at_end {
    std::shared_ptr<gate> held = std::make_shared<gate>();
    ~opened_at_end() {
        const std::lock_guard lock(held->mutex);
        held->open = true;
        held->opened.notify_all();
    }
    name_lookup lookup() const {
        return [g = held](const std::string& name) { return g->look_up(name); };
    }
};

std::vector<std::string> numbered(int n, const std::string& end) {
    std::vector<std::string> names;
    for (int i = 0; i < n; ++i)
        names.push_back("h" + std::to_string(i) + end);
    return names;
}

} // namespace

TEST_CASE("names whose server is dead cost the others nothing") {
    const opened_at_end resolver;
    auto names = numbered(6, ".dead");
    for (const auto& name : numbered(40, ".alive"))
        names.push_back(name);
    const auto found = resolve(names, {milliseconds(50), milliseconds(60'000), 4, 8}, resolver.lookup());
    CHECK(found.size() == 46);
    for (const auto& [name, r] : found) {
        const auto& this_name = name;
        CAPTURE(this_name);
        CHECK(r.asked);
        CHECK(r.addresses.empty() == name.ends_with(".dead"));
        CHECK(r.error.empty() != name.ends_with(".dead"));
    }
}

TEST_CASE("where too many lookups hang, the names behind them are not asked, and not called wrong") {
    const opened_at_end resolver;
    auto names = numbered(9, ".dead");
    names.push_back("behind.alive");
    const auto found = resolve(names, {milliseconds(20), milliseconds(60'000), 2, 3}, resolver.lookup());
    CHECK(std::count_if(found.begin(), found.end(), [](const auto& f) { return f.second.asked; }) == 5);
    CHECK(!found.at("behind.alive").asked);
    CHECK(!found.at("behind.alive").error.empty());
}

TEST_CASE("when the time for all names is over, the rest is not asked") {
    const opened_at_end resolver;
    const auto found = resolve(numbered(3, ".dead"), {milliseconds(60'000), milliseconds(20), 1, 0}, resolver.lookup());
    CHECK(std::count_if(found.begin(), found.end(), [](const auto& f) { return !f.second.asked; }) == 3);
}

TEST_CASE("a stop ends the wait for names") {
    const opened_at_end resolver;
    std::stop_source source;
    const auto look_up = [&source, look_up = resolver.lookup()](const std::string& name) {
        source.request_stop();
        return look_up(name);
    };
    const auto found =
        resolve(numbered(3, ".dead"), {milliseconds(60'000), milliseconds(60'000), 1, 0}, look_up, source.get_token());
    for (const auto& [name, r] : found) {
        CHECK(!r.asked);
        CHECK(r.error == "not looked up: interrupted");
    }
}
