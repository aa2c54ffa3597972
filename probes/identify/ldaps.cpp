#include "probes/identify/ldap.hpp"
#include "probes/identify/protocols.hpp"

namespace fairway::identify {

constinit const protocol ldaps_protocol{"ldaps", true, ldap_request, read_ldap};

} // namespace fairway::identify
