// Who talks to whom: the neighbors of a role.
import type { Matrix, MatrixFlow, Role } from "./model";

/** The role and those that it is a kind of: their flows are its flows, too. */
export function withKinds(roles: Role[], id: string): Set<string> {
    const above = new Map(roles.map((r) => [r.id, r.is ?? []]));
    const held = new Set<string>();
    const hold = (one: string) => {
        if (held.has(one)) return;
        held.add(one);
        above.get(one)?.forEach(hold);
    };
    hold(id);
    return held;
}

export interface Neighbor {
    role: string;
    flows: MatrixFlow[];
}
export interface Neighbors {
    /** That connect to it. */
    before: Neighbor[];
    /** That it connects to. */
    after: Neighbor[];
}

export function neighborsOf({ roles, flows }: Pick<Matrix, "roles" | "flows">, id: string): Neighbors {
    const own = withKinds(roles, id);
    const by = (near: "from" | "to", far: "from" | "to") => {
        const all = new Map<string, MatrixFlow[]>();
        for (const f of flows) if (own.has(f[near])) all.set(f[far], [...(all.get(f[far]) ?? []), f]);
        return [...all].map(([role, of]) => ({ role, flows: of }));
    };
    return { before: by("to", "from"), after: by("from", "to") };
}
