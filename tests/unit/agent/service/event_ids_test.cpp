#include "agent/service/event_ids.hpp"

#include "tests/source_directory.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

using namespace fairway;

namespace {

std::string content(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    REQUIRE(file);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// The numbers behind `mark` at the beginning of lines.
std::set<int> numbers_behind(const std::string& mark, const std::string& text) {
    std::set<int> numbers;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(mark) && std::isdigit(static_cast<unsigned char>(line[mark.size()])))
            numbers.insert(std::stoi(line.substr(mark.size())));
    return numbers;
}

std::set<int> all_numbers() {
    std::set<int> numbers{other_warning, other_error};
    for (const auto& row : event_table())
        numbers.insert(row.id);
    return numbers;
}

} // namespace

TEST_CASE("numbers of events are of one event each, and in order") {
    int last = 0;
    for (const auto& row : event_table()) {
        CAPTURE(row.id);
        CHECK(row.id > last);
        last = row.id;
    }
    CHECK(last < other_warning);
    CHECK(all_numbers().size() == event_table().size() + 2);
}

TEST_CASE("the message table and the documentation have the same numbers") {
    const std::filesystem::path root(source_directory());
    CHECK(numbers_behind("MessageId=", content(root / "packaging/windows/events.mc")) == all_numbers());
    CHECK(numbers_behind("| ", content(root / "docs/windows.md")) == all_numbers());
}

TEST_CASE("each event of the table is one that the program logs") {
    std::string sources;
    for (const auto* folder : {"agent/service", "agent/reporting", "agent/commands"})
        for (const auto& file : std::filesystem::directory_iterator(std::filesystem::path(source_directory()) / folder))
            if (file.path().extension() == ".cpp" && file.path().stem() != "event_ids") sources += content(file.path());
    for (const auto& row : event_table()) {
        CAPTURE(row.event);
        CHECK(sources.find('"' + std::string(row.event) + '"') != std::string::npos);
    }
}

TEST_CASE("the number of a line of the log") {
    CHECK(event_id(log_level::info, "service started") == 1);
    CHECK(event_id(log_level::error, "configuration rejected") == 10);
    CHECK(event_id(log_level::warning, "something else") == other_warning);
    CHECK(event_id(log_level::error, "something else") == other_error);
    CHECK(!event_id(log_level::info, "run completed")); // each of them would be noise
    CHECK(!event_id(log_level::debug, "something else"));
}
