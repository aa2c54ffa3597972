#include "probes/identify/onc_rpc.hpp"

#include "probes/identify/judge.hpp"

namespace fairway::identify {

reply judge_onc_rpc(std::string_view received, const wire::onc_rpc_program& program, std::string_view name) {
    return judge(wire::decode_onc_rpc_reply(received, onc_rpc_xid), received, [&](const wire::onc_rpc_reply& answer) {
        using kind = wire::onc_rpc_reply::kind;
        const std::string service(name);
        switch (answer.said) {
        case kind::success: return confirmed(service + ", version " + std::to_string(program.version));
        case kind::other_version: {
            const std::string lowest = std::to_string(answer.lowest), highest = std::to_string(answer.highest);
            if (lowest == highest) return confirmed(service + ", version " + lowest);
            return confirmed(service + ", versions " + lowest + " to " + highest);
        }
        case kind::no_program: return wrong("ONC RPC, but not " + service);
        default: return refused(service + ", refuses the call");
        }
    });
}

} // namespace fairway::identify
