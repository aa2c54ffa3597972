import type { Tls } from "../model";
import { Moment } from "./time";

export function TlsFacts({ of }: { of: Tls }) {
    return (
        <dl class="facts tls" aria-label="TLS certificate">
            <div>
                <dt>Protocol</dt>
                <dd>{of.version}</dd>
            </div>
            <div>
                <dt>Subject</dt>
                <dd>{of.subject || "none"}</dd>
            </div>
            <div>
                <dt>Issuer</dt>
                <dd>{of.issuer}</dd>
            </div>
            <div>
                <dt>Valid until</dt>
                <dd>{of.not_after === null ? "unknown" : <Moment at={of.not_after} />}</dd>
            </div>
            <div>
                <dt>Chain</dt>
                <dd>
                    {of.chain_valid === null
                        ? "not checked: the prober has no trusted CAs"
                        : of.chain_valid
                          ? "valid"
                          : (of.chain_problem ?? "not valid")}
                </dd>
            </div>
            <div>
                <dt>Name</dt>
                <dd>{of.name_matches ? "matches the host name" : "does not match the host name"}</dd>
            </div>
            <div>
                <dt>SHA-256</dt>
                <dd>
                    <code>{of.sha256}</code>
                </dd>
            </div>
            {of.revocation.length > 0 && (
                <div>
                    <dt>Revocation lists</dt>
                    <dd>{of.revocation.join(" ")}</dd>
                </div>
            )}
        </dl>
    );
}
