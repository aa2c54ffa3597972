import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { refine, type Route } from "../route";

interface Choice {
    value: string;
    title: string;
}

/** The filters of a page. They live in the address, so that a link leads to the same rows. */
export function Filters({ children, label = "Filters" }: { children: ComponentChildren; label?: string }) {
    return (
        <form class="filters" role="search" aria-label={label} onSubmit={(event) => event.preventDefault()}>
            {children}
        </form>
    );
}

interface Of {
    route: Route;
    name: string;
    label: string;
}

export function SelectFilter({ route, name, label, any, choices }: Of & { any: string; choices: Choice[] }) {
    const value = route.query.get(name) ?? "";
    // A link may name something that is not there any more; it must not look as if there were no filter.
    const all =
        value === "" || choices.some((c) => c.value === value) ? choices : [{ value, title: value }, ...choices];
    return (
        <label>
            <span>{label}</span>
            <select
                name={name}
                value={value}
                onChange={(event) => refine(route, { [name]: event.currentTarget.value })}
            >
                <option value="">{any}</option>
                {all.map((c) => (
                    <option key={c.value} value={c.value}>
                        {c.title}
                    </option>
                ))}
            </select>
        </label>
    );
}

export function CheckFilter({ route, name, label, value }: Of & { value: string }) {
    return (
        <label class="check">
            <input
                type="checkbox"
                name={name}
                checked={route.query.get(name) === value}
                onChange={(event) => refine(route, { [name]: event.currentTarget.checked ? value : "" })}
            />
            <span>{label}</span>
        </label>
    );
}

const pause = 250; // ms after the last letter

export function SearchFilter({ route, name, label }: Of) {
    const applied = route.query.get(name) ?? "";
    const [typed, type] = useState(applied);
    const latest = useRef(route);
    latest.current = route;
    useEffect(() => type(applied), [applied]);
    useEffect(() => {
        if (typed === applied) return;
        const timer = setTimeout(() => refine(latest.current, { [name]: typed }), pause);
        return () => clearTimeout(timer);
    }, [typed]);
    return (
        <label class="search">
            <span>{label}</span>
            <input type="search" name={name} value={typed} onInput={(event) => type(event.currentTarget.value)} />
        </label>
    );
}
