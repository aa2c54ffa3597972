// The source page once more, typed from the page itself and not from the matrix: what one of the two loses or
// invents, the other shows. A line here and a flow there must match both ways.
#include "matrix/shipped.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <string>

using namespace fairway;

namespace {

// rows, from > to, protocol, ports, select, listens, protocol to identify, whether it never answers, "if" facts it
// depends on, "must" facts that make it mandatory ("never": optional). Merged cells are filled in; a list of sources is
// a line for each of them.
constexpr const char* wanted_flows = R"(
1     backup-server > agent-windows                      tcp 6184-6195 any service   -
2     backup-server > agent-windows                      tcp 135       all service   msrpc       if backup_server_os must failover_cluster file_level_restore
2     backup-server > agent-windows                      tcp 137-138   all service   -           if netbios push_deployment console_restore must never
2     backup-server > agent-windows                      tcp 139       all service   netbios-ssn if netbios push_deployment console_restore
2     backup-server > agent-windows                      tcp 445       all service   smb2        if push_deployment console_restore
2     backup-server > agent-windows                      tcp 6160      all service   -
2     backup-server > agent-windows                      tcp 11731     all service   -           if oldest_agent_version
3     backup-server > agent-windows                      udp 137       all service   nbns        if netbios
3     backup-server > agent-windows                      udp 138       all service   netbios-dgm never-answers if netbios
4     backup-server > agent-windows                      tcp 6167      all on-demand -           if sql_log_backup always_on
4     backup-server > agent-windows                      tcp 2500-3300 all on-demand -           if sql_log_backup
5     backup-server > agent-windows                      tcp 6162      all service   -
6     backup-server > agent-windows                      tcp 5985      all service   winrm       if failover_cluster backup_server_os must failover_cluster file_level_restore
7     backup-server > agent-linux                        tcp 22        all service   ssh
7     backup-server > agent-linux                        tcp 6160      all service   -
7     backup-server > agent-linux                        tcp 6162      all service   -
8     backup-server > agent-linux                        tcp 2500-3300 all on-demand -           if data_mover_on_backup_server
9     backup-server > agent-unix                         tcp 22        all service   ssh
10    backup-server > agent-unix                         tcp 2500-3300 all on-demand -           if data_mover_on_backup_server
11    backup-server > distribution-server-linux          tcp 22        all service   ssh         if deploy_distribution_server
12    backup-server > distribution-server-linux          tcp 6160      all service   -
13    backup-server > distribution-server-linux          tcp 9380      all service   -
14    backup-server > distribution-server-windows        tcp 445       all service   smb2        if deploy_distribution_server
15    backup-server > distribution-server-windows        tcp 6160      all service   -
15    backup-server > distribution-server-windows        tcp 11731     all service   -           if oldest_agent_version
16    backup-server > distribution-server-windows        tcp 9380      all service   -
17    distribution-server > backup-server                tcp 443       all service   https
18    distribution-server > agent-windows                tcp 6160      all service   -
18    distribution-server > agent-windows                tcp 11731     all service   -           if oldest_agent_version
19    distribution-server > agent-linux                  tcp 6160      all service   -
20    distribution-server > agent-unix                   tcp 22        all service   ssh
21    agent-windows > backup-server                      tcp 10005     all service   -
22    agent-windows > backup-server                      tcp 2500-3300 all on-demand -           if ransomware_index
23    agent-linux > backup-server                        tcp 10006     all service   -
23    agent-unix > backup-server                         tcp 10006     all service   -
23    agent-macos > backup-server                        tcp 10006     all service   -
24    agent > repository                                 tcp 6162      all service   -
24    agent > repository                                 tcp 2500-3300 all on-demand -
25    agent > gateway-server                             tcp 6162      all service   -
25    agent > gateway-server                             tcp 2500-3300 all on-demand -
26    agent > gateway-server-windows                     tcp 139       all service   netbios-ssn if netbios
26    agent > gateway-server-windows                     tcp 445       all service   smb2
27    agent > gateway-server-windows                     udp 137       all service   nbns        if netbios
27    agent > gateway-server-windows                     udp 138       all service   netbios-dgm never-answers if netbios
28    agent-windows > cloud-gateway                      tcp 6180      all service   -
28    agent-linux > cloud-gateway                        tcp 6180      all service   -
28    agent-macos > cloud-gateway                        tcp 6180      all service   -
29    agent-windows > crl                                tcp 80,443    any external  -
29    agent-linux > crl                                  tcp 80,443    any external  -
29    agent-macos > crl                                  tcp 80,443    any external  -
30    gateway-server > amazon-s3                         tcp 443       all external  https
30    backup-server > amazon-s3                          tcp 443       all external  https must object_storage_gateway
31    gateway-server > amazon-s3                         tcp 80        all external  http
31    backup-server > amazon-s3                          tcp 80        all external  http must object_storage_gateway
32    gateway-server > azure-blob                        tcp 443       all external  https
32    backup-server > azure-blob                         tcp 443       all external  https must object_storage_gateway
33    gateway-server > azure-blob                        tcp 80        all external  http
33    backup-server > azure-blob                         tcp 80        all external  http must object_storage_gateway
34    gateway-server > google-cloud-storage              tcp 443       all external  https
34    backup-server > google-cloud-storage               tcp 443       all external  https must object_storage_gateway
35    gateway-server > google-cloud-storage              tcp 80        all external  http
35    backup-server > google-cloud-storage               tcp 80        all external  http must object_storage_gateway
36    gateway-server > ibm-cloud-object-storage          tcp custom    all external  -
36    backup-server > ibm-cloud-object-storage           tcp custom    all external  - must object_storage_gateway
37    gateway-server > s3-compatible                     tcp custom    all external  -
37    backup-server > s3-compatible                      tcp custom    all external  - must object_storage_gateway
38    gateway-server > veeam-data-cloud-vault            tcp 443       all external  https
38    backup-server > veeam-data-cloud-vault             tcp 443       all external  https must object_storage_gateway
39    agent > smb-share                                  tcp 139       all service   netbios-ssn if netbios
39    agent > smb-share                                  tcp 445       all service   smb2
40    agent > smb-share                                  udp 137       all service   nbns        if netbios
40    agent > smb-share                                  udp 138       all service   netbios-dgm never-answers if netbios
41    agent-linux > nfs-share                            tcp 111       all service   rpcbind
41    agent-linux > nfs-share                            tcp 2049      all service   nfs
42,43 backup-server > aws-cloud                          tcp 443       all external  https
42,43 ec2-instance > aws-cloud                           tcp 443       all external  https
44,45 backup-server > aws-cloud                          tcp 80        all external  http
44,45 ec2-instance > aws-cloud                           tcp 80        all external  http
46,47 backup-server > azure-cloud                        tcp 443       all external  https
46,47 azure-vm > azure-cloud                             tcp 443       all external  https
48,49 backup-server > azure-cloud                        tcp 80        all external  http
48,49 azure-vm > azure-cloud                             tcp 80        all external  http
50    backup-server > active-directory                   tcp 389       all service   ldap
51    backup-server > active-directory                   tcp 636       all service   ldaps
52    backup-server > dns-server                         tcp 53        all service   dns
)";

