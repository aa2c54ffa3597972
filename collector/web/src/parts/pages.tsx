import { useRef, useState } from "preact/hooks";
import { type Parameters, query } from "../api";
import { type Loaded, useData } from "../data";
import type { Page } from "../model";
import { number } from "../words";

export interface Paged<T> extends Loaded<T> {
    turn: Turn;
    /** These are still the rows from before; the next ones are on their way. */
    turning: boolean;
}
interface Turn {
    at: number;
    size: number;
    previous: (() => void) | null;
    next: (() => void) | null;
}

/** One page of a list, kept up to date; other parameters lead back to the first. */
export function usePages<T extends { next: string | null } = Page<unknown>>(
    path: string | null,
    parameters: Parameters,
    size = 100,
): Paged<T> {
    const base = path === null ? null : query(path, { ...parameters, limit: size });
    const [turned, set] = useState<{ base: string | null; cursors: string[] }>({ base, cursors: [] });
    const cursors = turned.base === base ? turned.cursors : [];
    const cursor = cursors[cursors.length - 1];
    const loaded = useData<T>(path === null ? null : query(path, { ...parameters, limit: size, cursor }));
    const before = useRef<T | null>(null);
    if (loaded.data !== null) before.current = loaded.data;
    const turning = loaded.data === null && loaded.error === null && before.current !== null;
    const next = loaded.data?.next ?? null;
    return {
        data: turning ? before.current : loaded.data,
        error: loaded.error,
        at: loaded.at,
        turning,
        turn: {
            at: cursors.length,
            size,
            previous: cursors.length === 0 ? null : () => set({ base, cursors: cursors.slice(0, -1) }),
            next: next === null ? null : () => set({ base, cursors: [...cursors, next] }),
        },
    };
}

/** The same of a list that is here as a whole; another `key` leads back to the first page. */
export function useSlices<T>(all: T[], key: string, size = 100): { rows: T[]; turn: Turn } {
    const [turned, set] = useState({ key, at: 0 });
    const last = Math.max(0, Math.ceil(all.length / size) - 1);
    const at = turned.key === key ? Math.min(turned.at, last) : 0;
    return {
        rows: all.slice(at * size, (at + 1) * size),
        turn: {
            at,
            size,
            previous: at === 0 ? null : () => set({ key, at: at - 1 }),
            next: at === last ? null : () => set({ key, at: at + 1 }),
        },
    };
}

export function Turner({ turn, shown, of }: { turn: Turn; shown: number; of?: string }) {
    const first = turn.at * turn.size + 1;
    return (
        <nav class="turner" aria-label="Rows">
            <span class="quiet">
                {shown === 0
                    ? "No rows"
                    : `Rows ${number(first)}–${number(first + shown - 1)}`}
                {of === undefined ? "" : ` of ${of}`}
            </span>
            {(turn.previous !== null || turn.next !== null) && (
                <>
                    <button type="button" disabled={turn.previous === null} onClick={() => turn.previous?.()}>
                        Previous
                    </button>
                    <button type="button" disabled={turn.next === null} onClick={() => turn.next?.()}>
                        Next
                    </button>
                </>
            )}
        </nav>
    );
}
