#pragma once

#include "matrix/matrix.hpp"

#include <doctest/doctest.h>

/// A matrix small enough to see what a site file may say about it.
inline fairway::matrix small_matrix() {
    const auto read = fairway::read_matrix(R"({
      "schema": "fairway-matrix/1", "id": "demo", "version": "1", "title": "Demo",
      "source": {"url": "https://example.com/ports", "updated": "2026-01-19"},
      "roles": [
        {"id": "server", "title": "Server"},
        {"id": "agent", "title": "Agent", "abstract": true, "onboards": true},
        {"id": "agent-linux", "title": "Linux agent", "is": ["agent"]},
        {"id": "agent-windows", "title": "Windows agent", "is": ["agent"]},
        {"id": "client", "title": "Client"},
        {"id": "cloud", "title": "Cloud", "external": true}
      ],
      "facts": [
        {"id": "netbios", "type": "boolean", "of": "site", "question": "Is NetBIOS used?"},
        {"id": "oldest", "type": "version", "of": "from", "question": "Which is the oldest?"},
        {"id": "os", "type": "enum", "of": "to", "question": "Which system?", "values": ["linux", "windows"]}
      ],
      "flows": [
        {"id": "server:agent:tcp:6160", "rows": [1], "from": "server", "to": "agent", "protocol": "tcp",
         "ports": [6160], "listens": "service", "identify": null, "purpose": "Control"},
        {"id": "server:agent-linux:tcp:22,2500-3300", "rows": [1], "from": "server", "to": "agent-linux",
         "protocol": "tcp", "ports": [22, "2500-3300"], "listens": "on-demand", "identify": null, "purpose": "Data"},
        {"id": "agent:server:tcp:10006", "rows": [2], "from": "agent", "to": "server", "protocol": "tcp",
         "ports": [10006], "listens": "service", "identify": null, "purpose": "Control"},
        {"id": "agent:cloud:tcp:443", "rows": [3], "from": "agent", "to": "cloud", "protocol": "tcp", "ports": [443],
         "listens": "external", "identify": null, "purpose": "Data",
         "endpoints": [{"region": "global", "host": "<account>.example.com"},
                       {"region": "china", "host": "<account>.example.cn"}]}
      ]
    })",
                                           "small matrix");
    for (const auto& p : read.problems)
        MESSAGE(to_string(p));
    REQUIRE(read.value);
    return *read.value;
}
