#include "support/system/service_process.hpp"

namespace fairway {

std::optional<int> run_as_service(const std::function<int()>&) {
    return std::nullopt; // systemd runs `fairway run`
}

service_requests::service_requests(std::function<void(service_request)>) {}

service_requests::~service_requests() = default;

} // namespace fairway
