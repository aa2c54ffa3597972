#pragma once

#include "probes/net/waiting_socket.hpp"
#include "probes/responder/responder_options.hpp"

#include <boost/asio/io_context.hpp>

#include <deque>
#include <string>
#include <vector>

namespace fairway {

/// A bound port. Lives as long as the responder.
struct door {
    door(boost::asio::io_context& loop, socket_handle s, open_door w) : socket(loop, s), where(std::move(w)) {}

    waiting_socket socket;
    open_door where;
    bool paused = false; ///< Nobody is let in.
};

/// Binds all that a responder is to stand in on.
class doors {
  public:
    doors(boost::asio::io_context& loop, const responder_options& options);

    std::deque<door>& all() { return all_; }
    std::vector<open_door> where() const;
    const std::vector<not_bound>& left_out() const { return left_out_; }

  private:
    void bind_one(protocol p, const std::string& address, std::uint16_t port);
    boost::system::error_code open(protocol p, const std::string& address, std::uint16_t port);

    boost::asio::io_context& loop_;
    const std::vector<std::string>& own_addresses_;
    bool everywhere_;
    std::deque<door> all_;
    std::vector<not_bound> left_out_;
};

} // namespace fairway
