#pragma once

#include "collector/store/sqlite/connection.hpp"

#include <functional>
#include <string>
#include <vector>

namespace fairway::collector {

/// A statement that is put together from the conditions that apply, with a value for each.
class selection {
  public:
    explicit selection(std::string sql) : sql_(std::move(sql)) {}

    selection& text(const std::string& sql) {
        sql_ += sql;
        return *this;
    }
    template <class... Values>
    selection& where(const char* condition, const Values&... values) {
        sql_ += condition;
        (values_.push_back([&values](query& q) { q.add(values); }), ...);
        return *this;
    }
    const std::string& sql() const { return sql_; }
    /// The values must still be there.
    void fill(query& q) const {
        for (const auto& add : values_)
            add(q);
    }

  private:
    std::string sql_;
    std::vector<std::function<void(query&)>> values_;
};

// Conditions by outcome: a word of one, or "broken"; never true for any other word.

/// "AND" the prober `p` has states that count so.
std::string with_outcome(const std::string& word);
/// "AND" the state `s` counts so.
std::string counts_so(const std::string& word);

} // namespace fairway::collector
