#pragma once

#include "probes/sweep/sweep.hpp"

namespace fairway {

/// One line on stderr that says how far a sweep is, redrawn in place. Writes nothing if stderr is no terminal.
class progress_line {
  public:
    progress_line();
    ~progress_line(); ///< removes the line

    progress_line(const progress_line&) = delete;
    progress_line& operator=(const progress_line&) = delete;

    bool visible() const { return visible_; }
    void show(const sweep_progress& progress);

  private:
    bool visible_;
    bool drawn_ = false;
};

} // namespace fairway
