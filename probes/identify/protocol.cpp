#include "probes/identify/protocol.hpp"

#include "probes/identify/protocols.hpp"

namespace fairway::identify {

const protocol* find_protocol(std::string_view name) {
    for (const protocol* p : protocols)
        if (p->name == name) return p;
    return nullptr;
}

} // namespace fairway::identify
