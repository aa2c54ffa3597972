#!/usr/bin/python3
"""Guesses from thousands of addresses at a real collector: right passwords of those who are known open it within two
seconds, every one of them, and reports arrive as ever.
"""
import hashlib
import http.client
import json
import pathlib
import sys
import tempfile
import threading
import time

from e2e.collector import PATIENCE, Collector, Prober, wait_until
from e2e.report import report

ATTACKERS = 24  # connections at a time
ROUNDS = 20
MOST = 2.0  # seconds
PASSWORD = "correct horse battery"
failures = 0


def expect(what, seen, wanted):
    global failures
    good = seen == wanted
    failures += not good
    print(f"{'ok  ' if good else 'FAIL'}  {what}: {seen}" + ("" if good else f", expected {wanted}"), flush=True)


class Person:
    """Logs in from an address; a browser among them keeps its cookies."""

    def __init__(self, collector, address):
        self.collector, self.address, self.cookies = collector, address, {}

    def log_in(self, name, password):
        connection = http.client.HTTPSConnection("127.0.0.1", self.collector.port, timeout=PATIENCE,
                                                 context=self.collector.tls(), source_address=(self.address, 0))
        try:
            connection.request("POST", "/api/v1/login", json.dumps({"name": name, "password": password}),
                               {"Content-Type": "application/json",
                                "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())})
            answer = connection.getresponse()
            answer.read()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                key, value = cookie.split(";")[0].split("=", 1)
                self.cookies[key] = value
            return answer.status
        finally:
            connection.close()


class Attack:
    """Each guess is from another address, half of them at the administrator's account, half at names of no account."""

    def __init__(self, collector):
        self.collector, self.going, self.answers, self.lock, self.sent = collector, True, {}, threading.Lock(), 0
        self.threads = [threading.Thread(target=self.guess) for _ in range(ATTACKERS)]
        for t in self.threads:
            t.start()

    def guess(self):
        while self.going:
            with self.lock:
                self.sent += 1
                n = self.sent
            address = f"127.{1 + n // 62500 % 250}.{n // 250 % 250}.{1 + n % 250}"
            try:
                status = Person(self.collector, address).log_in("admin" if n % 2 else f"nobody{n}", f"guess number {n}")
            except (OSError, http.client.HTTPException):
                status = None
            with self.lock:
                self.answers[status] = self.answers.get(status, 0) + 1

    def end(self):
        self.going = False
        for t in self.threads:
            t.join()


def main():
    with tempfile.TemporaryDirectory(prefix="fairway-e2e.") as name:
        directory = pathlib.Path(name)
        collector = Collector(directory)
        password = directory / "password"
        password.touch(mode=0o600)
        password.write_text(PASSWORD + "\n")
        collector.call("user", "password", "admin", "--data", collector.data, "--password-file", password)
        collector.start()
        try:
            prober = Prober(collector, "web01", hashlib.sha256(b"web01").hexdigest())
            prober.enroll(collector.token(), "0" * 32)
            browser, tool = Person(collector, "127.254.0.1"), Person(collector, "127.254.0.2")
            expect("a browser and a tool log in", [browser.log_in("admin", PASSWORD), tool.log_in("admin", PASSWORD)],
                   [200, 200])
            tool.cookies = {}
            attack = Attack(collector)
            served, slowest, reported = [], 0.0, []
            try:
                wait_until(lambda: attack.sent >= 2 * ATTACKERS, "the attack to be on its way")
                for n in range(ROUNDS):
                    browser.address = f"127.253.0.{1 + n}"  # somewhere else each time: its cookie is what counts
                    tool.cookies = {}
                    for person in (browser, tool):
                        began = time.monotonic()
                        served.append(person.log_in("admin", PASSWORD))
                        slowest = max(slowest, time.monotonic() - began)
                    began = time.monotonic()
                    status, _ = prober.report(report(f"{n:032x}", "web01", {("a:b:tcp:1", "vbr01"): "connected"}))
                    reported.append(status == 200 and time.monotonic() - began < MOST)
            finally:
                attack.end()
            expect("right passwords of those who are known, during the attack", served, [200] * (2 * ROUNDS))
            expect(f"each within {MOST} s", slowest < MOST, True)
            expect("reports within that time", reported, [True] * ROUNDS)
            expect("guesses that were right", attack.answers.get(200, 0), 0)
            rows = collector.query("SELECT count(*) FROM audit WHERE action = 'login-failed'")[0][0]
            expect("the audit trail is not filled with them", rows <= 60, True)
            print(f"      slowest {slowest:.2f} s; {attack.sent} guesses, answered: "
                  f"{ {str(k): v for k, v in attack.answers.items()} }", flush=True)
        finally:
            collector.end()
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
