#!/usr/bin/env python3
"""What fairway.exe says of ports whose state is known, and how long it takes. verdicts.py FAIRWAY.EXE, in the network of
tests/windows/wine (--beside): servers and firewall rules are this system's own, on loopback.

Wine gives Linux's errors for a rejection, without who said so: as on a Windows before 10 2004, nobody may be named."""

import contextlib
import datetime
import http.server
import json
import os
import shlex
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

WINE = shlex.split(os.environ["FAIRWAY_WINE"])
PROGRAM = Path(sys.argv[1]).resolve()
HOST, HOST6 = "127.0.0.9", "::1"
mistakes = 0


def check(what, right, detail=""):
    global mistakes
    mistakes += not right
    print(f"{'ok  ' if right else 'FAIL'} {what}{'' if right else f': {detail}'}", flush=True)


def windows_path(path):
    return "Z:" + str(Path(path).resolve()).replace("/", "\\")


def run(*words):
    began = time.monotonic()
    done = subprocess.run([*WINE, PROGRAM, *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
    return done, time.monotonic() - began


def rule(text):
    subprocess.run(["nft", "-f", "-"], input=text, text=True, check=True)


class World:
    """Ports whose state is known, and the matrix that requires them."""

    def __init__(self, stack, folder):
        self.stack, self.folder, self.flows, self.expected = stack, folder, [], {}
        rule("""table inet fairway {
            set dropped { type inet_service; }
            set rejected { type inet_service; }
            chain in {
                type filter hook input priority 0
                tcp dport @dropped drop
                tcp dport @rejected reject with icmpx admin-prohibited
            }
        }""")
        stack.callback(rule, "delete table inet fairway")

    def free_port(self, kind=socket.SOCK_STREAM):
        s = socket.socket(socket.AF_INET6, kind)
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        s.bind(("::", 0))
        port = s.getsockname()[1]
        s.close()
        return port

    def listening(self, family=socket.AF_INET6):
        s = socket.socket(family)
        if family == socket.AF_INET6:
            s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        s.bind(("::", 0))
        s.listen(64)
        self.stack.callback(s.close)
        return s

    def require(self, name, ports, finding, protocol="tcp", identify=None):
        """`finding`: one, or several that are right."""
        flow = f"client:server:{protocol}:{ports}"
        self.flows.append({"id": flow, "rows": [len(self.flows) + 1], "from": "client", "to": "server", "protocol": protocol,
                           "ports": [str(ports)], "select": "all", "listens": "service", "identify": identify,
                           "purpose": name})
        self.expected[flow] = (name, finding if isinstance(finding, tuple) else (finding,))

    def matrix(self):
        file = self.folder / "a matrix.json"
        file.write_text(json.dumps({
            "schema": "fairway-matrix/1", "id": "test", "version": "1", "title": "Test",
            "source": {"url": "https://example.test/", "updated": "2026-01-01"},
            "roles": [{"id": "client", "title": "Client"}, {"id": "server", "title": "Server"}], "facts": [],
            "flows": self.flows}))
        return windows_path(file)


def serve(listener, answer):
    def loop():
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

    threading.Thread(target=loop, daemon=True).start()


def say(text):
    def answer(connection):
        with contextlib.suppress(OSError), connection:
            connection.sendall(text)
            connection.recv(1000)

    return answer


def certificate(folder, name, issuer=None):
    """(certificate, key) for a host name; signed by itself, or by an issuer."""
    cert, key = folder / f"{name}.pem", folder / f"{name}.key"
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
             "-subj", f"/CN={name}", "-keyout", key, "-out", cert]
    if issuer:
        words += ["-CA", issuer[0], "-CAkey", issuer[1], "-addext", f"subjectAltName=IP:{HOST},DNS:{name}"]
    subprocess.run(words, check=True, capture_output=True)
    return cert, key


def https(world, chain):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*chain)
    server = http.server.ThreadingHTTPServer((HOST, 0), http.server.SimpleHTTPRequestHandler)
    server.RequestHandlerClass.log_message = lambda *_: None
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    world.stack.callback(server.shutdown)
    return server.server_address[1]


