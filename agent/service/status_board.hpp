#pragma once

#include "agent/service/status.hpp"

#include <functional>
#include <mutex>
#include <string>

namespace fairway {

/// The status that the threads of the service share. Each change is written to a file, where `fairway status` finds it.
/// Thread-safe.
class status_board {
  public:
    status_board(std::string file, service_status begin);

    /// A file that cannot be written is logged once, and again once it could be written meanwhile; the old one is
    /// removed: it would be believed.
    void change(const std::function<void(service_status&)>& with);

    /// For those who are busy: writes the file again if that is ten seconds ago. A file that stays as it was says that
    /// nobody works any more.
    void still_busy();

    service_status now() const;

  private:
    void write();

    std::string file_;
    mutable std::mutex mutex_;
    service_status status_;
    bool unwritable_ = false;
};

} // namespace fairway
