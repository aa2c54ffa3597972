#include "matrix/matrix.hpp"

#include "collector/api/answer.hpp"
#include "collector/api/handlers.hpp"
#include "collector/api/query.hpp"
#include "matrix/shipped.hpp"

#include <nlohmann/json.hpp>

namespace fairway::collector::api {

http_response get_matrix(const call& c) {
    query_reader query(c.request.query, {});
    if (auto refused = query.refusal()) return *refused;
    // As fairway matrix export --format json prints it.
    static const std::string text = to_matrix_file(default_matrix());
    http_response r;
    r.body = text;
    return r;
}

} // namespace fairway::collector::api
