#pragma once

#include "tests/sim/verdict.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace fairway::sim {

/// What many investigations were worth.
class statistics {
  public:
    void add(const network& net, const investigation& all, const std::vector<judged>& ports);

    std::uint64_t networks() const { return networks_; }
    std::uint64_t false_accusations() const;
    std::uint64_t endless() const { return endless_; } ///< inquiries that did not end

    /// For people; `took_s`: by this machine's clock.
    std::string text(double took_s) const;

  private:
    static constexpr std::size_t most_seeds = 4;
    struct first_seeds {
        std::uint64_t count = 0;
        std::vector<std::uint64_t> seeds;
        void add(std::uint64_t seed);
        std::string text() const;
    };
    struct found_of {
        std::uint64_t found = 0, all = 0;
        void add(bool is_found) {
            ++all;
            found += is_found ? 1 : 0;
        }
    };
    struct of_kind {
        std::uint64_t networks = 0, innocents = 0, accused = 0;
        found_of acquitted, forgers, drops;
        std::array<first_seeds, worths> false_ones;
    };

    void add_answer(of_kind& k, const network& net, const judged& port);
    void add_silence(of_kind& k, const network& net, const judged& port);
    std::string text_by_kind() const;
    std::string text_of_false() const;
    std::string text_of_power() const;

    std::uint64_t networks_ = 0, endless_ = 0;
    std::array<of_kind, kinds> by_kind_;
    found_of answers_[2], silences_[2];            ///< provable guilty ones; [1]: without loss
    found_of unprovable_, innocents_, unfinished_; ///< unfinished: of all that is not known
    std::uint64_t acquitted_wrongly_ = 0;
    first_seeds misnamed_seeds_, acquitted_seeds_;
    std::vector<std::uint32_t> packets_, took_ms_, rounds_, accepted_;
};

} // namespace fairway::sim
