#include "probes/identify/exchanges.hpp"
#include "probes/identify/judge.hpp"
#include "probes/wire/dce_rpc.hpp"

namespace fairway::identify {

namespace {

constexpr std::uint32_t call_id = 1;

std::string msrpc_request(const context&) {
    return wire::dce_rpc_bind_to_endpoint_mapper(call_id);
}

reply read_msrpc(const context&, std::string_view received) {
    return judge(wire::decode_dce_rpc_answer(received, call_id), received, [](const wire::dce_rpc_answer& answer) {
        using kind = wire::dce_rpc_answer::kind;
        const std::string code = std::to_string(answer.code);
        if (answer.said == kind::fault) return refused("DCE/RPC, answers with fault " + code);
        if (answer.said == kind::bind_nak) return refused("DCE/RPC, refuses to bind (reason " + code + ")");
        if (!answer.accepted) return refused("DCE/RPC, refuses the endpoint mapper (reason " + code + ")");
        return confirmed("DCE/RPC endpoint mapper");
    });
}

} // namespace

constinit const exchange msrpc{msrpc_request, read_msrpc};

} // namespace fairway::identify
