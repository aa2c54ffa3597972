#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <utility>

namespace fairway {

/// Calls back while it lives, about five times a second unless told otherwise; an empty `call` never.
class ticker {
  public:
    ticker(boost::asio::io_context& io, std::function<void()> call,
           std::chrono::milliseconds every = std::chrono::milliseconds(200))
        : timer_(io), call_(std::move(call)), every_(every) {
        if (call_) next();
    }

  private:
    void next() {
        timer_.expires_after(every_);
        timer_.async_wait([this](const boost::system::error_code& ec) {
            if (ec) return;
            call_();
            next();
        });
    }

    boost::asio::steady_timer timer_;
    std::function<void()> call_;
    std::chrono::milliseconds every_;
};

} // namespace fairway
