"""The SYNs that reach a host: what its services notice of a check."""
import json

_SETS = {"ip": "ipv4_addr", "ip6": "ipv6_addr"}


def count(machine):
    """Begins to count, in a table of its own."""
    sets = "".join(f"  set to_{word} {{ type {kind} . inet_service; flags dynamic; size 65535; counter; }}\n"
                   for word, kind in _SETS.items())
    rules = "".join(f"    tcp flags & (syn | ack) == syn add @to_{word} {{ {word} daddr . tcp dport }}\n"
                    for word in _SETS)
    machine.nft(f"table inet syns {{\n{sets}  chain input {{\n    type filter hook input priority -10\n"
                f"{rules}  }}\n}}\n")


def counted(machine):
    """(address, port) -> SYNs."""
    found = {}
    for word in _SETS:
        listed = json.loads(machine.run(["nft", "-j", "list", "set", "inet", "syns", f"to_{word}"]).stdout)["nftables"]
        for element in next(item["set"] for item in listed if "set" in item).get("elem", []):
            address, port = element["elem"]["val"]["concat"]
            found[address, str(port)] = element["elem"]["counter"]["packets"]
    return found
