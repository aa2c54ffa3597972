#pragma once

#include "support/system/file.hpp"

#include <optional>
#include <string>

namespace fairway::collector {

/// Notices that the files of an open database are no longer the ones under their names: somebody deleted or moved them,
/// or put a copy in their place. SQLite goes on writing into what nobody will find again, and reports no error.
class file_watch {
  public:
    /// Of the database that is open now, and of its log (WAL), which is there from the first transaction on.
    explicit file_watch(std::string database);

    /// After a transaction, before anybody is told that it lasts. Throws store_error, with the way out. A file that is
    /// moved back is found again. Costs two calls of the system.
    void check();

  private:
    struct watched {
        std::string path;
        std::optional<file_look> seen;
    };
    watched database_, log_;
};

} // namespace fairway::collector
