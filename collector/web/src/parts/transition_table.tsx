import { tableOf } from "../csv";
import type { Transition } from "../model";
import { href } from "../route";
import { Table } from "./table";
import { Moment } from "./time";

/** For a file. */
export function transitionsTable(all: Transition[]): string[][] {
    return tableOf(
        [
            "at",
            "kind",
            "site",
            "host",
            "flow",
            "target",
            "from_finding",
            "from_outcome",
            "to_finding",
            "to_outcome",
            "text",
        ],
        all,
    );
}

export function TransitionTable({ rows, withHost = true }: { rows: Transition[]; withHost?: boolean }) {
    return (
        <Table
            caption="Changes"
            rows={rows}
            rowKey={(t) => t.id}
            empty="No changes."
            columns={[
                { title: "When", cell: (t) => <Moment at={t.at} /> },
                { title: "Change", cell: (t) => <span class={`change ${t.kind}`}>{t.kind}</span> },
                ...(withHost
                    ? [
                          {
                              title: "Host",
                              header: true,
                              cell: (t: Transition) => <a href={href("hosts", t.prober)}>{t.host}</a>,
                          },
                      ]
                    : []),
                { title: "Target", cell: (t) => <span class="name">{t.target}</span> },
                {
                    title: "Flow",
                    cell: (t) => (
                        <a href={href("flows", t.flow)}>
                            <code>{t.flow}</code>
                        </a>
                    ),
                },
                { title: "Finding", cell: (t) => `${t.from_finding} → ${t.to_finding}` },
                { title: "Details", cell: (t) => <span class="wide">{t.text}</span> },
            ]}
        />
    );
}
