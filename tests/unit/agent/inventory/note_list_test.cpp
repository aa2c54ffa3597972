#include "agent/inventory/note_list.hpp"

#include <doctest/doctest.h>

using fairway::note_list;

TEST_CASE("notes come once, with those that they are about") {
    note_list notes;
    CHECK(notes.empty());
    notes.add("alone");
    for (const auto* host : {"a", "b", "a", "c", "d", "e", "f", "g", "f"})
        notes.add("several", host);
    notes.add("alone");
    CHECK(notes.lines() == std::vector<std::string>{"alone", "several: a, b, c, d, e and 2 more"});
}
