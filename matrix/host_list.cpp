#include "matrix/host_list.hpp"

#include "text/names.hpp"
#include "text/wording.hpp"

namespace fairway {

bool host_list::check_spelling(const std::string& host, const std::string& at) {
    const auto why = check_host(host);
    if (why) problems_.add(at, *why);
    return !why;
}

void host_list::begin(const std::string& name, const std::string& at) {
    ++host_;
    name_ = canonical_host(name);
    if (name.empty() || !check_spelling(name, at)) return;
    const auto [first, is_new] = names_.emplace(name_, at);
    if (!is_new) problems_.add(at, "the host " + in_quotes(name) + " is named twice, first at " + first->second);
}

void host_list::check_role(const std::string& role_id, const std::string& at) {
    if (const auto why = check_host_role(matrix_, role_id)) problems_.add(at, *why);
}

void host_list::check_address(const std::string& address, const std::string& at) {
    if (!check_spelling(address, at)) return;
    const auto [first, is_new] = addresses_.emplace(canonical_host(address), owner{host_, name_, at});
    if (is_new) return;
    const auto& other = first->second;
    if (other.host == host_)
        problems_.add(at, "the address " + in_quotes(address) + " is given twice");
    else if (other.name != name_) // else the host is named twice, which has been told
        problems_.add(at, "the address " + in_quotes(address) + " is also that of " + in_quotes(other.name) + " at " +
                              other.at);
}

} // namespace fairway
