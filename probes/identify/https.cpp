#include "probes/identify/http.hpp"
#include "probes/identify/protocols.hpp"

namespace fairway::identify {

constinit const protocol https_protocol{"https", true, http_request, read_http};

} // namespace fairway::identify
