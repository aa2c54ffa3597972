#include "collector/api/application.hpp"

#include "collector/api/exchange.hpp"

namespace fairway::collector {

application::application(store& s, byte_budget& budget, heard_probers& heard, const authority_list& authorities,
                         const notice_board& notices, application_settings settings)
    : backend_(s, budget, heard, authorities, notices, std::move(settings)) {}

application::~application() = default;

std::shared_ptr<http_exchange> application::begin(http_request head) {
    return make_exchange(backend_, std::move(head));
}

} // namespace fairway::collector
