#include "collector/api/application.hpp"

#include "collector/api/exchange.hpp"

namespace fairway::collector {

application::application(store& s, byte_budget& budget, application_settings settings)
    : backend_(s, budget, std::move(settings)) {}

application::~application() = default;

std::shared_ptr<http_exchange> application::begin(http_request head) {
    return make_exchange(backend_, std::move(head));
}

} // namespace fairway::collector
