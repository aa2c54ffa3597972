#include "matrix/matrix_diff.hpp"
#include "matrix/shipped.hpp"
#include "tests/unit/matrix/parts.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>

using namespace fairway;
using test::if_fact;
using test::never;
using test::role_called;

namespace {

flow ports_flow(port_list ports, protocol by = protocol::tcp) {
    return test::flow_between("server", "agent", std::move(ports), by, "page@2026-01-01");
}

matrix with_flows(std::vector<flow> flows) {
    matrix m;
    m.sources = {{"page", "2026-01-01", "", "", ""}};
    m.flows = std::move(flows);
    return m;
}

/// "new: 22", "gone: 22", "22 -> 22: needed, mandatory"
std::vector<std::string> what_changed(const matrix_diff& d) {
    const auto ports_of = [](const std::vector<const flow*>& flows) {
        std::string text;
        for (const auto* f : flows)
            text += (text.empty() ? "" : "+") + to_string(f->ports);
        return text;
    };
    std::vector<std::string> all;
    for (const auto& c : d.flows) {
        std::string text = c.is_new()    ? "new: " + ports_of(c.after)
                           : c.is_gone() ? "gone: " + ports_of(c.before)
                                         : ports_of(c.before) + " -> " + ports_of(c.after) + ":";
        for (const auto aspect : c.aspects)
            text += " " + std::string(to_string(aspect));
        all.push_back(std::move(text));
    }
    return all;
}

} // namespace

TEST_CASE("flows that are in both matrices, in one, or changed") {
    struct row {
        const char* name;
        std::vector<flow> before, after;
        std::vector<std::string> changes;
        std::size_t same = 0;
    };
    const auto ssh = ports_flow({{22, 22}});
    auto conditional = ssh, optional_ssh = ssh, fallback = ssh, on_demand = ssh, identified = ssh, any_ssh = ssh,
         reworded = ssh, other_role = ssh;
    conditional.when = if_fact("push_deployment");
    optional_ssh.required_when = never();
    fallback.fallback_of = {{6162, 6162}};
    on_demand.listens = listens::on_demand;
    identified.identify = "ssh";
    any_ssh.select = select::any;
    reworded.purpose = "Another word for it";
    reworded.sources = {{"page@2026-02-02", {7, 8}}};
    other_role.from = "mount-server";
    const auto range = ports_flow({{2500, 3300}}), low = ports_flow({{2500, 2999}}), high = ports_flow({{3000, 3300}});
    auto low_if = low;
    low_if.when = if_fact("netbios");
    for (const auto& [name, before, after, changes, same] : std::vector<row>{
             {"the same", {ssh}, {ssh}, {}, 1},
             {"new", {}, {ssh}, {"new: 22"}},
             {"gone", {ssh}, {}, {"gone: 22"}},
             {"needed under a condition", {ssh}, {conditional}, {"22 -> 22: needed"}},
             {"optional", {ssh}, {optional_ssh}, {"22 -> 22: mandatory"}},
             {"became a fallback", {ssh}, {fallback}, {"22 -> 22: used"}},
             {"ceased to be a fallback", {fallback}, {ssh}, {"22 -> 22: used"}},
             {"listens only while a job runs", {ssh}, {on_demand}, {"22 -> 22: listens"}},
             {"another protocol answers", {ssh}, {identified}, {"22 -> 22: expects"}},
             {"any of one port is that port", {ssh}, {any_ssh}, {}, 1},
             {"rows and purposes are no change", {ssh}, {reworded}, {}, 1},
             {"another role is another flow", {ssh}, {other_role}, {"new: 22", "gone: 22"}},
             {"another protocol is another flow",
              {ssh},
              {ports_flow({{22, 22}}, protocol::udp)},
              {"new: 22", "gone: 22"}},
             {"other ports are another flow", {ssh}, {ports_flow({{23, 23}})}, {"new: 23", "gone: 22"}},
             {"split", {range}, {low, high}, {"2500-3300 -> 2500-2999+3000-3300: ports"}},
             {"joined", {high, low}, {range}, {"3000-3300+2500-2999 -> 2500-3300: ports"}},
             {"split, and one part is conditional",
              {range},
              {low_if, high},
              {"2500-3300 -> 2500-2999+3000-3300: ports needed"}},
             {"narrowed", {range}, {low}, {"2500-3300 -> 2500-2999: ports"}},
             {"what stays as it is takes no part in a split", {range, low}, {low}, {"gone: 2500-3300"}, 1},
         }) {
        const auto& this_name = name;
        CAPTURE(this_name);
        const auto old_one = with_flows(before), new_one = with_flows(after);
        const auto d = compare(old_one, new_one);
        CHECK(what_changed(d) == changes);
        CHECK(d.same == same);
        CHECK(d.empty() == changes.empty());
    }
}

