#pragma once

#include <memory>
#include <utility>

namespace fairway {

/// A value that many own together and nobody changes, or none: copied as a pointer, compared as a value. A flow is
/// shared by its requirements at thousands of targets, a certificate by all ports that showed it.
template <class T>
class shared_value {
  public:
    shared_value() = default;
    shared_value(T value) : value_(std::make_shared<const T>(std::move(value))) {}
    shared_value(std::shared_ptr<const T> value) : value_(std::move(value)) {}

    explicit operator bool() const { return value_ != nullptr; }
    const T& operator*() const { return *value_; }
    const T* operator->() const { return value_.get(); }

    friend bool operator==(const shared_value& a, const shared_value& b) {
        return a.value_ == b.value_ || (a.value_ && b.value_ && *a.value_ == *b.value_);
    }

  private:
    std::shared_ptr<const T> value_;
};

} // namespace fairway
