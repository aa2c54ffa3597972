#pragma once

#include "collector/api/call.hpp"

namespace fairway::collector::api {

// One function per route; each resource has its own file. They throw store_error if the store fails.

http_response enroll(const call& c);
http_response rotate_credential(const call& c);
http_response get_authorities(const call& c);

http_response logout(const call& c);
http_response get_session(const call& c);

http_response get_overview(const call& c);
http_response get_sites(const call& c);
http_response get_hosts(const call& c);
http_response get_flows(const call& c);
http_response get_matrix(const call& c);
http_response get_transitions(const call& c);
http_response get_history(const call& c);
http_response get_probers(const call& c);
http_response get_prober(const call& c);
http_response revoke_prober(const call& c);
http_response get_tokens(const call& c);
http_response create_token(const call& c);
http_response delete_token(const call& c);
http_response get_notices(const call& c);
http_response get_audit(const call& c);
http_response get_events(const call& c);

http_response get_page(const call& c);
http_response get_openapi(const call& c);
http_response get_health(const call& c);
http_response get_readiness(const call& c);
http_response get_metrics(const call& c);

} // namespace fairway::collector::api
