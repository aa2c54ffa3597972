#pragma once

#include <string>
#include <vector>

namespace fairway::collector {

struct openapi_file {
    std::string name, text;
};

/// collector/api/openapi.json, embedded: the only one.
std::vector<openapi_file> openapi_files();

} // namespace fairway::collector
