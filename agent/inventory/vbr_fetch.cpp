#include "agent/inventory/vbr_fetch.hpp"

#include "agent/inventory/vbr_lists.hpp"

namespace fairway {

namespace {

constexpr const char* vbr_program = "the REST API of Backup & Replication";

template <class T>
read_result<T> fetch_failure(std::string why) {
    return {std::nullopt, {{"", "", std::move(why)}}};
}

/// It is on the network of the backup server: what HTTPS_PROXY names is for other networks.
proxy_settings without_proxy() {
    return {"none", {}, {}};
}

trust only(std::string fingerprint) {
    trust whom;
    whom.server = std::move(fingerprint);
    whom.program = vbr_program;
    return whom;
}

} // namespace

transport_limits vbr_transport_limits() {
    transport_limits limits;
    limits.answer_bytes = longest_vbr_answer;
    return limits;
}

read_result<std::string> fetch_vbr_fingerprint(const host_port& at, const transport_limits& limits) {
    transport link(at, only({}), without_proxy(), limits);
    auto problem = link.connect();
    if (!link.shown().empty()) return {link.shown(), {}};
    return fetch_failure<std::string>(std::move(problem));
}

read_result<vbr_inventory> fetch_vbr_inventory(const vbr_server_address& server, vbr_login login,
                                               const std::function<void(std::chrono::milliseconds)>& wait,
                                               const transport_limits& limits) {
    transport link(server.at, only(server.fingerprint), without_proxy(), limits);
    vbr_conversation talk(std::move(login), server.api_version);
    for (;;) {
        const auto step = talk.next(std::chrono::steady_clock::now());
        switch (step.what) {
        case vbr_step::kind::ask: {
            const auto answer = link.ask(step.request);
            // To ask the wrong server again makes it no better.
            if (answer.status == 0 && !link.shown().empty() && link.shown() != server.fingerprint)
                return fetch_failure<vbr_inventory>(answer.error);
            talk.heard(answer, std::chrono::steady_clock::now(), std::chrono::system_clock::now());
            break;
        }
        case vbr_step::kind::wait: wait(step.wait); break;
        case vbr_step::kind::done: link.close(); return {std::move(talk).take(), {}};
        case vbr_step::kind::failed:
            link.close();
            return fetch_failure<vbr_inventory>(server.at.text() + ": " + step.why);
        }
    }
}

} // namespace fairway
