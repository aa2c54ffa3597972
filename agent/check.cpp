#include "agent/check.hpp"

#include "agent/responders.hpp"
#include "probes/hello.hpp"
#include "probes/resolver.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <map>
#include <random>
#include <unordered_map>

namespace fairway {

namespace {

std::string utc(std::chrono::system_clock::time_point when, const char* format) {
    const std::time_t t = std::chrono::system_clock::to_time_t(when);
    std::tm parts{};
    ::gmtime_r(&t, &parts);
    std::array<char, 32> text{};
    return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
}

std::string random_id() {
    std::random_device random;
    std::string id;
    for (int n = 0; n < 4; ++n) {
        std::array<char, 9> part{};
        std::snprintf(part.data(), part.size(), "%08x", random());
        id += part.data();
    }
    return id;
}

/// Each (address, protocol, port) once, whatever number of flows need it.
class probe_list {
  public:
    void add(std::uint32_t address, protocol p, std::uint16_t port) {
        if (places_.emplace(key(address, p, port), probes.size()).second) probes.push_back({address, p, port});
    }
    std::size_t place(std::uint32_t address, protocol p, std::uint16_t port) const {
        return places_.at(key(address, p, port));
    }

    std::vector<probe> probes;

  private:
    static std::uint64_t key(std::uint32_t address, protocol p, std::uint16_t port) {
        return std::uint64_t{address} << 17 | (p == protocol::udp ? 1u << 16 : 0u) | port;
    }
    std::unordered_map<std::uint64_t, std::size_t> places_;
};

/// Says hello where a responder may stand, and lets its answers count in `swept`. Returns notes for the report.
std::vector<std::string> ask_responders(const sweep_request& request, sweep_result& swept, std::vector<bool> greeted,
                                        const wire::site_key& key) {
    greeted_sweep s{request.addresses, swept.sources, request.probes, std::move(greeted),
                    std::move(swept.observations)};
    heard_answers heard(s.probes.size());
    const auto ask = [&](const std::vector<std::size_t>& indices) {
        hello_request hello;
        hello.addresses = s.addresses;
        hello.key = key;
        hello.deadline = request.options.deadline;
        hello.rate = request.options.rate;
        hello.burst = request.options.burst;
        hello.clock = [] { return std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()); };
        for (const auto i : indices)
            hello.probes.push_back(s.probes[i]);
        auto said = say_hello(hello);
        swept.interrupted = swept.interrupted || said.interrupted;
        for (std::size_t i = 0; i < indices.size(); ++i)
            if (said.answers[i]) heard[indices[i]] = std::move(said.answers[i]);
    };
    ask(first_hellos(s));
    if (!swept.interrupted) ask(second_hellos(s, heard));
    // Of half the answers nothing is known: who did not answer may not have been asked.
    std::vector<std::string> notes;
    if (!swept.interrupted) notes = weigh_answers(s, heard);
    swept.observations = std::move(s.seen);
    return notes;
}

} // namespace

report run_check(const assignment& a, const plan& p, const check_options& options, const local_identity& local,
                 const std::optional<wire::site_key>& key,
                 const std::function<void(const sweep_progress&)>& on_progress) {
    const auto began = std::chrono::steady_clock::now();
    const auto began_at = std::chrono::system_clock::now();

    std::vector<std::string> names;
    for (const auto& c : p.checks)
        names.insert(names.end(), c.addresses.begin(), c.addresses.end());
    const auto resolved_names = resolve(names, options.timeout);

    sweep_request request;
    request.options.deadline = options.timeout;
    request.options.rate = options.rate;
    request.on_progress = on_progress;
    std::map<std::string, std::uint32_t> places; // numeric address -> index
    probe_list list;
    for (const auto& c : p.checks) {
        for (const auto& name : c.addresses) {
            for (const auto& address : resolved_names.at(name).addresses) {
                const auto [place, is_new] =
                    places.emplace(address, static_cast<std::uint32_t>(request.addresses.size()));
                if (is_new) request.addresses.push_back(address);
                for (const auto& range : c.probed)
                    for (unsigned port = range.first; port <= range.last; ++port)
                        list.add(place->second, c.flow->protocol, static_cast<std::uint16_t>(port));
            }
        }
    }
    request.probes = std::move(list.probes);
    sweep_result swept = sweep(request);
    std::vector<std::string> notes;
    if (key && !swept.interrupted) {
        std::vector<bool> greeted(request.probes.size());
        for (const auto& c : p.checks) {
            if (!is_greeted(c, a.matrix, options.responders)) continue;
            for (const auto& name : c.addresses)
                for (const auto& address : resolved_names.at(name).addresses)
                    for (const auto port : expand(c.probed))
                        greeted[list.place(places.at(address), c.flow->protocol, port)] = true;
        }
        notes = ask_responders(request, swept, std::move(greeted), *key);
    }

    std::vector<bool> refuses(request.addresses.size());
    for (std::size_t i = 0; i < request.probes.size(); ++i)
        if (swept.observations[i].reason == reason::conn_refused) refuses[request.probes[i].address] = true;

    report r;
    r.run_id = random_id();
    r.fairway = FAIRWAY_VERSION;
    r.host = a.stand_in_for.empty() ? p.host : local.name;
    r.roles = p.roles;
    r.stand_in_for = a.stand_in_for;
    r.phase = p.phase;
    r.complete = !swept.interrupted;
    r.matrix_id = a.matrix.id;
    r.matrix_version = a.matrix.version;
    r.source_url = a.matrix.source_url;
    r.started_at = utc(began_at, "%Y-%m-%dT%H:%M:%SZ");
    r.skipped = p.skipped;

    const std::string today = utc(began_at, "%Y-%m-%d");
    for (const auto& c : p.checks) {
        std::vector<seen_address> seen;
        for (const auto& name : c.addresses) {
            const auto& stands_for = resolved_names.at(name);
            if (stands_for.addresses.empty()) seen.push_back({name, "", "", false, {}, stands_for.error});
            for (const auto& address : stands_for.addresses) {
                const auto place = places.at(address);
                seen_address at{name, address, swept.sources[place], refuses[place], {}, ""};
                for (const auto& range : c.probed)
                    for (unsigned n = range.first; n <= range.last; ++n) {
                        const auto port = static_cast<std::uint16_t>(n);
                        at.ports.push_back({port, swept.observations[list.place(place, c.flow->protocol, port)]});
                    }
                seen.push_back(std::move(at));
            }
        }
        r.findings.push_back(assess(c, seen, a.site, today));
    }

    r.notes = std::move(notes);
    for (std::size_t i = 0; i < request.addresses.size(); ++i)
        if (swept.sources[i].empty()) r.notes.push_back("This machine has no route to " + request.addresses[i] + ".");
    r.duration_ms = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began).count());
    return r;
}

} // namespace fairway
