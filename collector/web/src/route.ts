// The page is in the hash: #/hosts/ID?outcome=broken. The collector serves one file, and links can be passed on.
import { useEffect, useState } from "preact/hooks";

export interface Route {
    page: string;
    id: string;
    query: URLSearchParams;
}

export function parse(hash: string): Route {
    const [path = "", query = ""] = hash.replace(/^#?\/?/, "").split(/\?(.*)/s);
    const [page = "", ...rest] = path.split("/");
    return { page, id: decode(rest.join("/")), query: new URLSearchParams(query) };
}

function decode(text: string) {
    try {
        return decodeURIComponent(text);
    } catch {
        return text; // a truncated link; the page says that it leads nowhere
    }
}

export function href(page: string, id = "", query: Record<string, string> | URLSearchParams = {}): string {
    const words = new URLSearchParams(query).toString();
    return `#/${page}${id === "" ? "" : `/${encodeURIComponent(id)}`}${words === "" ? "" : `?${words}`}`;
}

/** The same place with other filters; those set to "" vanish. */
export function refined({ page, id, query }: Route, changes: Record<string, string>): string {
    const words = new URLSearchParams(query);
    for (const [name, value] of Object.entries(changes))
        if (value === "") words.delete(name);
        else words.set(name, value);
    return href(page, id, words);
}

/** Filters replace the entry in the browser's history: Back leads to the page before, not through every letter typed. */
export function refine(route: Route, changes: Record<string, string>) {
    history.replaceState(null, "", refined(route, changes));
    window.dispatchEvent(new HashChangeEvent("hashchange"));
}

export function useRoute(): Route {
    const [route, set] = useState(() => parse(location.hash));
    useEffect(() => {
        const follow = () => set(parse(location.hash));
        window.addEventListener("hashchange", follow);
        return () => window.removeEventListener("hashchange", follow);
    }, []);
    return route;
}
