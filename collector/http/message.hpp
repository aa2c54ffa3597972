#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fairway::collector {

using http_headers = std::vector<std::pair<std::string, std::string>>;

/// A request as values: what handlers see instead of a connection.
struct http_request {
    std::string method; ///< "GET"
    std::string path;   ///< as it was sent, without the query
    std::string query;  ///< what followed "?", still encoded
    http_headers headers;
    std::string body;
    std::string address; ///< the sender's, numeric, without port
    bool secure = true;  ///< it came over TLS

    /// The first header of that name (any case); empty if there is none.
    std::string_view header(std::string_view name) const;
};

/// Some events for a listener, or the end.
struct event_batch {
    bool over = false;
    std::string text; ///< as text/event-stream; empty: nothing new
    std::string last; ///< the cursor behind it; opaque
};

/// Gives what is new after a cursor; calls back once, from any thread.
using event_source = std::function<void(const std::string& after, std::function<void(event_batch)>)>;

struct http_response {
    unsigned status = 200;
    std::string body;
    std::string type = "application/json"; ///< of the body; no header where the body is empty
    http_headers headers;
    // Set: a stream of events follows instead of a body, until either side ends it.
    event_source events;
    std::string events_after;
};

/// What an application says to the header of a request, before its body is read.
struct admission {
    std::optional<http_response> refusal; ///< set: this is the answer, and the body is not read
    std::size_t body_limit = 0;           ///< bytes
    bool known = false;                   ///< the client is authenticated: may take its time for the body
};

/// One request on its way through an application. The connection calls admit() once, then, unless it is refused,
/// answer() once with the body. Both return at once and call back exactly once, from any thread.
class http_exchange {
  public:
    virtual ~http_exchange() = default;
    virtual void admit(std::function<void(admission)> done) = 0;
    virtual void answer(std::string body, std::function<void(http_response)> done) = 0;
};

/// Makes the exchange for a request whose header has arrived. Called on the I/O thread: must not block.
using http_application = std::function<std::shared_ptr<http_exchange>(http_request)>;

} // namespace fairway::collector
