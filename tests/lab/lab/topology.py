"""The lab's network: agent -- r1 -- r2 -- {vbr, repo, dc, nas, cloud, ad}, IPv4 and IPv6, two routers to name."""
import contextlib
import os
import signal
import sys

from . import needs
from .namespace import Namespace, remove_leftovers

PREFIX = "fairway-lab-"
HOSTS = ("vbr", "repo", "dc", "nas", "cloud", "ad")

# The default of a Linux router or host: one ICMP error per second and destination after a burst of six.
_LIMITED = {"net/ipv4/icmp_ratelimit": 1000, "net/ipv4/icmp_ratemask": 6168, "net/ipv4/icmp_msgs_per_sec": 1000,
            "net/ipv4/icmp_msgs_burst": 50, "net/ipv6/icmp/ratelimit": 1000, "net/ipv6/icmp/ratemask": "0-1,3-127"}
_UNLIMITED = {"net/ipv4/icmp_ratelimit": 0, "net/ipv4/icmp_ratemask": 0, "net/ipv4/icmp_msgs_per_sec": 1000000,
              "net/ipv4/icmp_msgs_burst": 100000, "net/ipv6/icmp/ratelimit": 0, "net/ipv6/icmp/ratemask": ""}

FORWARDS = {"net/ipv4/ip_forward": 1, "net/ipv6/conf/all/forwarding": 1}
_STAYS = {key: 0 for key in FORWARDS}


