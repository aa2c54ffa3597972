#include "agent/local/search_domains.hpp"

#include "agent/local/small_file.hpp"

namespace fairway {

std::vector<std::string> search_domains() {
    return parse_search_domains(read_small_file("/etc/resolv.conf").text);
}

} // namespace fairway
