#include "matrix/port_sample.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("some of the ports of a sample stand for those next to them that were not probed") {
    struct row {
        port_list some, probed, ports;
        std::string all;
    };
    const port_list range{{2500, 3300}}, ends{{2500, 2500}, {2900, 2900}, {3300, 3300}};
    for (const auto& r : std::initializer_list<row>{
             {ends, ends, range, "2500-3300"},
             {{{2900, 2900}}, ends, range, "2501-3299"},
             {{{2500, 2500}}, ends, range, "2500-2899"},
             {{{3300, 3300}}, ends, range, "2901-3300"},
             {{{2500, 2500}, {3300, 3300}}, ends, range, "2500-2899,2901-3300"},
             // Ports next to each other are one range of what was probed.
             {{{2500, 2500}}, {{2500, 2502}, {3300, 3300}}, range, "2500"},
             {{{2501, 2501}}, {{2500, 2502}, {3300, 3300}}, range, "2501"},
             {{{2502, 2502}}, {{2500, 2502}, {3300, 3300}}, range, "2502-3299"},
             {{{2500, 2600}}, range, range, "2500-2600"}, // no sample
             // Not from one range into another.
             {{{443, 443}, {2900, 2900}}, {{443, 443}, {2900, 2900}}, {{443, 443}, {2500, 3300}}, "443,2500-3300"},
             {{{443, 443}}, {{443, 443}, {2500, 2500}, {3300, 3300}}, {{443, 443}, {2500, 3300}}, "443"},
             {{{1, 1}}, {{1, 1}, {65535, 65535}}, {{1, 65535}}, "1-65534"},
             {{{65535, 65535}}, {{1, 1}, {65535, 65535}}, {{1, 65535}}, "2-65535"},
             {{{9, 9}}, ends, range, "9"}, // nothing is known of it
             {{}, ends, range, ""},
         }) {
        CAPTURE(to_string(r.some));
        CAPTURE(to_string(r.probed));
        CHECK(to_string(with_unprobed(r.some, r.probed, r.ports)) == r.all);
    }
}
