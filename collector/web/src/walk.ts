// The way from a host to a target, as far as hop checks could see it: as stops that can be drawn.
import type { Address } from "./model";

export interface Stop {
    kind: "host" | "router" | "gap" | "target";
    name: string;
    /** What was seen here; "" where nothing was. */
    note: string;
    /** Here, or just behind it, packets are stopped or answered in the target's name. */
    culprit: boolean;
    /** Packets came this far. */
    reached: boolean;
}

interface Seen {
    router: string;
    hop: number | null;
    of: number | null;
    note: string;
    culprit: boolean;
}

/** Null where there is no way to draw: no address, or no route. */
export function walk(a: Address, target: string): Stop[] | null {
    if (a.address === null || a.source === null) return null;
    const seen = somethingOnTheWay(a);
    const hops = a.hops ?? seen?.of ?? null;
    const ended = seen !== null && seen.culprit;
    const stops: Stop[] = [{ kind: "host", name: a.source, note: "this prober", culprit: false, reached: true }];
    const gap = (name: string, reached: boolean) =>
        stops.push({ kind: "gap", name, note: "", culprit: false, reached });
    const routers = (n: number, reached: boolean) => {
        if (n > 0) gap(n === 1 ? "1 router" : `${n} routers`, reached);
    };
    if (seen !== null) {
        const { router, hop, note, culprit } = seen;
        if (hop !== null) routers(hop - 1, true);
        else if (hops === null || hops > 2) gap("not known", true);
        stops.push({
            kind: "router",
            name: router,
            note: hop === null ? note : `hop ${hop}: ${note}`,
            culprit,
            reached: true,
        });
        if (hop !== null && hops !== null) routers(hops - 1 - hop, !ended);
        else if (hops === null || hops > 2) gap("not known", !ended);
    } else if (hops !== null) routers(hops - 1, true);
    const silent = a.spans.some((s) => s.reason === "no-response");
    const own = a.spans.some((s) => s.icmp !== null && s.answered_by === a.address && s.outcome !== "pass");
    const answered = a.spans.some((s) => s.answered_by === a.address && s.on_way === null);
    stops.push({
        kind: "target",
        name: a.address === target ? target : `${target} (${a.address})`,
        note: own ? "its own firewall refuses" : answered ? "answers" : silent && !ended ? "no answer" : "",
        culprit: own,
        // Where some ports of a range get through the line to the target is whole; the culprit is marked all the same.
        reached: answered || (!ended && !silent),
    });
    return stops;
}

function somethingOnTheWay(a: Address): Seen | null {
    // The collector keeps the sentences of probes/trace.cpp: "dropped at or just after 10.1.0.1 (hop 1 of 3)".
    const end = /^(.*?) ?(\S+) \(hop (\d+)(?: of (\d+))?\)$/.exec(a.path_end ?? "");
    if (end !== null) {
        const dropped = a.path_end!.startsWith("dropped");
        return {
            router: end[2]!,
            hop: Number(end[3]),
            of: end[4] === undefined ? null : Number(end[4]),
            note: dropped ? "dropped here, or just after" : "got at least this far",
            culprit: dropped,
        };
    }
    for (const span of a.spans) {
        if (span.on_way !== null) {
            const hop = /^(?:(\S+) \()?hop (\d+)\)?$/.exec(span.on_way);
            return {
                router: hop === null ? span.on_way : (hop[1] ?? "a router"),
                hop: hop === null ? null : Number(hop[2]),
                of: null,
                note: "answers in the target's name",
                culprit: true,
            };
        }
        if (span.icmp !== null && span.answered_by !== null && span.answered_by !== a.address)
            return { router: span.answered_by, hop: null, of: null, note: `says ${span.reason}`, culprit: true };
    }
    return null;
}