// row, region ("-": all of them), host, path, "suspect" where the page cannot mean what it says. Every flow of the row
// has exactly these.
constexpr const char* wanted_endpoints = R"(
30    global     *.amazonaws.com
30    government *.amazonaws.com
30    china      *.amazonaws.com.cn
31    -          *.amazontrust.com
31    -          *.cloudfront.net
32    global     <storage-account>.blob.core.windows.net
32    china      <storage-account>.blob.core.chinacloudapi.cn
32    government <storage-account>.blob.core.usgovcloudapi.net
33    -          ocsp.digicert.com
33    -          oneocsp.microsoft.com
34    -          storage.googleapis.com
35    -          ocsp.pki.goog
35    -          pki.goog
35    -          crl.pki.goog
38    -          <storage-account>.blob.core.windows.net
42,43 global     *.amazonaws.com
42,43 government *.amazonaws.com
42,43 china      *.amazonaws.com.cn
44,45 -          *.amazontrust.com
46,47 global     management.azure.com
46,47 global     login.microsoftonline.com
46,47 global     <storage-account>.blob.core.windows.net
46,47 global     <storage-account>.queue.core.windows.net
46,47 global     core.windows.net                               suspect
46,47 china      management.chinacloudapi.cn
46,47 china      login.chinacloudapi.cn
46,47 china      <storage-account>.blob.core.chinacloudapi.cn
46,47 china      <storage-account>.queue.core.chinacloudapi.cn
46,47 china      core.chinacloudapi.cn                          suspect
46,47 government management.chinacloudapi.cn                    suspect
46,47 government login.microsoftonline.us
46,47 government <storage-account>.blob.core.usgovcloudapi.net
46,47 government <storage-account>.queue.core.usgovcloudapi.net
46,47 government core.usgovcloudapi.net                         suspect
48,49 -          *.digicert.com
48,49 china      *.digicert.cn
48,49 -          oneocsp.microsoft.com
48,49 -          microsoft.com /pkiops
)";

