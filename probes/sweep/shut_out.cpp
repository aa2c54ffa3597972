#include "probes/sweep/shut_out.hpp"

#include "matrix/loss.hpp"
#include "probes/path/answers.hpp"

#include <algorithm>
#include <cstddef>
#include <map>

namespace fairway {

namespace {

using time_point = std::chrono::steady_clock::time_point;

bool is_silent(const observation& o) {
    return o.reason == reason::no_response;
}

} // namespace

std::vector<probe> witnesses(const std::vector<probe>& probes, const std::vector<observation>& seen,
                             const std::vector<bool>& skip) {
    constexpr std::size_t most = 3, most_open = 2;
    std::vector<std::vector<probe>> refused(skip.size()), open(skip.size());
    std::vector<bool> any_silent(skip.size());
    for (std::size_t i = 0; i < probes.size(); ++i) {
        const auto a = probes[i].address;
        if (skip[a] || probes[i].protocol != protocol::tcp) continue;
        if (is_silent(seen[i])) any_silent[a] = true;
        if (seen[i].reason == reason::conn_refused)
            refused[a].push_back(probes[i]);
        else if (is_tcp_answer(seen[i].reason))
            open[a].push_back(probes[i]);
    }
    std::vector<probe> chosen;
    for (std::size_t a = 0; a < skip.size(); ++a) {
        if (!any_silent[a]) continue;
        const auto& from = refused[a].empty() ? open[a] : refused[a];
        chosen.insert(chosen.end(), from.begin(),
                      from.begin() +
                          static_cast<std::ptrdiff_t>(std::min(from.size(), refused[a].empty() ? most_open : most)));
    }
    return chosen;
}

std::vector<witnessed> hear_witnesses(const std::vector<probe>& witnesses, const std::vector<observation>& answers,
                                      const std::vector<double>& losses) {
    std::vector<bool> any_answer(losses.size());
    std::vector<unsigned> tries(losses.size()), ports(losses.size());
    for (std::size_t i = 0; i < witnesses.size(); ++i) {
        const auto a = witnesses[i].address;
        any_answer[a] = any_answer[a] || !(is_silent(answers[i]) || answers[i].reason == reason::not_run);
        tries[a] += answers[i].tries;
        ports[a] += is_silent(answers[i]) ? 1 : 0;
    }
    std::vector<witnessed> all;
    for (std::size_t a = 0; a < losses.size(); ++a)
        all.push_back(any_answer[a]                                         ? witnessed::answers
                      : tries[a] == 0 || loss_explains(losses[a], tries[a]) ? witnessed::nothing
                      : ports[a] == 1                                       ? witnessed::few
                                                                            : witnessed::silent);
    return all;
}

std::vector<bool> shut_out_from(const std::vector<witnessed>& by_address) {
    const auto sure = std::count(by_address.begin(), by_address.end(), witnessed::silent);
    const auto unsure = std::count(by_address.begin(), by_address.end(), witnessed::few);
    std::vector<bool> all;
    for (const auto w : by_address)
        all.push_back(w == witnessed::silent || (w == witnessed::few && sure + unsure > 1));
    return all;
}

void note_shut_out(const std::vector<witnessed>& by_address, const std::vector<bool>& skip,
                   const std::vector<probe>& probes, const std::vector<time_point>& started,
                   std::vector<observation>& seen) {
    const auto shut_out = shut_out_from(by_address);
    std::map<std::uint32_t, time_point> last; // of each address: the last of its ports that answered
    for (std::size_t i = 0; i < probes.size(); ++i) {
        const auto a = probes[i].address;
        if (!shut_out[a] || !is_tcp_answer(seen[i].reason)) continue;
        auto& its = last[a];
        its = std::max(its, started[i]);
    }
    if (last.empty()) return;
    const bool of_all = last.size() > 1 && std::count(by_address.begin(), by_address.end(), witnessed::answers) == 0;
    const auto first_of_all = std::min_element(last.begin(), last.end(), [](const auto& x, const auto& y) {
                                  return x.second < y.second;
                              })->second;
    for (std::size_t i = 0; i < probes.size(); ++i) {
        const auto a = probes[i].address;
        const auto its = last.find(a);
        if (skip[a] || probes[i].protocol != protocol::tcp || !is_silent(seen[i])) continue;
        if (its == last.end() && !of_all) continue;
        if (started[i] <= (its == last.end() ? first_of_all : its->second)) continue;
        seen[i] = {};
        seen[i].reason = reason::shut_out;
    }
}

} // namespace fairway
