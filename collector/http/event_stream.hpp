#pragma once

#include "collector/http/message.hpp"
#include "collector/http/response_header.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http.hpp>

#include <chrono>
#include <string>

namespace fairway::collector {

/// The events of one listener: reads what is new from their source and writes it, or a heartbeat if nothing is.
/// A member of its connection, which it keeps alive while it waits or writes. On the I/O thread.
template <class Connection>
class event_stream {
    using error_code = boost::system::error_code;

  public:
    /// `r` has a source of events.
    event_stream(Connection& connection, http_response r)
        : connection_(connection), response_(std::move(r)), after_(std::move(response_.events_after)),
          head_(boost::beast::http::status::ok, 11), serializer_(head_), heartbeat_(connection.stream_.get_executor()) {
        fill_header(head_.base(), response_);
        head_.set(boost::beast::http::field::content_type, "text/event-stream");
        head_.keep_alive(false);
    }

    void start() {
        sign_of_life_due();
        connection_.lowest().expires_after(connection_.host_.limits().write_time);
        boost::beast::http::async_write_header(connection_.stream_, serializer_,
                                               [self = kept_alive(), this](error_code ec, std::size_t) {
                                                   if (!ec) pull();
                                               });
    }

    /// There may be new ones.
    void wake() {
        woken_ = true;
        if (!waiting_) return;
        waiting_ = false;
        heartbeat_.cancel();
        pull();
    }

    void cancel() { heartbeat_.cancel(); }

    /// What the source has given.
    void take(event_batch batch) {
        if (batch.over || connection_.host_.stopping()) return connection_.close_gently();
        if (!batch.text.empty()) {
            after_ = std::move(batch.last);
            return write(std::move(batch.text));
        }
        if (woken_) return pull();
        waiting_ = true;
        heartbeat_.expires_at(due_);
        heartbeat_.async_wait([self = kept_alive(), this](error_code ec) {
            if (ec || !waiting_) return;
            waiting_ = false;
            write(": still here\n\n");
        });
    }

  private:
    auto kept_alive() { return connection_.shared_from_this(); }

    void sign_of_life_due() { due_ = std::chrono::steady_clock::now() + connection_.host_.limits().heartbeat; }

    void pull() {
        woken_ = false;
        connection_.lowest().expires_never();
        response_.events(after_, connection_.on_io_thread(&Connection::on_events));
    }

    /// A listener that does not read in time is cut off and may resume after its last event.
    void write(std::string text) {
        text_ = std::move(text);
        sign_of_life_due();
        connection_.lowest().expires_after(connection_.host_.limits().write_time);
        boost::asio::async_write(connection_.stream_, boost::asio::buffer(text_),
                                 [self = kept_alive(), this](error_code ec, std::size_t) {
                                     if (!ec) pull();
                                 });
    }

    Connection& connection_;
    http_response response_;
    std::string after_; ///< the cursor behind what was written
    std::string text_;  ///< being written
    boost::beast::http::response<boost::beast::http::empty_body> head_;
    boost::beast::http::response_serializer<boost::beast::http::empty_body> serializer_;
    boost::asio::steady_timer heartbeat_;
    std::chrono::steady_clock::time_point due_; ///< the next heartbeat
    bool waiting_ = false;                      ///< for something new
    bool woken_ = false;                        ///< something came during the last read
};

} // namespace fairway::collector
