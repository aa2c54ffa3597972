#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <utility>

namespace fairway {

/// Calls back about five times a second while it lives; an empty `call` never.
class ticker {
  public:
    ticker(boost::asio::io_context& io, std::function<void()> call) : timer_(io), call_(std::move(call)) {
        if (call_) next();
    }

  private:
    void next() {
        timer_.expires_after(std::chrono::milliseconds(200));
        timer_.async_wait([this](const boost::system::error_code& ec) {
            if (ec) return;
            call_();
            next();
        });
    }

    boost::asio::steady_timer timer_;
    std::function<void()> call_;
};

} // namespace fairway
