#include "agent/output/progress.hpp"

namespace fairway {

void show_progress(status_line& line, const sweep_progress& p) {
    line.show((p.second_look ? "Rechecking silent ports: " : "Probing: ") + std::to_string(p.done) + " of " +
                  std::to_string(p.of) + " ports done",
              "(Ctrl-C: report what is known)");
}

} // namespace fairway
