#pragma once

#include "agent/reporting/identity.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace fairway {

inline constexpr std::chrono::hours credential_lasts{30 * 24};

/// Which credential to use while one replaces the other. The new one is on the disk before the collector hears of it,
/// and both are kept until the collector took the new one: wherever the power fails, one of the two opens.
class credentials {
  public:
    /// `save` makes an identity outlast a power failure, or throws; then nothing has changed here either.
    credentials(identity who, std::function<void(const identity&)> save);

    const identity& who() const { return who_; }

    /// For the next request.
    const std::string& in_use() const { return use_next_ ? who_.next_credential : who_.credential; }

    /// The collector did not know in_use(). True: there is another one, which in_use() now is.
    bool try_other();

    /// The collector took in_use(): where it is the new one, the old one is forgotten.
    void worked(wall_time now);

    /// Whether it is time to ask the collector for a change, or whether one that was begun is not finished.
    bool change_due(wall_time now) const;

    /// What to ask it for: the SHA-256 of the new one, which is made and saved here if it is not yet.
    std::string begin_change();

    /// It agreed: the new one is used from now on.
    void change_agreed() { use_next_ = true; }

  private:
    identity who_;
    std::function<void(const identity&)> save_;
    bool use_next_ = false;
};

} // namespace fairway
