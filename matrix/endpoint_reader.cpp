#include "matrix/endpoint_reader.hpp"

#include "matrix/checked_text.hpp"
#include "matrix/matrix_keys.hpp"
#include "text/names.hpp"

namespace fairway {

endpoint read_endpoint(const nlohmann::json& value, const std::string& pointer, problem_list& problems) {
    const object_reader in(value, pointer, matrix_keys::endpoint, problems);
    endpoint e;
    e.region = checked_text(
        in, "region", [](auto& text) { return is_id(text); }, an_id);
    e.host = checked_text(
        in, "host", [](auto& host) { return is_endpoint_host(host) || is_ipv4_address(host); },
        "a host name, \"*.\" in front and <placeholders> allowed");
    e.path = checked_text(
        in, "path",
        [](auto& path) { return path.starts_with('/') && path.find_first_of(" \"'<>`\\") == std::string::npos; },
        "a path that begins with \"/\"");
    e.suspect = in.text("suspect");
    return e;
}

} // namespace fairway
