#!/usr/bin/python3
"""What a collector must withstand: a full disk, wrong clocks, replayed tokens, revoked credentials, bodies that are too
large, too slow, too deep or too clever, and 10,000 silent connections. Each gets the right answer, nothing false reaches
the database, memory stays within its budget, and honest probers are served throughout.
"""
import gzip
import hashlib
import http.client
import json
import os
import pathlib
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time

from e2e.collector import Collector, Prober, wait_until
from e2e.report import report

BUDGET_MIB = 400  # 256 MiB of bodies in flight, and the program itself
PASSWORD = "correct horse battery"
FLOW = "agent-linux:backup-server:tcp:10006"
failures = 0


def expect(what, seen, wanted):
    global failures
    good = seen in wanted if isinstance(wanted, (tuple, set)) else seen == wanted
    failures += not good
    print(f"{'ok  ' if good else 'FAIL'}  {what}: {seen}" + ("" if good else f", expected {wanted}"), flush=True)


def secret(name):
    return hashlib.sha256(name.encode()).hexdigest()


def run_id(n):
    return secret(f"run {n}")[:32]


def enrolled(collector, token, name):
    prober = Prober(collector, name, secret(f"credential {name}"))
    prober.enroll(token, secret(f"install {name}")[:32])
    return prober


def memory(collector, what="VmHWM"):
    for line in pathlib.Path(f"/proc/{collector.process.pid}/status").read_text().splitlines():
        if line.startswith(what):
            return int(line.split()[1]) / 1024


def state_of(collector, prober):
    return collector.query("SELECT flow, target, finding FROM flow_state WHERE prober = ? ORDER BY 1, 2", prober.id)


def transitions(collector):
    return collector.query("SELECT count(*) FROM transition")[0][0]


def raw(collector, data, patience=60):
    """Sends bytes over TLS; returns the status, or None if the connection just ends."""
    with socket.create_connection(("127.0.0.1", collector.port), timeout=patience) as plain:
        with collector.tls().wrap_socket(plain, server_hostname="127.0.0.1") as s:
            try:
                s.sendall(data)
                return int(s.recv(4096).split(b" ", 2)[1])
            except (OSError, IndexError, ValueError):
                return None


def tokens_and_credentials(collector):
    token = collector.token(1)
    prober = enrolled(collector, token, "web01")
    first = prober.id
    prober.enroll(token, secret("install web01")[:32])
    expect("a token again, by the same installation: the same prober", prober.id, first)
    thief = Prober(collector, "thief", secret("thief"))
    body = {"token": token, "credential_sha256": secret(secret("thief")), "host": "thief",
            "install_id": secret("install thief")[:32], "fairway": "0.1.0"}
    expect("a used token, by another installation", thief.post("/api/v1/enroll", body)[0], 403)
    expect("no credential", prober.post("/api/v1/reports", report(run_id(1), "web01", {}))[0], 401)
    thief.credential = secret("guessed")
    expect("a guessed credential", thief.report(report(run_id(1), "web01", {(FLOW, "vbr01"): "blocked"}))[0], 401)
    expect("an honest report", prober.report(report(run_id(2), "web01", {(FLOW, "vbr01"): "connected"}))[0], 200)
    # The name in a report is only a label: the credential decides whose state it is.
    other = enrolled(collector, collector.token(1), "web02")
    status, _ = other.report(report(run_id(3), "web01", {(FLOW, "vbr01"): "blocked"}))
    expect("a report in another prober's name changes nothing of that one",
           state_of(collector, prober), [(FLOW, "vbr01", "connected")])
    collector.call("prober", "revoke", other.id, "--data", collector.data)
    began = time.monotonic()
    wait_until(lambda: other.report(report(run_id(4), "web02", {(FLOW, "vbr01"): "blocked"}))[0] == 403,
               "the revoked prober to be refused")
    expect("a credential revoked by another process is refused within 5 s", time.monotonic() - began < 5, True)
    return prober


