#pragma once

#include <string>
#include <vector>

namespace fairway::collector {

/// A file that browsers are given: "index.html" and what is in it.
struct page_file {
    std::string name, text;
};

/// Those of this program, embedded: the dashboard of collector/web, or the one page that says that there is none.
std::vector<page_file> page_files();

} // namespace fairway::collector
