#include "collector/api/handlers.hpp"
#include "collector/pages/static_files.hpp"

namespace fairway::collector::api {

http_response get_page(const call& c) {
    return serve_static_file(c.request);
}

} // namespace fairway::collector::api