using lines = std::multiset<std::string>;

std::string squeezed(const std::string& line) {
    std::istringstream words(line);
    std::string all, word;
    while (words >> word)
        all += (all.empty() ? "" : " ") + word;
    return all;
}

lines table(const char* text) {
    lines result;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        if (const auto words = squeezed(line); !words.empty()) result.insert(words);
    return result;
}

void add_facts(const condition& c, std::vector<std::string>& ids) {
    if (c.what == condition::kind::fact && std::find(ids.begin(), ids.end(), c.fact) == ids.end())
        ids.push_back(c.fact);
    for (const auto& part : c.parts)
        add_facts(part, ids);
}

std::string facts_of(const condition& c) {
    std::vector<std::string> ids;
    add_facts(c, ids);
    std::string words;
    for (const auto& id : ids)
        words += " " + id;
    return words;
}

std::string rows_of(const flow& f) {
    std::string rows;
    for (int row : f.sources.at(0).rows)
        rows += (rows.empty() ? "" : ",") + std::to_string(row);
    return rows;
}

std::string ports_of(const flow& f) {
    return f.ports.empty() ? "custom" : to_string(f.ports);
}

std::string line_of(const flow& f) {
    std::ostringstream line;
    line << rows_of(f) << ' ' << f.from << " > " << f.to << ' ' << to_string(f.protocol) << ' ' << ports_of(f) << ' '
         << to_string(f.select) << ' ' << to_string(f.listens) << ' ' << (f.identify.empty() ? "-" : f.identify)
         << (f.never_answers ? " never-answers" : "");
    if (f.when.what != condition::kind::always) line << " if" << facts_of(f.when);
    if (f.required_when) {
        const auto facts = facts_of(*f.required_when);
        line << " must" << (facts.empty() ? " never" : facts);
    }
    return line.str();
}

std::string line_of(const flow& f, const endpoint& e) {
    std::string line = rows_of(f) + " " + (e.region.empty() ? "-" : e.region) + " " + e.host;
    if (!e.path.empty()) line += " " + e.path;
    if (!e.suspect.empty()) line += " suspect";
    return line;
}

void check_same(const lines& want, const lines& have) {
    lines lost, invented;
    std::set_difference(want.begin(), want.end(), have.begin(), have.end(), std::inserter(lost, lost.end()));
    std::set_difference(have.begin(), have.end(), want.begin(), want.end(), std::inserter(invented, invented.end()));
    for (const auto& line : lost)
        FAIL_CHECK("the page has it, the matrix has not: " << line);
    for (const auto& line : invented)
        FAIL_CHECK("the matrix has it, the page has not: " << line);
}

const matrix& shipped() {
    static const matrix m = shipped_matrix("veeam-agents@2026-01-19").value();
    return m;
}

} // namespace

TEST_CASE("the shipped matrix is the source page, flow by flow") {
    lines have;
    for (const auto& f : shipped().flows)
        have.insert(line_of(f));
    check_same(table(wanted_flows), have);
}

