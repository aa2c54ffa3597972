import { nameOf, type Matrix, type MatrixFlow } from "../model";
import { condition, factsOf, rowsInWords, service } from "../words";

const listens: Record<string, string> = {
    service: "a service always listens there",
    "on-demand": "something listens there only while a job runs: a refused connection is good news",
    external: "a service outside your network",
};

/** A flow as the matrix has it. */
export function FlowFacts({ of: f, matrix }: { of: MatrixFlow; matrix: Matrix }) {
    const title = (id: string) => matrix.roles.find((r) => r.id === id)?.title ?? id;
    const asked = new Set([...factsOf(f.when), ...factsOf(f.required_when)]);
    return (
        <dl class="facts">
            <div>
                <dt>From</dt>
                <dd>
                    {f.from} <span class="quiet">{title(f.from)}</span>
                </dd>
            </div>
            <div>
                <dt>To</dt>
                <dd>
                    {f.to} <span class="quiet">{title(f.to)}</span>
                </dd>
            </div>
            <div>
                <dt>Ports</dt>
                <dd>
                    {service(f.protocol, f.ports)}
                    {f.select === "any" ? ": any one of them is enough" : ""}
                </dd>
            </div>
            <div>
                <dt>Purpose</dt>
                <dd>{f.purpose}</dd>
            </div>
            <div>
                <dt>Listener</dt>
                <dd>{listens[f.listens] ?? f.listens}</dd>
            </div>
            {f.when && (
                <div>
                    <dt>Only if</dt>
                    <dd>{condition(f.when, matrix.facts)}</dd>
                </div>
            )}
            {f.required_when && (
                <div>
                    <dt>Required if</dt>
                    <dd>{condition(f.required_when, matrix.facts)}; optional otherwise</dd>
                </div>
            )}
            {matrix.facts
                .filter((fact) => asked.has(fact.id))
                .map((fact) => (
                    <div key={fact.id}>
                        <dt>{fact.id}</dt>
                        <dd>{fact.question}</dd>
                    </div>
                ))}
            {f.fallback_of !== undefined && (
                <div>
                    <dt>Fallback</dt>
                    <dd>used only where {service(f.protocol, f.fallback_of)} does not work</dd>
                </div>
            )}
            {f.sources.map((page) => {
                const source = matrix.matrices.find((m) => nameOf(m) === page.matrix)?.source;
                return (
                    <div key={page.matrix}>
                        <dt>Source</dt>
                        <dd>
                            {rowsInWords(page.rows)} of {page.matrix}
                            {source !== undefined && (
                                <div class="quiet address-text">
                                    {source.url}, as of {source.updated}
                                </div>
                            )}
                        </dd>
                    </div>
                );
            })}
            {(f.disagreements ?? []).map((words) => (
                <div key={words}>
                    <dt>Pages differ</dt>
                    <dd>{words}</dd>
                </div>
            ))}
        </dl>
    );
}
