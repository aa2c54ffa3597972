import { useState } from "preact/hooks";
import { everything, send } from "../api";
import type { PageProps } from "../page";
import { tableOf } from "../csv";
import type { AuditEntry } from "../model";
import { ExportButton } from "../parts/export";
import { Turner, usePages } from "../parts/pages";
import { Failure, Loading } from "../parts/state";
import { Table } from "../parts/table";
import { Moment } from "../parts/time";

export function AccountPage({ session }: PageProps) {
    const [error, fail] = useState<unknown>(null);
    async function logout() {
        try {
            await send("POST", "logout", session.csrf);
            location.reload(); // nothing of the session is left in memory
        } catch (refusal) {
            fail(refusal);
        }
    }
    return (
        <>
            <h1>Account</h1>
            <dl class="facts">
                <div>
                    <dt>Name</dt>
                    <dd>{session.name}</dd>
                </div>
                <div>
                    <dt>Role</dt>
                    <dd>
                        {session.role === "admin"
                            ? "admin: can also create tokens and revoke probers"
                            : "viewer: sees all hosts, changes nothing"}
                    </dd>
                </div>
                <div>
                    <dt>Logged in until</dt>
                    <dd>
                        <Moment at={session.expires_at} />
                    </dd>
                </div>
            </dl>
            <p>
                <button type="button" onClick={logout}>
                    Log out
                </button>
            </p>
            {error !== null && <Failure error={error} />}
            {session.role === "admin" && <Audit />}
        </>
    );
}

function Audit() {
    const audit = usePages<{ items: AuditEntry[]; next: string | null }>("audit", {});
    return (
        <section>
            <h2>Audit trail</h2>
            <Loading of={audit}>
                {({ items }) => (
                    <>
                        <Table
                            caption="Audit trail"
                            rows={items}
                            rowKey={(e) => e.id}
                            empty="No entries yet."
                            columns={[
                                { title: "When", cell: (e) => <Moment at={e.at} /> },
                                { title: "Who", cell: (e) => e.who, header: true },
                                { title: "Action", cell: (e) => e.action },
                                { title: "Subject", cell: (e) => e.subject },
                                { title: "From", cell: (e) => e.from || "the console" },
                            ]}
                        />
                        <div class="below">
                            <Turner turn={audit.turn} shown={items.length} />
                            <ExportButton
                                name="audit"
                                table={async () =>
                                    tableOf(
                                        ["at", "who", "action", "subject", "from"],
                                        await everything<AuditEntry>("audit", {}),
                                    )
                                }
                            />
                        </div>
                    </>
                )}
            </Loading>
        </section>
    );
}
