import { useEffect, useRef, useState } from "preact/hooks";
import { get } from "./api";
import { useLive } from "./live";

export interface Loaded<T> {
    data: T | null;
    /** Why data is missing; or, where there is some, why it is old. */
    error: unknown;
}

/** What is at `path` (null: nothing wanted), kept up to date; the last good answer stays while a new one is missing. */
export function useData<T>(path: string | null): Loaded<T> {
    const { version, loggedIn } = useLive();
    const [loaded, set] = useState<Loaded<T> & { path: string | null }>({ data: null, error: null, path });
    const busy = useRef<string | null>(null);
    const wanted = useRef(path);
    wanted.current = path;
    useEffect(() => {
        // A slow answer is waited for, not asked for again and again.
        if (path === null || !loggedIn || busy.current === path) return;
        busy.current = path;
        get<T>(path).then(
            (data) => finish({ data, error: null, path }),
            (error: unknown) => finish((before) => ({ data: before.path === path ? before.data : null, error, path })),
        );
        function finish(next: Parameters<typeof set>[0]) {
            if (busy.current === path) busy.current = null;
            if (wanted.current === path) set(next);
        }
    }, [path, version, loggedIn]);
    return loaded.path === path ? loaded : { data: null, error: null };
}
