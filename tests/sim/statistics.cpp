#include "tests/sim/statistics.hpp"

#include <algorithm>
#include <cstdarg>
#include <cstdio>

namespace fairway::sim {

namespace {

__attribute__((format(printf, 1, 2))) std::string format(const char* text, ...) {
    char line[400];
    va_list values;
    va_start(values, text);
    std::vsnprintf(line, sizeof line, text, values);
    va_end(values);
    return line;
}

double percent(std::uint64_t part, std::uint64_t all) {
    return all == 0 ? 0. : 100. * static_cast<double>(part) / static_cast<double>(all);
}

std::uint32_t at_part(std::vector<std::uint32_t> all, double part) {
    if (all.empty()) return 0;
    const auto place = static_cast<std::ptrdiff_t>(part * static_cast<double>(all.size() - 1));
    std::nth_element(all.begin(), all.begin() + place, all.end());
    return all[static_cast<std::size_t>(place)];
}

bool has_loss(const network& net) {
    return net.host_reach < 1 || net.host_home < 1 || net.blackout_us != 0;
}

using ull = unsigned long long;

} // namespace

void statistics::first_seeds::add(std::uint64_t seed) {
    ++count;
    if (seeds.size() < most_seeds && (seeds.empty() || seeds.back() != seed)) seeds.push_back(seed);
}

std::string statistics::first_seeds::text() const {
    std::string all;
    for (const auto s : seeds)
        all += " " + std::to_string(s);
    return all;
}

void statistics::add(const network& net, const investigation& all, const std::vector<judged>& ports) {
    ++networks_;
    endless_ += all.ended ? 0 : 1;
    packets_.push_back(static_cast<std::uint32_t>(all.packets));
    took_ms_.push_back(static_cast<std::uint32_t>(all.took_us / 1000));
    rounds_.push_back(static_cast<std::uint32_t>(all.rounds));
    accepted_.push_back(static_cast<std::uint32_t>(all.most_accepted));
    of_kind& k = by_kind_[static_cast<std::size_t>(net.made_as)];
    ++k.networks;
    for (const auto& port : ports) {
        if (is_false_accusation(port.is)) k.false_ones[static_cast<std::size_t>(port.is)].add(net.seed);
        if (port.is == worth::not_known) unfinished_.add(port.unfinished);
        if (port.real.is == fate::dropped)
            add_silence(k, net, port);
        else
            add_answer(k, net, port);
    }
}

void statistics::add_answer(of_kind& k, const network& net, const judged& port) {
    const bool found = port.is == worth::found;
    if (port.is == worth::acquitted_wrongly) {
        ++acquitted_wrongly_;
        acquitted_seeds_.add(net.seed);
    }
    if (port.misnamed) misnamed_seeds_.add(net.seed);
    if (port.is == worth::nothing_asked || !port.tcp) return;
    if (port.real.is_innocent()) {
        const bool accused = port.is == worth::accused_host || port.is == worth::accused_container;
        ++k.innocents;
        k.accused += accused ? 1 : 0;
        k.acquitted.add(port.is == worth::acquitted);
        innocents_.add(port.is == worth::acquitted);
    } else if (port.real.is_guilty()) {
        if (!port.provable) return unprovable_.add(found);
        k.forgers.add(found);
        answers_[0].add(found);
        if (!has_loss(net)) answers_[1].add(found);
    }
}

void statistics::add_silence(of_kind& k, const network& net, const judged& port) {
    if (!port.provable) return;
    const bool found = port.is == worth::found;
    k.drops.add(found);
    silences_[0].add(found);
    if (!has_loss(net)) silences_[1].add(found);
}

std::uint64_t statistics::false_accusations() const {
    std::uint64_t all = 0;
    for (const auto& k : by_kind_)
        for (std::size_t w = first_false; w < worths; ++w)
            all += k.false_ones[w].count;
    return all;
}

std::string statistics::text_by_kind() const {
    std::string all = format("%-20s %9s %9s %8s %9s %9s %9s %9s\n", "made to show", "networks", "innocent", "accused",
                             "= host", "guilty", "dropped", "false");
    for (std::size_t n = 0; n < kinds; ++n) {
        const of_kind& k = by_kind_[n];
        std::uint64_t false_ones = 0;
        for (std::size_t w = first_false; w < worths; ++w)
            false_ones += k.false_ones[w].count;
        all += format("%-20s %9llu %9llu %7.2f%% %8.1f%% %8.1f%% %8.1f%% %9llu\n",
                      std::string(to_string(static_cast<kind>(n))).c_str(), ull{k.networks}, ull{k.innocents},
                      percent(k.accused, k.innocents), percent(k.acquitted.found, k.acquitted.all),
                      percent(k.forgers.found, k.forgers.all), percent(k.drops.found, k.drops.all), ull{false_ones});
    }
    return all + "(guilty, dropped: share found of what can be shown)\n";
}

std::string statistics::text_of_false() const {
    std::string all;
    for (std::size_t w = first_false; w < worths; ++w)
        for (std::size_t n = 0; n < kinds; ++n) {
            const auto& f = by_kind_[n].false_ones[w];
            if (f.count != 0)
                all += format("%-32s %-20s %8llu  --seed%s\n", std::string(to_string(static_cast<worth>(w))).c_str(),
                              std::string(to_string(static_cast<kind>(n))).c_str(), ull{f.count}, f.text().c_str());
        }
    return all.empty() ? "No false accusation.\n" : all;
}

std::string statistics::text_of_power() const {
    std::uint64_t innocents = 0, accused = 0;
    for (const auto& k : by_kind_) {
        innocents += k.innocents;
        accused += k.accused;
    }
    std::string all = format("%-44s %12s   %s\n", "", "here", "evidence.md");
    const auto row = [&](const char* what, const std::string& here, const char* wanted) {
        all += format("%-44s %12s   %s\n", what, here.c_str(), wanted);
    };
    const auto share = [](const found_of& f) { return format("%.1f %%", percent(f.found, f.all)); };
    row("innocent ports accused", format("%.3f %%", percent(accused, innocents)),
        "0 of 4.09 million (old rules: 17 %)");
    row("innocent ports called host", share(innocents_), ">= 85 %");
    row("power, answers", share(answers_[0]), ">= 60 %");
    row("power, answers, without loss", share(answers_[1]), ">= 75 %");
    row("power, drops", share(silences_[0]), "");
    row("power, drops, without loss", share(silences_[1]), "");
    row("of answers that cannot be shown, found", share(unprovable_), "");
    row("packets a host, median", std::to_string(at_part(packets_, .5)), "<= 60");
    row("packets a host, p90", std::to_string(at_part(packets_, .9)), "<= 150");
    row("rounds, median and p90", format("%u, %u", at_part(rounds_, .5), at_part(rounds_, .9)), "");
    row("seconds a host, median and p90",
        format("%.1f, %.1f", at_part(took_ms_, .5) / 1000., at_part(took_ms_, .9) / 1000.), "");
    row("connections at one open port, p90 and most", format("%u, %u", at_part(accepted_, .9), at_part(accepted_, 1)),
        "<= 6, the sweep's included");
    row("of what is not known, said to be unfinished", share(unfinished_), "");
    all += format("innocent %llu, guilty that can be shown %llu (drops: %llu), that cannot %llu\n", ull{innocents},
                  ull{answers_[0].all}, ull{silences_[0].all}, ull{unprovable_.all});
    all += format("wrongly called host: %llu  --seed%s\n", ull{acquitted_wrongly_}, acquitted_seeds_.text().c_str());
    all += format("guilty, but another router named: %llu  --seed%s\n", ull{misnamed_seeds_.count},
                  misnamed_seeds_.text().c_str());
    if (endless_ != 0) all += format("inquiries that did not end: %llu\n", ull{endless_});
    return all;
}

std::string statistics::text(double took_s) const {
    return text_by_kind() + "\n" + text_of_power() + "\n" + text_of_false() +
           format("\n%llu networks in %.1f s, %.0f a second; %llu false accusations\n", ull{networks_}, took_s,
                  static_cast<double>(networks_) / std::max(took_s, 1e-6), ull{false_accusations()});
}

} // namespace fairway::sim