TEST_CASE("every row of the source page has a flow, and no flow comes from elsewhere") {
    std::set<int> rows;
    for (const auto& f : shipped().flows)
        rows.insert(f.sources.at(0).rows.begin(), f.sources.at(0).rows.end());
    for (int row = 1; row <= 52; ++row) {
        CAPTURE(row);
        CHECK(rows.count(row) == 1);
    }
    CHECK(rows.size() == 52);
}

TEST_CASE("every endpoint of the source page is there, flow by flow") {
    std::map<std::string, lines> want;
    for (const auto& line : table(wanted_endpoints))
        want[line.substr(0, line.find(' '))].insert(line);
    for (const auto& f : shipped().flows) {
        CAPTURE(f.id);
        lines have;
        for (const auto& e : f.endpoints)
            have.insert(line_of(f, e));
        check_same(want[rows_of(f)], have);
    }
}

TEST_CASE("names of the shipped matrix") {
    const auto& m = shipped();
    CHECK(m.sources[0].id == "veeam-agents");
    CHECK(m.sources[0].url == "https://helpcenter.veeam.com/docs/vbr/userguide/agents_used_ports.html");
    CHECK(m.sources[0].updated == "2026-01-19");
    for (const auto& f : m.flows) {
        CAPTURE(f.id);
        CHECK(f.id == f.from + ":" + f.to + ":" + std::string(to_string(f.protocol)) + ":" + ports_of(f));
        CHECK_FALSE(f.purpose.empty());
        CHECK(f.purpose.size() <= 90);
    }
}

TEST_CASE("roles of the shipped matrix") {
    const auto& m = shipped();
    const std::set<std::string> abstract{"agent", "distribution-server", "backup-infrastructure"};
    const std::set<std::string> onboards{"agent-windows",
                                         "agent-linux",
                                         "agent-unix",
                                         "agent-macos",
                                         "distribution-server-linux",
                                         "distribution-server-windows",
                                         "ec2-instance",
                                         "azure-vm"};
    const std::set<std::string> external{"crl",
                                         "amazon-s3",
                                         "azure-blob",
                                         "google-cloud-storage",
                                         "ibm-cloud-object-storage",
                                         "s3-compatible",
                                         "veeam-data-cloud-vault",
                                         "aws-cloud",
                                         "azure-cloud"};
    const std::map<std::string, std::string> is{{"agent-windows", "agent"},
                                                {"agent-linux", "agent"},
                                                {"agent-unix", "agent"},
                                                {"agent-macos", "agent"},
                                                {"distribution-server-linux", "distribution-server"},
                                                {"distribution-server-windows", "distribution-server"},
                                                {"gateway-server-windows", "gateway-server"},
                                                {"backup-server", "backup-infrastructure"},
                                                {"repository", "backup-infrastructure"},
                                                {"gateway-server", "backup-infrastructure"}};
    CHECK(m.roles.size() == 29);
    for (const auto& r : m.roles) {
        CAPTURE(r.id);
        CHECK(r.abstract == (abstract.count(r.id) == 1));
        CHECK(r.onboards == (onboards.count(r.id) == 1));
        CHECK(r.external == (external.count(r.id) == 1));
        const auto parent = is.find(r.id);
        CHECK(r.is == (parent == is.end() ? std::vector<std::string>{} : std::vector<std::string>{parent->second}));
        // A role that no flow names would be a word that leads nowhere. What only groups others, other pages name.
        CHECK((r.id == "backup-infrastructure" || std::any_of(m.flows.begin(), m.flows.end(), [&](const flow& f) {
                   return m.is_a(r.id, f.from) || m.is_a(r.id, f.to);
               })));
    }
    for (const auto& f : m.flows) {
        CAPTURE(f.id);
        CHECK((f.listens == listens::external) == (external.count(f.to) == 1));
    }
}

