import { tableOf } from "../csv";
import type { Flow } from "../model";

/** For a file. */
export function flowsTable(all: Flow[]): string[][] {
    return tableOf(
        [
            "host",
            "flow",
            "from",
            "to",
            "target",
            "protocol",
            "ports",
            "counts_as",
            "finding",
            "required",
            "installed",
            "since",
            "verified_at",
            "stale",
            "text",
            "advice",
        ],
        all,
    );
}
