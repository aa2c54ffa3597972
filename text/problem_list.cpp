#include "text/problem_list.hpp"

namespace fairway {

void problem_list::add(std::string pointer, std::string message) {
    if (problems_.size() < limit_)
        problems_.push_back({file_, std::move(pointer), std::move(message)});
    else
        ++left_out_;
}

std::vector<problem> problem_list::take() && {
    if (left_out_ > 0)
        problems_.push_back(
            {file_, "", "and " + std::to_string(left_out_) + (left_out_ == 1 ? " more problem" : " more problems")});
    return std::move(problems_);
}

} // namespace fairway
