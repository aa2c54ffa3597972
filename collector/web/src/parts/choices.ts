import { useData } from "../data";
import { findings, type Matrix, type Page, type Site } from "../model";
import { service, shortRole } from "../words";

export function useMatrix() {
    return useData<Matrix>("matrix");
}

/** What filters offer. */
export function useChoices() {
    const sites = useData<Page<Site>>("sites").data?.items ?? [];
    const matrix = useMatrix().data;
    return {
        sites: sites.map(({ name }) => ({ value: name, title: name })),
        roles: (matrix?.roles ?? [])
            .filter((r) => !r.abstract && !r.external)
            .map(({ id }) => ({ value: id, title: id })),
        flows: (matrix?.flows ?? []).map((f) => ({
            value: f.id,
            title: `${f.from} → ${shortRole(f.to)} ${service(f.protocol, f.ports)}`,
        })),
        findings: findings.map((value) => ({ value, title: value })),
    };
}
