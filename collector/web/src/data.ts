import { useEffect, useRef, useState } from "preact/hooks";
import { get } from "./api";
import { now } from "./clock";
import { useLive } from "./live";

export interface Loaded<T> {
    data: T | null;
    /** Why data is missing or, if there is some, why it is old. */
    error: unknown;
    /** When the data came; unix ms. */
    at: number;
}

/** What is at `path` (null: nothing wanted), kept up to date; the last good answer stays while a new one is missing. */
export function useData<T>(path: string | null): Loaded<T> {
    const { version, loggedIn } = useLive();
    const [loaded, set] = useState<Loaded<T> & { path: string | null }>({ data: null, error: null, at: 0, path });
    const [round, setRound] = useState(0);
    const busy = useRef<string | null>(null);
    const missed = useRef(false); // the answer on its way may be older than the last change
    const wanted = useRef(path);
    wanted.current = path;
    useEffect(() => {
        if (path === null || !loggedIn) return;
        // A slow answer is waited for, not asked for again and again.
        missed.current = busy.current === path;
        if (missed.current) return;
        busy.current = path;
        get<T>(path).then(
            (data) => finish({ data, error: null, at: now(), path }),
            (error: unknown) =>
                finish((before) => ({ ...before, data: before.path === path ? before.data : null, error, path })),
        );
        function finish(next: Parameters<typeof set>[0]) {
            if (busy.current === path) busy.current = null;
            if (wanted.current !== path) return;
            set(next);
            if (missed.current) setRound((r) => r + 1);
        }
    }, [path, version, loggedIn, round]);
    return loaded.path === path ? loaded : { data: null, error: null, at: 0 };
}
