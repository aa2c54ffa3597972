import { useContext } from "preact/hooks";
import { query } from "../api";
import { tableOf } from "../csv";
import { useData } from "../data";
import type { Address, Detail, Flow, Page, Span } from "../model";
import { count } from "../ports";
import { number, onWay, pathEnd, rowsInWords, service } from "../words";
import { ExportButton } from "./export";
import { Glyph, useWord } from "./outcome";
import { PortBar } from "./port_bar";
import { Loading, Old } from "./state";
import { Table } from "./table";
import { TlsFacts } from "./tls_facts";
import { WalkPath } from "./walk_path";

/** All that the prober saw of one flow to one target. Fetched when it is looked at: a backup server has thousands. */
export function Evidence({ of, stale }: { of: Flow; stale: boolean }) {
    const old = useContext(Old) || stale;
    const loaded = useData<Page<Flow>>(
        query("flows", { prober: of.prober, flow: of.flow, target: of.target, detail: 1 }),
    );
    return (
        <Loading of={loaded}>
            {({ items }) => {
                const detail = items[0]?.detail;
                if (detail === undefined) return <p class="quiet">The collector has no more about it.</p>;
                return (
                    <Old.Provider value={old}>
                        {detail.addresses.map((a) => (
                            <AddressEvidence
                                key={`${a.name} ${a.address}`}
                                of={a}
                                target={of.target}
                                what={service(of.protocol, of.ports)}
                                many={detail.addresses.length > 1}
                            />
                        ))}
                        <dl class="facts">
                            <div>
                                <dt>For</dt>
                                <dd>{detail.purpose}</dd>
                            </div>
                            {detail.question !== null && (
                                <div>
                                    <dt>Depends on</dt>
                                    <dd>{detail.question}</dd>
                                </div>
                            )}
                            {detail.accepted !== null && (
                                <div>
                                    <dt>Accepted</dt>
                                    <dd>
                                        {detail.accepted.reason}, until {detail.accepted.until}
                                    </dd>
                                </div>
                            )}
                            {detail.coverage.of > 1 && (
                                <div>
                                    <dt>Probed</dt>
                                    <dd>
                                        {number(detail.coverage.probed)} of {number(detail.coverage.of)} ports
                                        {detail.select === "any" ? "; one is enough" : ""}
                                    </dd>
                                </div>
                            )}
                            <div>
                                <dt>Required by</dt>
                                <dd>
                                    <Sources of={detail} />
                                </dd>
                            </div>
                        </dl>
                    </Old.Provider>
                );
            }}
        </Loading>
    );
}

/** The rows of every page, in the revision that this host was checked against. */
function Sources({ of: { sources, rows } }: { of: Detail }) {
    if (sources === undefined || sources.length === 0) return <>{rowsInWords(rows)} of the vendor's page</>;
    return (
        <>
            {sources.map((s) => (
                <div key={s.matrix}>
                    {rowsInWords(s.rows)} of {s.matrix}
                </div>
            ))}
        </>
    );
}

function AddressEvidence({ of: a, target, what, many }: { of: Address; target: string; what: string; many: boolean }) {
    const word = useWord();
    const range = a.spans.length > 1 || a.spans.some((s) => count(s.ports) > 1);
    const certificates = a.spans.flatMap((s) => (s.tls === null ? [] : [s.tls]));
    return (
        <section class="address">
            {many && (
                <h4>
                    <Glyph of={a.outcome} /> {a.address ?? a.name} <span class="quiet">{a.finding}</span>
                </h4>
            )}
            {a.address === null && <p>The name {a.name} did not resolve on the prober.</p>}
            {a.address !== null && a.source === null && <p>The prober has no route to {a.address}.</p>}
            <WalkPath address={a} target={target} />
            {a.path_end !== null && <p class="path-end quiet">{pathEnd(a.path_end)}</p>}
            {range && <PortBar spans={a.spans} />}
            {a.spans.length > 0 && (
                <Table
                    caption={`${what} at ${a.address ?? a.name} (${target})`}
                    rows={a.spans}
                    rowKey={(s) => s.ports}
                    empty=""
                    columns={[
                        {
                            title: "Ports",
                            header: true,
                            cell: (s) => (
                                <>
                                    <Glyph of={s.outcome} />
                                    <span class="visually-hidden">{word(s.outcome)} </span> {s.ports}
                                </>
                            ),
                        },
                        { title: "Finding", cell: (s) => s.finding },
                        { title: "Seen", cell: (s) => `${s.state} ${s.reason}` },
                        { title: "Evidence", cell: (s) => s.evidence },
                        { title: "Who answered", cell: whoAnswered },
                        { title: "Said", cell: (s) => s.identity ?? "" },
                        {
                            title: "Round trip",
                            numeric: true,
                            cell: (s) => (s.rtt_us === null ? "" : `${(s.rtt_us / 1000).toFixed(1)} ms`),
                        },
                    ]}
                />
            )}
            {a.spans.length > 0 && (
                <div class="below">
                    <span class="quiet">{a.spans.length > 1 && `${number(a.spans.length)} spans of ports`}</span>
                    <ExportButton name="ports" table={async () => tableOf(spanFields, a.spans.map(spanRow))} />
                </div>
            )}
            {certificates.map((tls) => (
                <TlsFacts key={tls.sha256} of={tls} />
            ))}
        </section>
    );
}

/** A span as a line of a table: what answered in the target's name takes three cells. */
function spanRow(s: Span) {
    return {
        ...s,
        on_way: s.on_way?.kind ?? "",
        on_way_address: s.on_way?.address ?? "",
        on_way_hop: s.on_way?.hop ?? "",
    };
}
const spanFields: (keyof ReturnType<typeof spanRow>)[] = [
    "ports",
    "finding",
    "outcome",
    "state",
    "reason",
    "evidence",
    "answered_by",
    "who_answered",
    "on_way",
    "on_way_address",
    "on_way_hop",
    "identity",
    "rtt_us",
];

function whoAnswered(s: Span) {
    if (s.on_way !== null) return <strong>{onWay(s.on_way)}, in the target's name</strong>;
    if (s.answered_by === null) return "nobody";
    if (s.who_answered === "unchecked") return `${s.answered_by} (not checked)`;
    return s.icmp === null ? s.answered_by : `${s.answered_by}, by ICMP ${s.icmp.type}/${s.icmp.code}`;
}