TEST_CASE("an aspect in words, of one flow and of several") {
    auto ssh = ports_flow({{22, 22}}), web = ports_flow({{80, 80}, {443, 443}});
    CHECK(in_words(flow_aspect::needed, ssh) == "always");
    CHECK(in_words(flow_aspect::mandatory, ssh) == "always");
    ssh.when = if_fact("netbios");
    ssh.required_when = never();
    web.select = select::any;
    CHECK(in_words(flow_aspect::needed, ssh) == "if netbios");
    CHECK(in_words(flow_aspect::mandatory, ssh) == "never");
    CHECK(in_words(flow_aspect::ports, web) == "any of 80,443");
    CHECK(in_words(flow_aspect::needed, {&web, &ssh}) == "if netbios (22); always (80,443)");
    CHECK(in_words(flow_aspect::listens, {&web, &ssh}) == "service");
    CHECK(in_words(flow_aspect::ports, {&web, &ssh}) == "22 and any of 80,443");
    web.fallback_of = {{22, 22}};
    CHECK(in_words(flow_aspect::fallback, web) == "only where 22 does not work");
}

TEST_CASE("flows with the same ports are told apart by their IDs") {
    auto upload = ports_flow({{443, 443}}), control = upload, optional_upload = upload;
    upload.id += ":upload";
    optional_upload.id = upload.id;
    optional_upload.required_when = never();
    const auto old_one = with_flows({control, upload}), new_one = with_flows({optional_upload, control});
    const auto d = compare(old_one, new_one);
    REQUIRE(d.flows.size() == 1);
    CHECK(d.flows[0].after.front()->id == "server:agent:tcp:443:upload");
    CHECK(d.flows[0].before.front()->id == "server:agent:tcp:443:upload");
    CHECK(d.same == 1);
}

TEST_CASE("roles and facts that are new, gone or defined anew") {
    matrix before = with_flows({}), after = with_flows({});
    before.roles = {role_called("agent", "Agent"), role_called("old", "Old")};
    after.roles = {role_called("agent", "Agent computer"), role_called("new", "New")};
    before.facts.emplace_back().id = "netbios";
    after.facts = before.facts;
    const auto d = compare(before, after);
    REQUIRE(d.roles.size() == 3);
    CHECK((d.roles[0].before->title == "Agent" && d.roles[0].after->title == "Agent computer"));
    CHECK((d.roles[1].before == nullptr && d.roles[1].after->id == "new"));
    CHECK((d.roles[2].before->id == "old" && d.roles[2].after == nullptr));
    CHECK(d.facts.empty());
    CHECK(!d.empty());
}

TEST_CASE("each shipped revision against itself, and against the next: every flow is told once") {
    std::optional<matrix> before;
    for (const auto& name : shipped_names()) {
        CAPTURE(name);
        const auto m = shipped_matrix(name).value();
        const auto none = compare(m, m);
        CHECK(none.empty());
        CHECK(none.same == m.flows.size());
        if (before) {
            const auto d = compare(*before, m);
            std::size_t olds = 0, news = 0;
            for (const auto& c : d.flows) {
                olds += c.before.size();
                news += c.after.size();
            }
            CHECK(news + d.same == m.flows.size());
            CHECK(olds <= before->flows.size());
        }
        before = m;
    }
}

TEST_CASE("what the agents page of April changed") {
    const auto january = shipped_matrix("veeam-agents@2026-01-19").value(),
               april = shipped_matrix("veeam-agents@2026-04-16").value();
    const auto d = compare(january, april);
    const auto find = [&](const char* id) -> const matrix_change* {
        const auto at = std::find_if(d.flows.begin(), d.flows.end(), [&](const auto& c) { return c.any().id == id; });
        return at == d.flows.end() ? nullptr : &*at;
    };
    const auto* smb = find("mount-server:agent-windows:tcp:445");
    REQUIRE(smb != nullptr);
    CHECK(smb->is_new());
    const auto* ssh = find("backup-server:agent-linux:tcp:22");
    REQUIRE(ssh != nullptr);
    CHECK(in_words(flow_aspect::needed, ssh->before) == "always");
    CHECK(in_words(flow_aspect::needed, ssh->after) == "if push_deployment");
    const auto* data = find("agent:repository:tcp:2500-3300");
    REQUIRE(data != nullptr);
    CHECK(data->aspects == std::vector{flow_aspect::fallback});
    CHECK(std::none_of(d.flows.begin(), d.flows.end(), [](const auto& c) { return c.is_gone(); }));
}
