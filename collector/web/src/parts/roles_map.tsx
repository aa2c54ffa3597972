import type { ComponentChildren } from "preact";
import type { CountsWithStale, Matrix, MatrixFlow, Outcome } from "../model";
import { outcomes } from "../model";
import { type Neighbor, neighborsOf, withKinds } from "../roles";
import { refined, type Route } from "../route";
import { many, outcomeWords, service } from "../words";
import { Glyph } from "./outcome";

const mostAtFirst = 30; // of all roles: the flows below them are what most people come for

/** What hosts of this collector see of each flow that they have. */
export type Seen = Map<string, CountsWithStale>;

interface Props {
    of: Matrix;
    seen: Seen;
    route: Route;
}

/** The worst anywhere; null: no host here has any of them. */
function worstOf(flows: MatrixFlow[], seen: Seen): Outcome | null {
    return outcomes.find((o) => flows.some((f) => (seen.get(f.id)?.[o] ?? 0) > 0)) ?? null;
}

/** Who talks to whom: the roles, or the neighbors of the one that was chosen. */
export function RolesMap({ of, seen, route }: Props) {
    const chosen = route.query.get("role") ?? "";
    return chosen === "" ? (
        <AllRoles of={of} seen={seen} route={route} />
    ) : (
        <OneRole of={of} seen={seen} route={route} id={chosen} />
    );
}

const toRole = (route: Route, role: string) => refined(route, { role, from: "", to: "" });

function AllRoles({ of, seen, route }: Props) {
    const flowsOf = new Map<string, MatrixFlow[]>();
    for (const f of of.flows)
        for (const id of new Set([f.from, f.to])) flowsOf.set(id, [...(flowsOf.get(id) ?? []), f]);
    const roles = of.roles
        .filter(({ id }) => flowsOf.has(id))
        .map(({ id, title }) => ({ id, title, worst: worstOf(flowsOf.get(id) ?? [], seen) }))
        .sort((a, b) => order(a.worst) - order(b.worst));
    const item = ({ id, title, worst }: (typeof roles)[number]) => (
        <li key={id}>
            <a href={toRole(route, id)} title={title}>
                <Mark of={worst} />
                {id}
            </a>
            <span class="quiet">{many(flowsOf.get(id)?.length ?? 0, "flow")}</span>
        </li>
    );
    return (
        <Split
            title="Roles in use here"
            all={roles}
            isHere={({ worst }) => worst !== null}
            rest="that no host here has or connects to"
            most={mostAtFirst}
            list={(some) => (
                <ul class="roles" aria-label="Roles">
                    {some.map(item)}
                </ul>
            )}
        />
    );
}

function OneRole({ of, seen, route, id }: Props & { id: string }) {
    const { before, after } = neighborsOf(of, id);
    const kinds = [...withKinds(of.roles, id)].filter((one) => one !== id);
    const title = of.roles.find((r) => r.id === id)?.title;
    return (
        <section class="neighbors" aria-label={`Who talks to ${id}`}>
            <h2>
                {id} {title !== undefined && <span class="quiet">{title}</span>}
            </h2>
            <p class="quiet">
                {kinds.length > 0 && (
                    <>
                        It has the flows of{" "}
                        {kinds.map((one, i) => (
                            <>
                                {i > 0 && ", "}
                                <a href={toRole(route, one)}>{one}</a>
                            </>
                        ))}
                        , too.{" "}
                    </>
                )}
                <a href={toRole(route, "")}>All roles</a>
            </p>
            <div class="sides">
                <Side title={`Connect to ${id}`} of={before} seen={seen} route={route} far="from" />
                <Side title={`${id} connects to`} of={after} seen={seen} route={route} far="to" />
            </div>
        </section>
    );
}

interface SideProps {
    title: string;
    of: Neighbor[];
    seen: Seen;
    route: Route;
    /** Which end of the flows the neighbor is. */
    far: "from" | "to";
}

function Side({ title, of, seen, route, far }: SideProps) {
    const all = of
        .map((n) => ({ ...n, worst: worstOf(n.flows, seen) }))
        .sort((a, b) => order(a.worst) - order(b.worst));
    const item = ({ role, flows, worst }: (typeof all)[number]) => {
        const chosen = route.query.get(far) === role;
        return (
            <li key={role}>
                <a href={toRole(route, role)}>
                    <Mark of={worst} />
                    {role}
                </a>
                <a
                    class="services"
                    href={refined(route, { from: "", to: "", ...(chosen ? {} : { [far]: role }) })}
                    aria-current={chosen ? "true" : undefined}
                    title={services(flows, Infinity)}
                >
                    {services(flows, 2)}
                    <span class="visually-hidden">, only these flows</span>
                </a>
            </li>
        );
    };
    return (
        <section>
            <Split
                title={title}
                all={all}
                isHere={({ worst }) => worst !== null}
                rest="that no host here has a flow for"
                list={(some) => (
                    <ul class="roles" aria-label={title}>
                        {some.map(item)}
                    </ul>
                )}
            />
        </section>
    );
}

const order = (of: Outcome | null) => (of === null ? outcomes.length : outcomes.indexOf(of));

/** As many as there is room for. */
function services(flows: MatrixFlow[], most: number): string {
    const all = [...new Set(flows.map((f) => service(f.protocol, f.ports)))];
    return all.length > most ? `${all.slice(0, most).join(", ")} +${all.length - most}` : all.join(", ");
}

function Mark({ of }: { of: Outcome | null }) {
    if (of === null) return null;
    return (
        <>
            <Glyph of={of} />
            <span class="visually-hidden">{outcomeWords[of]}: </span>
        </>
    );
}

interface SplitProps<T> {
    title: string;
    all: T[];
    isHere: (one: T) => boolean;
    /** What the others are, as a sentence goes on. */
    rest: string;
    /** More of them stand behind a line, too. */
    most?: number;
    list: (some: T[]) => ComponentChildren;
}

/** Those of this collector's hosts; the others behind a line that counts them, so that none is hidden silently. */
function Split<T>({ title, all, isHere, rest, most = Infinity, list }: SplitProps<T>) {
    const here = all.filter(isHere);
    const others = all.filter((one) => !isHere(one));
    return (
        <>
            <h3>
                {title} <span class="quiet">{here.length}</span>
            </h3>
            {all.length === 0 && <p class="quiet">None.</p>}
            {here.length > 0 && list(here.slice(0, most))}
            <More of={here.slice(most)} what="in use here" list={list} />
            <More of={others} what={rest} list={list} open={here.length === 0} />
        </>
    );
}

interface MoreProps<T> {
    of: T[];
    what: string;
    open?: boolean;
    list: (some: T[]) => ComponentChildren;
}

function More<T>({ of, what, open = false, list }: MoreProps<T>) {
    if (of.length === 0) return null;
    return (
        <details key={String(open)} open={open}>
            <summary>
                {many(of.length, open ? "role" : "more role")} {what}
            </summary>
            {list(of)}
        </details>
    );
}
