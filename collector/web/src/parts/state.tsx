import { type ComponentChildren, createContext } from "preact";
import { useContext } from "preact/hooks";
import { inWords, Unreachable } from "../api";
import { useNow } from "../clock";
import type { Loaded } from "../data";
import { clock } from "../words";

/** True around data that may be out of date: nothing there is shown as good. */
export const Old = createContext(false);

export function Failure({ error }: { error: unknown }) {
    return (
        <p class="notice bad" role="alert">
            {inWords(error)}
        </p>
    );
}

interface Props<T> {
    of: Loaded<T> & { turning?: boolean };
    /** Another part of the page says that it is loading, old or missing, and why. */
    quiet?: boolean;
    children: (data: T) => ComponentChildren;
}

/** What was loaded: a message while there is nothing, a mark if it is old. */
export function Loading<T>({ of: { data, error, at, turning }, quiet, children }: Props<T>) {
    const old = useContext(Old);
    const now = useNow();
    if (data === null && quiet) return null;
    if (data === null)
        return error === null ? (
            <p class="quiet" role="status">
                Loading…
            </p>
        ) : (
            <Failure error={error} />
        );
    if (error === null && !old)
        return (
            <div class={turning ? "turning" : ""} aria-busy={turning}>
                {children(data)}
            </div>
        );
    return (
        <Old.Provider value={true}>
            <div class="old">
                {!quiet && (
                    <p class="notice" role="alert">
                        <strong>Out of date.</strong> {inWords(error ?? new Unreachable())} Last updated at{" "}
                        {clock(at, now)}.
                    </p>
                )}
                {children(data)}
            </div>
        </Old.Provider>
    );
}