def bodies(collector, prober):
    head = {"Authorization": f"Bearer {prober.credential}"}
    good = json.dumps(report(run_id(5), "web01", {(FLOW, "vbr01"): "connected"}))
    packed = {**head, "Content-Encoding": "gzip"}
    for what, body, headers, wanted in (
            ("not JSON", b"hello", head, (400, 422)),
            ("half a report", good[:-20].encode(), head, (400, 422)),
            ("not gzip", good.encode(), packed, 400),
            ("damaged gzip", gzip.compress(good.encode())[:-9], packed, 400),
            ("gzip bomb (64 MiB of zeros)", gzip.compress(bytes(64 << 20)), packed, 413),
            ("3 MiB", b" " * (3 << 20), head, 413),
            ("500,000 nested lists", b"[" * 500000, head, (400, 422)),
            ("duplicate keys", good.replace('"part": 1', '"part": 1, "part": 1').encode(), head, (400, 422)),
            ("invalid UTF-8", good.replace("web01", "web\udc80", 1).encode(errors="surrogateescape"), head, (400, 422)),
            ("a finding that does not exist", good.replace("connected", "wonderful").encode(), head, 422),
            ("part 2 of 1", good.replace('"part": 1', '"part": 2').encode(), head, 422)):
        try:
            expect(what, prober.post("/api/v1/reports", body, headers)[0], wanted)
        except (OSError, http.client.HTTPException) as e:
            expect(what, repr(e), wanted)
    long_header = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 20000 + b"\r\n\r\n"
    expect("a header of 20,000 bytes", raw(collector, long_header), (400, 431, None))
    expect("no HTTP", raw(collector, b"\x16\x03\x01" * 100 + b"\r\n\r\n"), (400, None))
    expect("nothing of that changed the state", state_of(collector, prober), [(FLOW, "vbr01", "connected")])


def slow_ones(collector, prober):
    """Headers and bodies sent byte by byte: each must be cut off in time while others are served."""
    results = {}

    def trickle(name, begin, limit):
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", collector.port), timeout=60) as plain:
            with collector.tls().wrap_socket(plain, server_hostname="127.0.0.1") as s:
                s.sendall(begin)
                s.settimeout(0.25)
                while time.monotonic() - began < limit + 20:
                    try:
                        s.sendall(b"a")
                        answer = s.recv(1000)
                        results[name] = time.monotonic() - began, answer[:40]
                        return
                    except TimeoutError:
                        continue
                    except OSError:
                        results[name] = time.monotonic() - began, b""
                        return

    begin_body = (f"POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {prober.credential}\r\n"
                  "Content-Length: 1000000\r\n\r\n").encode()
    threads = [threading.Thread(target=trickle, args=a, daemon=True)
               for a in (("header", b"GET /healthz HTTP/1.1\r\nX: ", 10), ("body", begin_body, 30))]
    for t in threads:
        t.start()
    answers = 0
    while any(t.is_alive() for t in threads):
        answers += prober.report(report(run_id(6), "web01", {(FLOW, "vbr01"): "connected"}))[0] == 200
        threads[0].join(0.5)
        threads[1].join(0.5)
    expect("a trickled header is cut after 10 s", 9 < results.get("header", (0,))[0] < 14, True)
    expect("a trickled body is cut after 30 s", 29 < results.get("body", (0,))[0] < 35, True)
    expect("meanwhile others were served", answers > 20, True)


