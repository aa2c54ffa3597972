#include "agent/local/process_owner.hpp"

#include "text/columns.hpp"
#include "text/printable.hpp"

namespace fairway {

std::string process_owner(std::uint32_t id, const std::string& name, const std::vector<std::string>& services) {
    constexpr std::size_t most_services = 4;
    std::string text = "pid " + std::to_string(id);
    if (!services.empty())
        text += (services.size() == 1 ? ", service " : ", services ") + joined(services, most_services);
    return printable(name.empty() ? text : name + " (" + text + ")");
}

} // namespace fairway
