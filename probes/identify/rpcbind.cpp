#include "probes/identify/exchanges.hpp"
#include "probes/identify/onc_rpc.hpp"

namespace fairway::identify {

namespace {

constexpr wire::onc_rpc_program program{100000, 2}; // RFC 1833 §3: the port mapper, which every rpcbind still speaks

std::string request(const context&) {
    return wire::onc_rpc_null_call(onc_rpc_xid, program);
}

reply read(const context&, std::string_view received) {
    return judge_onc_rpc(received, program, "rpcbind");
}

} // namespace

constinit const exchange rpcbind{request, read};

} // namespace fairway::identify