class Lab:
    """A running lab; use as a context manager. Everything it made is gone afterwards, whatever happened.

    wire: "delayed" puts a user-space wire of `delay_us` each way between agent and r1 (real networks are never as
    synchronous as veth, where an ICMP error arrives inside connect()); "plain" is bare veth.
    loss, duplicate: percent of frames that the delayed wire loses, or delivers twice.
    icmp_limits: False lets routers and hosts send every ICMP error.
    """

    def __init__(self, wire="delayed", icmp_limits=False, delay_us=5000, loss=0, duplicate=0):
        self.wire, self.icmp_limits = wire, icmp_limits
        self._wire_options = ["--delay-us", str(delay_us), "--loss", str(loss), "--duplicate", str(duplicate)]
        self._faults = f", {loss} % lost, {duplicate} % twice" if loss or duplicate else ""
        self._namespaces = {}
        self._undo = contextlib.ExitStack()

    def __getitem__(self, label):
        return self._namespaces[label]

    def __str__(self):
        return f"{self.wire} wire{self._faults}, ICMP limits {'on' if self.icmp_limits else 'off'}"

    def address(self, label, family=4):
        """The address at which the rest of the lab reaches this machine."""
        if label in HOSTS:
            n = 10 + HOSTS.index(label)
            return f"10.77.{n}.2" if family == 4 else f"fd77:0:0:{n}::2"
        return {"agent": {4: "10.77.0.2", 6: "fd77::2"},  # the routers: what their ICMP errors come from
                "r1": {4: "10.77.0.1", 6: "fd77::1"},
                "r2": {4: "10.77.1.2", 6: "fd77:0:0:1::2"}}[label][family]

    def more_addresses(self, label, count):
        """Gives a host further IPv4 addresses and returns them. Routed, not neighbors: no ARP in the way."""
        n = 10 + HOSTS.index(label)
        block = f"10.77.{100 + n}"
        addresses = [f"{block}.{i}" for i in range(1, count + 1)]
        self["r2"].ip(f"route replace {block}.0/24 via 10.77.{n}.2")
        self[label].ip(*[f"address replace {a}/32 dev lo" for a in addresses])
        return addresses

    def add_detour(self):
        """A second path from r1 to r2, one router longer; which one a connection takes depends on its ports."""
        detour = self.add("detour", forwards=True)
        self.join("detour", "north", "r1", "detour", 2)
        self.join("r2", "detour", "detour", "south", 3)
        detour.ip("route add 10.77.0.0/24 via 10.77.2.1", "route add fd77::/64 via fd77:0:0:2::1",
                  "route add 10.77.10.0/24 via 10.77.3.2", "route add fd77:0:0:10::/64 via fd77:0:0:3::2")
        self["r1"].sysctl({"net/ipv4/fib_multipath_hash_policy": 1, "net/ipv6/fib_multipath_hash_policy": 1})
        self["r1"].ip("route add 10.77.10.0/24 nexthop via 10.77.1.2 nexthop via 10.77.2.2",
                      "route add fd77:0:0:10::/64 nexthop via fd77:0:0:1::2 nexthop via fd77:0:0:2::2")

    def add_behind(self, label, host, net):
        """One more machine, behind a host that forwards for it, as a container is. Returns its addresses by family."""
        machine = self.add(label)
        self.join(label, "north", host, label, net)
        machine.ip(f"route add default via 10.77.{net}.1", f"route add default via fd77:0:0:{net}::1")
        self[host].sysctl(FORWARDS)
        return {4: f"10.77.{net}.2", 6: f"fd77:0:0:{net}::2"}

    def add(self, label, forwards=False):
        """One more machine, without cables."""
        namespace = Namespace(f"{PREFIX}{os.getpid()}-{id(self) % 9973}-{label}", label)
        self._undo.callback(namespace.destroy)
        self._namespaces[label] = namespace
        namespace.sysctl({
            **(FORWARDS if forwards else _STAYS),
            "net/ipv6/conf/default/accept_dad": 0, "net/ipv6/conf/all/accept_dad": 0,
            "net/ipv4/tcp_abort_on_overflow": 0,
            **(_LIMITED if self.icmp_limits else _UNLIMITED)})
        namespace.ip("link set lo up")
        return namespace

    def __enter__(self):
        remove_leftovers(PREFIX)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        try:
            self._build()
        except BaseException:
            self._undo.close()
            raise
        return self

    def __exit__(self, *_):
        self._undo.close()

    def _build(self):
        middle = ["wire"] if self.wire == "delayed" else []
        for label in ("agent", *middle, "r1", "r2", *HOSTS):
            self.add(label, forwards=label in ("r1", "r2"))

        if middle:
            self._cable("agent", "south", "wire", "left")
            self._cable("wire", "right", "r1", "north")
            self._addresses("agent", "south", "r1", "north", 0)
        else:
            self.join("agent", "south", "r1", "north", 0)
        self.join("r2", "north", "r1", "south", 1)
        for host in HOSTS:
            self.join(host, "north", "r2", host, 10 + HOSTS.index(host))

        self["agent"].ip("route add default via 10.77.0.1", "route add default via fd77::1")
        # r1 sends all of the lab's space on; r2 knows only what is attached, so some of it ends there.
        self["r1"].ip("route add 10.77.0.0/16 via 10.77.1.2", "route add fd77::/32 via fd77:0:0:1::2")
        self["r2"].ip("route add 10.77.0.0/24 via 10.77.1.1", "route add fd77::/64 via fd77:0:0:1::1")
        for kind, (router, n) in ROUTES.items():
            self[router].ip(f"route add {kind} 10.77.{n}.0/24", f"route add {kind} fd77:0:0:{n}::/64")
        for host in HOSTS:
            n = 10 + HOSTS.index(host)
            self[host].ip(f"route add default via 10.77.{n}.1", f"route add default via fd77:0:0:{n}::1")
        if middle:
            self["wire"].start_ready([needs.tool("lab", "lab_wire"), "left", "right", *self._wire_options])

    def _cable(self, a, a_end, b, b_end):
        self[a].ip(f"link add name {a_end} type veth peer name {b_end} netns {self[b].name}", f"link set dev {a_end} up")
        self[b].ip(f"link set dev {b_end} up")

    def join(self, a, a_end, b, b_end, net):
        """A cable between two machines, with addresses of network `net`."""
        self._cable(a, a_end, b, b_end)
        self._addresses(a, a_end, b, b_end, net)

    def _addresses(self, a, a_end, b, b_end, net):
        """Addresses for both ends: b is .1, a is .2. Neighbors are fixed, so that no burst is lost to ARP."""
        mac = {a: f"02:77:00:00:{net:02x}:02", b: f"02:77:00:00:{net:02x}:01"}
        for me, end, other, last, peer in ((a, a_end, b, 2, 1), (b, b_end, a, 1, 2)):
            self[me].ip(f"link set dev {end} address {mac[me]}",
                        f"address add 10.77.{net}.{last}/24 dev {end}",
                        f"address add fd77:0:0:{net}::{last}/64 dev {end} nodad",
                        f"neighbour replace 10.77.{net}.{peer} lladdr {mac[other]} dev {end} nud permanent",
                        f"neighbour replace fd77:0:0:{net}::{peer} lladdr {mac[other]} dev {end} nud permanent")


# Route types, each with a prefix of its own. Linux charges a route's ICMP error twice to its rate limit, so that three
# kinds at one router would be one too many.
ROUTES = {"blackhole": ("r2", 50), "prohibit": ("r2", 51), "unreachable": ("r1", 52)}


def nowhere(kind, family):
    """An address that ends badly: by a route type, "unknown" to r2, or "mute": nobody answers ARP there."""
    if kind == "mute":
        return "10.77.10.99" if family == 4 else "fd77:0:0:10::99"
    n = ROUTES[kind][1] if kind in ROUTES else 53
    return f"10.77.{n}.9" if family == 4 else f"fd77:0:0:{n}::9"
