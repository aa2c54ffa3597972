#include "collector/api/answer.hpp"
#include "collector/api/handlers.hpp"
#include "collector/pages/static_files.hpp"

namespace fairway::collector::api {

http_response get_page(const call& c) {
    if (auto page = serve_static_file(c.request)) return *page;
    return error_answer(404, "no such page; the API is at /api/v1");
}

} // namespace fairway::collector::api
