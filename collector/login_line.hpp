#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>

namespace fairway::collector {

/// Logins that wait for their turn to be hashed, a tenth of a second each. Whoever is known goes first; among the
/// others nobody takes all places. Thread-safe.
class login_line {
  public:
    static constexpr std::size_t most_known = 64, most_unknown = 64;       ///< that wait
    static constexpr std::size_t most_of_sender = 2, most_of_account = 16; ///< of the unknown ones
    static constexpr unsigned known_in_a_row = 4;                          ///< then one of the others has its turn

    struct login {
        bool known = false;
        std::string sender, account;
        std::function<void()> job; ///< must not throw
    };

    /// False: too many wait already, of all or of its kind; its job will not run.
    bool join(login l);

    /// The job whose turn it is, which leaves the line; null: nobody waits.
    std::function<void()> next();

  private:
    std::mutex mutex_;
    std::deque<login> known_, unknown_;
    unsigned in_a_row_ = 0;
};

} // namespace fairway::collector
