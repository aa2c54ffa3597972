#pragma once

#include "matrix/report.hpp"

#include <string>
#include <vector>

namespace fairway {

/// Reports of one or more hosts, each host once. Points to them: they must outlive it.
struct report_set {
    std::vector<const report*> all; ///< never empty
    std::vector<std::string> notes; ///< What was left out of those that were given, for people.

    report_set(const report& one) : all{&one} {}
    report_set(report&&) = delete;

    const report& first() const { return *all.front(); }
    bool is_one() const { return all.size() == 1; }

  private:
    report_set() = default;
    friend report_set newest_of_each_host(const std::vector<report>& given);
};

/// Whether nothing was probed at all.
bool is_empty(const report_set& reports);

/// Of several reports of one host the newest; of the same age, the last one given. In the order of hosts as given.
report_set newest_of_each_host(const std::vector<report>& given);
report_set newest_of_each_host(std::vector<report>&&) = delete;

} // namespace fairway
