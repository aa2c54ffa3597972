import { useState } from "preact/hooks";
import { send } from "../api";
import type { PageProps } from "../page";
import { tableOf } from "../csv";
import { useData } from "../data";
import { useNow } from "../clock";
import type { NewToken, Page, Token } from "../model";
import { Confirm } from "../parts/confirm";
import { CopyText } from "../parts/copy";
import { ExportButton } from "../parts/export";
import { Failure, Loading } from "../parts/state";
import { Table } from "../parts/table";
import { Ago, Moment } from "../parts/time";
import { many, number, span } from "../words";

const lifetimes = [
    { seconds: 3600, title: "1 hour" },
    { seconds: 86_400, title: "24 hours" },
    { seconds: 7 * 86_400, title: "7 days" },
    { seconds: 30 * 86_400, title: "30 days" },
];

export function EnrollmentPage({ session }: PageProps) {
    const [made, show] = useState<NewToken | null>(null);
    const [error, fail] = useState<unknown>(null);
    const [busy, work] = useState(false);
    if (session.role !== "admin")
        return (
            <>
                <h1>Enrollment</h1>
                <p>Only an admin can create tokens. Ask an admin for one.</p>
            </>
        );

    async function make(event: SubmitEvent) {
        event.preventDefault();
        const form = new FormData(event.currentTarget as HTMLFormElement);
        const site = String(form.get("site")).trim();
        work(true);
        try {
            show(
                await send<NewToken>("POST", "tokens", session.csrf, {
                    ...(site === "" ? {} : { site }),
                    uses: Number(form.get("uses")),
                    lifetime_s: Number(form.get("lifetime")),
                }),
            );
            fail(null);
        } catch (refusal) {
            fail(refusal);
        } finally {
            work(false);
        }
    }
    return (
        <>
            <h1>Enrollment</h1>
            <p class="lead quiet">
                A host enrolls with a token and generates its own secret. A used-up token is worthless.
            </p>
            <form class="make" onSubmit={make} aria-label="New token">
                <label>
                    <span>Site</span>
                    <input name="site" maxLength={64} placeholder="default" autoComplete="off" />
                </label>
                <label>
                    <span>Hosts</span>
                    <input name="uses" type="number" min={1} max={100_000} defaultValue="1" required />
                </label>
                <label>
                    <span>Valid for</span>
                    <select name="lifetime">
                        {lifetimes.map((l) => (
                            <option key={l.seconds} value={l.seconds} selected={l.seconds === 86_400}>
                                {l.title}
                            </option>
                        ))}
                    </select>
                </label>
                <button type="submit" class="primary" disabled={busy}>
                    Create token
                </button>
            </form>
            {error !== null && <Failure error={error} />}
            {made !== null && <Made token={made} onClose={() => show(null)} />}
            <Tokens csrf={session.csrf} fresh={made?.id ?? ""} />
        </>
    );
}

function Made({ token, onClose }: { token: NewToken; onClose: () => void }) {
    return (
        <section class="made" aria-label="The new token" role="status">
            <h2>
                Token for {many(token.uses, "host")} of site {token.site}
            </h2>
            <p>
                <strong>It is shown only once.</strong> It is valid until <Moment at={token.expires_at} />.
            </p>
            <p>
                On each host, in bash, as the service user (<code>sudo -u fairway bash</code>):
            </p>
            {/* As in fairway enroll --help: a token in the arguments would show in the process list. */}
            <CopyText label="Command" text={`${token.command} <<< ${token.token}`} />
            <p>The token by itself, for tools that store secrets elsewhere:</p>
            <CopyText label="Token" text={token.token} />
            <p>
                <button type="button" onClick={onClose}>
                    Done, hide it
                </button>
            </p>
        </section>
    );
}

function Tokens({ csrf, fresh }: { csrf: string; fresh: string }) {
    const [revoked, mark] = useState<ReadonlySet<string>>(new Set());
    const [revoking, ask] = useState<Token | null>(null);
    const [error, fail] = useState<unknown>(null);
    // The fragment never leaves the browser; changing it reloads the list after a token was created.
    const tokens = useData<Page<Token>>(`tokens#${fresh}`);
    const now = useNow();
    async function revoke(token: Token) {
        ask(null);
        try {
            await send("DELETE", `tokens/${token.id}`, csrf);
            mark(new Set([...revoked, token.id]));
        } catch (refusal) {
            fail(refusal);
        }
    }
    const isRevoked = (t: Token) => t.revoked || revoked.has(t.id);
    return (
        <section>
            <h2>Tokens</h2>
            {error !== null && <Failure error={error} />}
            <Loading of={tokens}>
                {({ items }) => (
                    <>
                        <Table
                            caption="Tokens"
                            rows={items}
                            rowKey={(t) => t.id}
                            rowClass={(t) => (isRevoked(t) || t.uses_left === 0 ? "past" : "")}
                            empty="No tokens."
                            columns={[
                                { title: "Site", header: true, cell: (t) => t.site },
                                { title: "Hosts left", cell: (t) => number(t.uses_left), numeric: true },
                                { title: "Expires", cell: (t) => `in ${span((Date.parse(t.expires_at) - now) / 1000)}` },
                                {
                                    title: "Created",
                                    cell: (t) => (
                                        <>
                                            <Ago at={t.created_at} /> by {t.created_by || "the console"}
                                        </>
                                    ),
                                },
                                { title: "ID", cell: (t) => <code title={t.id}>{t.id.slice(0, 8)}</code> },
                                {
                                    title: "Revoke",
                                    cell: (t) =>
                                        isRevoked(t) ? (
                                            <span class="quiet">revoked</span>
                                        ) : t.uses_left === 0 ? (
                                            <span class="quiet">used up</span>
                                        ) : (
                                            <button
                                                type="button"
                                                class="quiet-button"
                                                aria-label={`Revoke the token for ${t.site}, ${t.id.slice(0, 8)}`}
                                                onClick={() => ask(t)}
                                            >
                                                Revoke…
                                            </button>
                                        ),
                                },
                            ]}
                        />
                        <div class="below">
                            <ExportButton
                                name="tokens"
                                table={async () =>
                                    tableOf(
                                        [
                                            "id",
                                            "site",
                                            "uses_left",
                                            "created_at",
                                            "expires_at",
                                            "created_by",
                                            "revoked",
                                        ],
                                        items.map((t) => ({ ...t, revoked: isRevoked(t) })),
                                    )
                                }
                            />
                        </div>
                    </>
                )}
            </Loading>
            {revoking !== null && (
                <Confirm
                    title={`Revoke this token for ${revoking.site}?`}
                    action="Revoke"
                    onCancel={() => ask(null)}
                    onConfirm={() => revoke(revoking)}
                >
                    <p>No more hosts can enroll with it. Hosts that have already enrolled stay enrolled.</p>
                </Confirm>
            )}
        </section>
    );
}
