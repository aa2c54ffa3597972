#include "collector/service/running_collector.hpp"

namespace fairway::collector {

running_collector::running_collector(store& s, const tls_identity& identity, settings chosen)
    : store_(s), settings_(std::move(chosen)), authorities_(settings_.authorities), budget_(settings_.bytes_in_flight),
      server_(identity, settings_.limits, budget_,
              [this](http_request head) { return application_->begin(std::move(head)); }) {}

running_collector::~running_collector() {
    stop(std::chrono::milliseconds(0));
}

std::uint16_t running_collector::listen(const std::string& address, std::uint16_t port, bool tls) {
    return server_.listen(address, port, tls);
}

void running_collector::start(const std::string& url) {
    application_settings a;
    a.name = settings_.name;
    a.url = url;
    a.on_events = [this] { server_.wake_event_streams(); };
    a.connections = [this] { return server_.connections(); };
    a.most_waiting = settings_.most_waiting;
    a.now = settings_.now;
    a.moment = settings_.moment;
    application_ = std::make_unique<application>(store_, budget_, heard_, authorities_, notices_, std::move(a));
    server_.start();
}

void running_collector::stop(std::chrono::milliseconds at_most) {
    // First stop taking requests, then finish those that are in flight.
    server_.stop(at_most);
    application_.reset();
}

} // namespace fairway::collector
