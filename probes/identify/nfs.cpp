#include "probes/identify/exchanges.hpp"
#include "probes/identify/onc_rpc.hpp"

namespace fairway::identify {

namespace {

constexpr wire::onc_rpc_program program{100003, 4}; // RFC 7530 §1.4.1; a server of older versions names those

std::string request(const context&) {
    return wire::onc_rpc_null_call(onc_rpc_xid, program);
}

reply read(const context&, std::string_view received) {
    return judge_onc_rpc(received, program, "NFS");
}

} // namespace

constinit const exchange nfs{request, read};

} // namespace fairway::identify
