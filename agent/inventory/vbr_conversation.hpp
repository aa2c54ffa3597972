#pragma once

#include "agent/inventory/vbr_inventory.hpp"
#include "agent/inventory/vbr_login.hpp"
#include "agent/reporting/delivery.hpp"
#include "agent/reporting/transport.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace fairway {

/// What we know of the REST API is this revision of it; servers keep the older ones, and refuse those that they lack.
inline constexpr const char* vbr_api_version = "1.3-rev1";

/// What to do next.
struct vbr_step {
    enum class kind { ask, wait, done, failed };
    kind what = kind::done;
    http_request request = {};         ///< ask
    std::chrono::milliseconds wait{0}; ///< wait: that long, and come again
    std::string why = {};              ///< failed: in words, without a secret
};

/// All that is asked of a backup server, one request after the other: signs in, reads list after list and page after
/// page, signs in again when the token ends, waits where the server asks for it, signs out. It only reads. No sockets,
/// no clock: whoever has them calls next(), does it, and tells what came with heard().
class vbr_conversation {
  public:
    using time = std::chrono::steady_clock::time_point;

    explicit vbr_conversation(vbr_login login, std::string api_version = vbr_api_version);

    vbr_step next(time now);
    /// `date`: for a Retry-After that is one.
    void heard(const http_answer& answer, time now, wall_time date);

    /// After kind::done.
    vbr_inventory take() && { return std::move(inventory_); }

    static constexpr std::size_t page_size = 500;
    static constexpr std::size_t most_pages = 2000;           ///< of a list
    static constexpr unsigned most_tries = 4;                 ///< of a request
    static constexpr std::chrono::seconds longest_waits{600}; ///< all together
    static constexpr std::chrono::seconds before_expiry{60};  ///< a token is renewed
    static constexpr std::chrono::hours longest_talk{1};
    static constexpr std::size_t most_bytes = 512 * 1024 * 1024; ///< of all answers together

  private:
    enum class state { signing_in, listing, signing_out, done, failed };

    http_request token_request();
    http_request list_request() const;
    http_request with_token(http_request request) const;
    void heard_token(const http_answer& answer, time now);
    void heard_list(const http_answer& answer);
    void take_page(const http_answer& answer);
    bool try_again(const http_answer& answer, wall_time date);
    void next_list();
    void sign_in_again();
    void fail(std::string why);
    std::string words_of(const http_answer& answer) const;
    std::string what_is_read() const;

    vbr_login login_;
    std::string api_version_;
    vbr_inventory inventory_;
    state state_ = state::signing_in;
    std::string access_, refresh_; ///< tokens; secrets
    bool refreshing_ = false;      ///< what was asked last: by the refresh token, not the password
    std::optional<time> expires_;
    unsigned rejected_ = 0; ///< tokens in a row, for one request
    std::optional<time> began_;
    std::size_t bytes_ = 0; ///< of answers
    std::size_t list_ = 0, skip_ = 0, pages_ = 0;
    unsigned tries_ = 0;
    bool answered_ = false; ///< to any request
    std::chrono::milliseconds wait_{0}, waited_{0};
    std::string why_;
};

} // namespace fairway
