#pragma once

#include <memory>
#include <optional>
#include <utility>

namespace fairway {

/// As std::optional, for a value that is nearly always absent and is a member of what there are hundreds of thousands
/// of: where it is absent it takes a pointer's room, and not its own.
template <class T>
class rare {
  public:
    rare() = default;
    rare(std::nullopt_t) {}
    rare(T value) : value_(std::make_unique<T>(std::move(value))) {}
    rare(std::optional<T> value) {
        if (value) *this = std::move(*value);
    }
    rare(const rare& other) : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
    rare(rare&&) noexcept = default;
    rare& operator=(rare other) noexcept {
        value_ = std::move(other.value_);
        return *this;
    }
    ~rare() = default;

    operator std::optional<T>() const { return value_ ? std::optional<T>(*value_) : std::nullopt; }
    explicit operator bool() const { return value_ != nullptr; }
    bool has_value() const { return value_ != nullptr; }
    const T& value() const { return value_ ? *value_ : throw std::bad_optional_access(); }
    T& operator*() { return *value_; }
    const T& operator*() const { return *value_; }
    T* operator->() { return value_.get(); }
    const T* operator->() const { return value_.get(); }
    void reset() { value_.reset(); }

    friend bool operator==(const rare& a, const rare& b) {
        return a.value_ && b.value_ ? *a.value_ == *b.value_ : !a.value_ && !b.value_;
    }
    /// Else std::optional's own would be chosen, for which nothing that is absent equals a rare value.
    friend bool operator==(const rare& a, const std::optional<T>& b) { return a == rare(b); }
    friend bool operator==(const rare& a, const T& b) { return a && *a == b; }

  private:
    std::unique_ptr<T> value_;
};

} // namespace fairway