def verdicts(stack, folder):
    world = World(stack, folder)
    opened, refused, dropped, rejected = world.listening(), world.free_port(), world.free_port(), world.free_port()
    serve(opened, say(b""))
    rule(f"add element inet fairway dropped {{ {dropped} }}; add element inet fairway rejected {{ {rejected} }}")
    world.require("open", opened.getsockname()[1], "connected")
    world.require("refused", refused, "path-open")
    world.require("dropped", dropped, "silent")
    world.require("rejected by a rule", rejected, ("unreachable", "blocked"))
    ssh, wrong = world.listening(), world.listening()
    serve(ssh, say(b"SSH-2.0-OpenSSH_9.2p1\r\n"))
    serve(wrong, say(b"220 mail.test ESMTP\r\n"))
    world.require("SSH", ssh.getsockname()[1], "confirmed", identify="ssh")
    world.require("another protocol", wrong.getsockname()[1], "wrong-service", identify="ssh")
    root = certificate(folder, "authority")
    good = certificate(folder, "server.test", root)
    world.require("TLS of an authority that Windows may not have met", https(world, good), "confirmed", identify="https")
    world.require("TLS that nobody vouches for", https(world, certificate(folder, "self.test")),
                  ("confirmed", "intercepted"), identify="https")
    echo = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    echo.bind((HOST, 0))
    stack.callback(echo.close)

    def echoing():
        with contextlib.suppress(OSError):
            while True:
                data, peer = echo.recvfrom(2000)
                echo.sendto(data or b"x", peer)

    threading.Thread(target=echoing, daemon=True).start()
    world.require("UDP that answers", echo.getsockname()[1], ("connected", "confirmed"), "udp")
    world.require("UDP, nobody there", world.free_port(socket.SOCK_DGRAM), "unverifiable", "udp")

    for family, address in ((4, HOST), (6, HOST6)):
        done, took = run("check", "--matrix", world.matrix(), "--as", "client", "--peer", f"server={address}", "--planned",
                         address, "--format", "json")
        report = json.loads(done.stdout)
        check(f"IPv{family}: exit code and clean output", done.returncode in (0, 1, 3) and b"\r" not in done.stdout,
              (done.returncode, done.stderr.decode()))
        for finding in report["findings"]:
            name, expected = world.expected[finding["flow"]]
            if family == 6 and ("TLS" in name or name == "UDP that answers"):
                continue  # these listen on the IPv4 address
            check(f"IPv{family}: {name}: {finding['finding']}", finding["finding"] in expected, finding["text"])
            if finding["finding"] == "unreachable":
                check("nobody is named", "only says that the host cannot be reached" in finding["text"], finding["text"])
        print(f"     IPv{family}: {len(report['findings'])} flows in {took:.1f} s, wine's start included")
    done, _ = run("check", "--matrix", world.matrix(), "--as", "client", "--peer", f"server={HOST}")
    check("a report for people says what this system cannot show", b"Hop checks are not available on this system" in done.stdout)


def ranges(stack, folder):
    """801 ports of each kind: the figures of docs/measurements.md."""
    world = World(stack, folder)
    first = {"refused": 20000, "dropped": 21000, "open": 22000}
    rule(f"add element inet fairway dropped {{ {', '.join(str(21000 + i) for i in range(801))} }}")
    for i in range(801):
        s = socket.socket()
        s.bind((HOST, first["open"] + i))
        s.listen(8)
        stack.callback(s.close)
    for name, finding in (("refused", "path-open"), ("dropped", "silent"), ("open", "connected")):
        world.flows, world.expected = [], {}
        world.require(name, f"{first[name]}-{first[name] + 800}", finding)
        done, took = run("check", "--matrix", world.matrix(), "--as", "client", "--peer", f"server={HOST}", "--planned", HOST,
                         "--rate", "0", "--no-identify", "--format", "json")
        finding_said = json.loads(done.stdout)["findings"][0]
        check(f"801 {name} ports: {finding_said['finding']}", finding_said["finding"] == finding, finding_said["text"])
        print(f"     801 {name} ports: {json.loads(done.stdout)['duration_ms']} ms of the check, {took:.1f} s in all")


def main():
    subprocess.run([*WINE, PROGRAM, "--version"], check=True, capture_output=True)
    for part in (verdicts, ranges):
        with tempfile.TemporaryDirectory(prefix="fairway windows.") as name, contextlib.ExitStack() as stack:
            part(stack, Path(name))
    print(f"{mistakes} mistakes" if mistakes else f"all as it should be, {datetime.date.today()}")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
