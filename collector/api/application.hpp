#pragma once

#include "collector/api/backend.hpp"
#include "collector/http/message.hpp"

#include <memory>

namespace fairway::collector {

/// The API on top of a store: who may do what, and on which thread it is done. Thread-safe.
class application {
  public:
    /// All but the settings outlive it.
    application(store& s, byte_budget& budget, heard_probers& heard, const authority_list& authorities,
                const notice_board& notices, application_settings settings);
    /// Finishes what the store is doing; requests that still wait get no answer.
    ~application();
    application(const application&) = delete;
    application& operator=(const application&) = delete;

    /// For the HTTP server.
    std::shared_ptr<http_exchange> begin(http_request head);

  private:
    backend backend_;
};

} // namespace fairway::collector
