#include "agent/local/service_control.hpp"

namespace fairway {

namespace {

service_answer systemd_has_it() {
    return {false, {"on this system, packages bring a unit for the service manager: use systemctl"}};
}

} // namespace

bool has_service_control() {
    return false;
}

std::string reload_the_service() {
    return "systemctl reload fairway";
}

std::string stop_the_service() {
    return "systemctl stop fairway";
}

service_facts look_at_service() {
    return {};
}

service_answer install_service(const service_setup&) {
    return systemd_has_it();
}

service_answer remove_service(bool) {
    return systemd_has_it();
}

service_answer may_control_service() {
    return systemd_has_it();
}

service_answer start_service(std::chrono::milliseconds) {
    return systemd_has_it();
}

service_answer stop_service(std::chrono::milliseconds) {
    return systemd_has_it();
}

service_answer reload_service() {
    return systemd_has_it();
}

} // namespace fairway