def idle_connections(collector, prober, count=10000):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < count + 100:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count + 500, count + 500))
    else:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    idle, served, refused = [], 0, 0
    try:
        for n in range(count):
            try:
                idle.append(socket.create_connection(("127.0.0.1", collector.port), timeout=10))
            except OSError:
                refused += 1
            if n % 500 == 0:
                # A connection of its own, as a prober that reports every five minutes has.
                prober.hang_up()
                served += prober.report(report(run_id(7), "web01", {(FLOW, "vbr01"): "connected"}))[0] == 200
        expect(f"{count} idle connections: reports that were served in between", served, count // 500)
        prober.hang_up()
        expect("and with all of them there", prober.report(
            report(run_id(8), "web01", {(FLOW, "vbr01"): "connected"}))[0], 200)
        expect("memory within its budget", memory(collector) < BUDGET_MIB, True)
        print(f"      most memory {memory(collector):.0f} MiB, {refused} connections refused by the system")
    finally:
        for s in idle:
            s.close()


def wrong_clock(collector):
    prober = enrolled(collector, collector.token(1), "late")
    day = 86400
    now = int(time.time())
    before = transitions(collector)
    first = report(run_id(10), "late", {(FLOW, "vbr01"): "connected"}) | {"started_at": "2030-01-01T00:00:00Z"}
    second = report(run_id(11), "late", {(FLOW, "vbr01"): "blocked"}) | {"started_at": "2020-01-01T00:00:00Z"}
    expect("a report with a clock a day ahead", prober.report(first, **{"Fairway-Clock": str(now + day)})[0], 200)
    expect("the next with a clock a day behind", prober.report(second, **{"Fairway-Clock": str(now - day)})[0], 200)
    expect("order is by age: the second counts", state_of(collector, prober), [(FLOW, "vbr01", "blocked")])
    expect("one transition", transitions(collector) - before, 1)
    old = report(run_id(12), "late", {(FLOW, "vbr01"): "connected"})
    expect("a report that is ten minutes old arrives late", prober.report(old, age=600)[0], 200)
    expect("it does not become the present", state_of(collector, prober), [(FLOW, "vbr01", "blocked")])


def full_disk(collector, prober, filler):
    """The data directory is a small tmpfs: filled by a file of ours, then by the database itself."""
    with open(filler, "wb", buffering=0) as f:
        try:
            while True:
                f.write(bytes(4096))
        except OSError:
            pass
    seen = set()
    for n in range(200):
        many = {(f"agent-linux:backup-server:tcp:{port}", f"host{n}"): "blocked" for port in range(1, 200)}
        seen.add(prober.report(report(run_id(1000 + n), "web01", many))[0])
        if 503 in seen:
            break
    expect("on a full disk a report is answered with 503", 503 in seen and seen <= {200, 503}, True)
    wanted, counted = state_of(collector, prober), transitions(collector)
    for n in range(20):
        status, _ = prober.report(report(run_id(2000 + n), "web01", {(FLOW, "vbr01"): "silent"}))
        if status == 200:
            break
    expect("and goes on to be", status, 503)
    expect("no state has changed", state_of(collector, prober) == wanted and transitions(collector) == counted, True)
    ready = raw(collector, b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n")
    expect("/readyz says so", ready, 503)
    words = json.dumps({"name": "admin", "password": PASSWORD})
    login = (f"POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
             f"Content-Length: {len(words)}\r\n\r\n{words}")
    expect("right passwords open it all the same, however often",
           [raw(collector, login.encode()) for _ in range(7)] == [200] * 7, True)
    os.unlink(filler)
    wait_until(lambda: prober.report(report(run_id(3000), "web01", {(FLOW, "vbr01"): "connected"}))[0] == 200,
               "the report to be taken once there is room")
    expect("with room again the state is what is reported", state_of(collector, prober),
           [(FLOW, "vbr01", "connected")])
    expect("the database is sound", collector.query("PRAGMA integrity_check"), [("ok",)])


def main():
    with tempfile.TemporaryDirectory(prefix="fairway-e2e.") as directory:
        small = pathlib.Path(directory, "small")
        small.mkdir()
        root = os.geteuid() == 0
        if root:
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "fairway-e2e", small], check=True)
        else:
            print("SKIPPED: the full disk needs root, for a tmpfs of its own", flush=True)
        try:
            collector = Collector(small)
            password = pathlib.Path(directory, "password")
            password.touch(mode=0o600)
            password.write_text(PASSWORD + "\n")
            collector.call("user", "password", "admin", "--data", collector.data, "--password-file", password)
            collector.start()
            try:
                prober = tokens_and_credentials(collector)
                bodies(collector, prober)
                wrong_clock(collector)
                if root:
                    full_disk(collector, prober, small / "filler")
                slow_ones(collector, prober)
                idle_connections(collector, prober)
                expect("the collector is still the same process", collector.alive(), True)
            finally:
                collector.end()
        finally:
            if root:
                subprocess.run(["umount", "-l", small], check=True)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
