import { useState } from "preact/hooks";
import { everything, send } from "../api";
import type { PageProps } from "../page";
import { tableOf } from "../csv";
import type { Page, Prober } from "../model";
import { useChoices } from "../parts/choices";
import { Confirm } from "../parts/confirm";
import { ExportButton } from "../parts/export";
import { Filters, SearchFilter, SelectFilter } from "../parts/filters";
import { OutcomeMark } from "../parts/outcome";
import { Turner, usePages } from "../parts/pages";
import { Failure, Loading } from "../parts/state";
import { type Column, Table } from "../parts/table";
import { Ago } from "../parts/time";
import { href } from "../route";
import { many, number, span } from "../words";

const fields: (keyof Prober)[] = [
    "id",
    "host",
    "site",
    "roles",
    "last_seen_at",
    "stale",
    "revoked_at",
    "interval_s",
    "version",
    "spool",
    "dropped",
    "skew_s",
];
const badSkew = 30; // s; where the collector begins to say so

export function ProbersPage({ route, session }: PageProps) {
    const [revoking, ask] = useState<Prober | null>(null);
    const [gone, forget] = useState<ReadonlySet<string>>(new Set());
    const [error, fail] = useState<unknown>(null);
    const filters = { site: route.query.get("site"), q: route.query.get("q") };
    const probers = usePages<Page<Prober>>("probers", filters);
    const choices = useChoices();

    async function revoke(prober: Prober) {
        ask(null);
        try {
            await send("POST", `probers/${prober.id}/revoke`, session.csrf);
            forget(new Set([...gone, prober.id]));
            fail(null);
        } catch (refusal) {
            fail(refusal);
        }
    }
    const isRevoked = (p: Prober) => p.revoked_at !== null || gone.has(p.id);
    const columns: Column<Prober>[] = [
        {
            title: "Host",
            header: true,
            cell: (p) => (isRevoked(p) ? p.host : <a href={href("hosts", p.id)}>{p.host}</a>),
        },
        { title: "State", cell: (p) => <ProberState of={p} revoked={isRevoked(p)} /> },
        { title: "Site", cell: (p) => p.site },
        { title: "Roles", cell: (p) => p.roles.join(", ") },
        { title: "Last report", cell: (p) => <Ago at={p.last_seen_at} /> },
        { title: "Interval", cell: (p) => (p.interval_s === 0 ? "on demand" : span(p.interval_s)), numeric: true },
        { title: "Version", cell: (p) => p.version },
        { title: "Spool", cell: (p) => number(p.spool), numeric: true },
        { title: "Dropped", cell: (p) => (p.dropped > 0 ? <strong>{number(p.dropped)}</strong> : "0"), numeric: true },
        { title: "Clock", cell: (p) => <Skew of={p} />, numeric: true },
    ];
    if (session.role === "admin")
        columns.push({
            title: "Revoke",
            cell: (p) =>
                isRevoked(p) ? null : (
                    <button type="button" class="quiet-button" aria-label={`Revoke ${p.host}`} onClick={() => ask(p)}>
                        Revoke…
                    </button>
                ),
        });
    return (
        <>
            <h1>Probers</h1>
            <p class="lead quiet">
                The hosts that probe and report. A prober is stale if it has not reported for three intervals.
            </p>
            <Filters>
                <SearchFilter route={route} name="q" label="Search" />
                <SelectFilter route={route} name="site" label="Site" any="all sites" choices={choices.sites} />
            </Filters>
            {error !== null && <Failure error={error} />}
            <Loading of={probers}>
                {({ items }) => (
                    <>
                        <Table
                            caption="Probers"
                            columns={columns}
                            rows={items}
                            rowKey={(p) => p.id}
                            rowClass={(p) => (isRevoked(p) ? "past" : "")}
                            empty="No matching probers."
                        />
                        <div class="below">
                            <Turner turn={probers.turn} shown={items.length} />
                            <ExportButton
                                name="probers"
                                table={async () => tableOf(fields, await everything<Prober>("probers", filters))}
                            />
                        </div>
                    </>
                )}
            </Loading>
            {revoking !== null && (
                <Confirm
                    title={`Revoke ${revoking.host}?`}
                    action="Revoke"
                    onCancel={() => ask(null)}
                    onConfirm={() => revoke(revoking)}
                >
                    <p>
                        Its reports are refused from now on, and its flows are deleted. Its history stays. To let the
                        host back in, enroll it with a new token.
                    </p>
                </Confirm>
            )}
        </>
    );
}

function ProberState({ of: p, revoked }: { of: Prober; revoked: boolean }) {
    if (revoked) return <span class="quiet">revoked</span>;
    if (p.last_seen_at === null) return <span class="quiet">never reported</span>;
    if (p.stale) return <OutcomeMark of="stale" />;
    return <span>{p.complete ? "reporting" : "last run interrupted"}</span>;
}

function Skew({ of: { skew_s: skew } }: { of: Prober }) {
    if (Math.abs(skew) <= badSkew) return <span title={many(skew, "second")}>in sync</span>;
    return (
        <strong title="Its clock compared with the collector's. Its reports still count.">
            {span(Math.abs(skew))} {skew > 0 ? "ahead" : "behind"}
        </strong>
    );
}
