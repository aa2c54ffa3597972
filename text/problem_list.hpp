#pragma once

#include "text/problem.hpp"

#include <cstddef>

namespace fairway {

/// The problems of one text as a reader meets them. Keeps the first `limit`, counts the rest.
class problem_list {
  public:
    explicit problem_list(std::string file, std::size_t limit = 20) : file_(std::move(file)), limit_(limit) {}

    void add(std::string pointer, std::string message);
    bool empty() const { return problems_.empty(); }
    bool is_full() const { return problems_.size() >= limit_; }

    /// What was added; where more came than were kept, "and N more problems" is the last.
    std::vector<problem> take() &&;

  private:
    std::string file_;
    std::size_t limit_;
    std::size_t left_out_ = 0;
    std::vector<problem> problems_;
};

} // namespace fairway
