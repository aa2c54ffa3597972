#include "probes/identify/exchanges.hpp"
#include "probes/identify/onc_rpc.hpp"

namespace fairway::identify {

namespace {

constexpr wire::onc_rpc_program rpcbind_program{100000,
                                                2}; // RFC 1833 §3: the port mapper, which every rpcbind still speaks

std::string rpcbind_request(const context&) {
    return wire::onc_rpc_null_call(onc_rpc_xid, rpcbind_program);
}

reply read_rpcbind(const context&, std::string_view received) {
    return judge_onc_rpc(received, rpcbind_program, "rpcbind");
}

} // namespace

constinit const exchange rpcbind{rpcbind_request, read_rpcbind};

} // namespace fairway::identify
