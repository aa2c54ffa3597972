// The path from a prober to a target, as far as hop checks could see it: as stops that can be drawn.
import type { Address } from "./model";
import { onWay } from "./words";

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
    /** Nothing shows that packets came farther. */
    ended: boolean;
}

/** Null if there is no path to draw: no address, or no route. */
export function walk(a: Address, target: string): Stop[] | null {
    if (a.address === null || a.source === null) return null;
    const seen = somethingOnThePath(a);
    const hops = a.hops ?? seen?.of ?? null;
    const ended = seen !== null && seen.ended;
    const stops: Stop[] = [{ kind: "host", name: a.source, note: "this prober", culprit: false, reached: true }];
    const gap = (name: string, reached: boolean) =>
        stops.push({ kind: "gap", name, note: "", culprit: false, reached });
    const routers = (n: number, reached: boolean) => {
        if (n > 0) gap(n === 1 ? "1 router" : `${n} routers`, reached);
    };
    if (seen !== null) {
        const { router, hop, note, culprit } = seen;
        if (hop !== null) routers(hop - 1, true);
        else if (hops === null || hops > 2) gap("unknown", true);
        stops.push({
            kind: "router",
            name: router,
            note: hop === null ? note : `hop ${hop}: ${note}`,
            culprit,
            reached: true,
        });
        if (hop !== null && hops !== null) routers(hops - 1 - hop, !ended);
        else if (hops === null || hops > 2) gap("unknown", !ended);
    } else if (hops !== null) routers(hops - 1, true);
    const silent = a.spans.some((s) => s.reason === "no-response");
    const own = a.spans.some((s) => s.icmp !== null && s.answered_by === a.address && s.outcome !== "pass");
    const answered = a.spans.some((s) => s.answered_by === a.address && s.on_way === null);
    stops.push({
        kind: "target",
        name: a.address === target ? target : `${target} (${a.address})`,
        note: own ? "its own firewall rejects" : answered ? "answers" : silent && !ended ? "no answer" : "",
        culprit: own,
        // Where some ports of a range get through the line to the target is whole; the culprit is marked all the same.
        reached: answered || (!ended && !silent),
    });
    return stops;
}

function somethingOnThePath(a: Address): Seen | null {
    const end = a.path_end;
    if (end !== null) {
        const ended = end.dropped === "here-or-after";
        // Nobody is blamed for what the target itself, or the return path, may have done.
        const culprit = ended && end.way === "forward";
        const note = culprit
            ? "dropped here, or just after"
            : ended
              ? "dropped here or after, or on the return path"
              : "got at least this far";
        return { router: end.router, hop: end.hop, of: end.of, note, culprit, ended };
    }
    for (const span of a.spans) {
        const by = span.on_way;
        if (by !== null) {
            // The stop itself shows the hop.
            const router = by.address ?? (by.hop === null ? onWay(by) : "something");
            return { router, hop: by.hop, of: null, note: "answers in the target's name", culprit: true, ended: true };
        }
        if (span.icmp !== null && span.answered_by !== null && span.answered_by !== a.address)
            return {
                router: span.answered_by,
                hop: null,
                of: null,
                note: `says ${span.reason}`,
                culprit: true,
                ended: true,
            };
    }
    return null;
}
