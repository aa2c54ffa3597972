#include "probes/identify/exchanges.hpp"
#include "probes/identify/onc_rpc.hpp"

namespace fairway::identify {

namespace {

constexpr wire::onc_rpc_program nfs_program{100003, 4}; // RFC 7530 §1.4.1; a server of older versions names those

std::string nfs_request(const context&) {
    return wire::onc_rpc_null_call(onc_rpc_xid, nfs_program);
}

reply read_nfs(const context&, std::string_view received) {
    return judge_onc_rpc(received, nfs_program, "NFS");
}

} // namespace

constinit const exchange nfs{nfs_request, read_nfs};

} // namespace fairway::identify
