#pragma once

#include "collector/store/sqlite/connection.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace fairway::collector {

/// A few connections for reading, opened when first needed.
class reader_pool {
  public:
    reader_pool(std::string file, std::size_t size) : file_(std::move(file)), left_(size) {}

    class lease {
      public:
        lease(reader_pool& pool, std::unique_ptr<connection> c) : pool_(pool), connection_(std::move(c)) {}
        ~lease() { pool_.give_back(std::move(connection_)); }
        lease(const lease&) = delete;
        lease& operator=(const lease&) = delete;
        connection& operator*() const { return *connection_; }

      private:
        reader_pool& pool_;
        std::unique_ptr<connection> connection_;
    };

    /// Waits until one is free.
    lease take();

  private:
    void give_back(std::unique_ptr<connection> c);

    std::string file_;
    std::mutex mutex_;
    std::condition_variable freed_;
    std::vector<std::unique_ptr<connection>> free_;
    std::size_t left_; ///< how many more may be opened
};

} // namespace fairway::collector