TEST_CASE("conditions of the shipped matrix mean what the notes of the page say") {
    struct row {
        const char* flow;
        std::map<std::string, std::string> facts;
        truth needed;
        truth mandatory;
    };
    const std::string to_windows = "backup-server:agent-windows:";
    const auto yes = truth::yes, no = truth::no, unknown = truth::unknown;
    const row rows[] = {
        // WMI: through 135 from Windows, through 5985 from Linux; mandatory for clusters and file-level restore.
        {"tcp:135", {{"backup_server_os", "linux"}, {"failover_cluster", "true"}}, no, yes},
        {"tcp:135",
         {{"backup_server_os", "windows"}, {"failover_cluster", "false"}, {"file_level_restore", "false"}},
         yes,
         no},
        {"tcp:135", {{"backup_server_os", "windows"}, {"failover_cluster", "true"}}, yes, yes},
        {"tcp:135", {{"backup_server_os", "windows"}, {"file_level_restore", "true"}}, yes, yes},
        {"tcp:135", {}, unknown, unknown},
        {"tcp:5985", {{"backup_server_os", "windows"}, {"failover_cluster", "false"}}, no, unknown},
        {"tcp:5985", {{"backup_server_os", "windows"}, {"failover_cluster", "true"}}, yes, yes},
        {"tcp:5985",
         {{"backup_server_os", "linux"}, {"failover_cluster", "false"}, {"file_level_restore", "false"}},
         yes,
         no},
        {"tcp:5985", {{"backup_server_os", "linux"}, {"file_level_restore", "true"}}, yes, yes},
        // NetBIOS over TCP: only where NetBIOS is in use, and only to deploy or to restore.
        {"tcp:137-138", {{"netbios", "true"}, {"push_deployment", "true"}}, yes, no},
        {"tcp:139", {{"netbios", "false"}, {"push_deployment", "true"}}, no, yes},
        {"tcp:139", {{"netbios", "true"}, {"push_deployment", "false"}, {"console_restore", "false"}}, no, yes},
        {"tcp:139", {{"netbios", "true"}, {"console_restore", "true"}}, yes, yes},
        {"tcp:139", {{"netbios", "true"}}, unknown, yes},
        {"tcp:445", {{"push_deployment", "true"}}, yes, yes},
        {"tcp:445", {{"push_deployment", "false"}, {"console_restore", "false"}}, no, yes},
        {"udp:137", {{"netbios", "true"}}, yes, yes},
        {"udp:138", {{"netbios", "false"}}, no, yes},
        {"tcp:11731", {{"oldest_agent_version", "12.3.2"}}, yes, yes},
        {"tcp:11731", {{"oldest_agent_version", "13.0"}}, yes, yes},
        {"tcp:11731", {{"oldest_agent_version", "13.0.1"}}, no, yes},
        {"tcp:6167", {{"sql_log_backup", "true"}, {"always_on", "false"}}, no, yes},
        {"tcp:6167", {{"sql_log_backup", "true"}, {"always_on", "true"}}, yes, yes},
        {"tcp:2500-3300", {{"sql_log_backup", "true"}}, yes, yes},
        {"tcp:6160", {}, yes, yes},
    };
    for (const auto& r : rows) {
        std::string facts;
        for (const auto& [id, value] : r.facts)
            facts += id + "=" + value + " ";
        CAPTURE(r.flow);
        CAPTURE(facts);
        const flow* f = shipped().find_flow(to_windows + r.flow);
        REQUIRE(f != nullptr);
        const fact_lookup lookup = [&](const std::string& id) -> std::optional<std::string> {
            const auto found = r.facts.find(id);
            return found == r.facts.end() ? std::nullopt : std::optional(found->second);
        };
        CHECK(evaluate(f->when, lookup).value == r.needed);
        CHECK((f->required_when ? evaluate(*f->required_when, lookup).value : truth::yes) == r.mandatory);
    }
}

TEST_CASE("facts of the shipped matrix") {
    const auto& m = shipped();
    std::set<std::string> used;
    for (const auto& f : m.flows) {
        std::vector<std::string> ids;
        add_facts(f.when, ids);
        if (f.required_when) add_facts(*f.required_when, ids);
        used.insert(ids.begin(), ids.end());
    }
    const auto ids = m.fact_ids();
    CHECK(used == std::set<std::string>(ids.begin(), ids.end()));
    for (const auto& f : m.facts) {
        CAPTURE(f.id);
        CHECK(f.question.size() > 1);
        CHECK(f.question.back() == '?');
    }
}
