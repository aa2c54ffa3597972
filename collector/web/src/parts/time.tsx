import { useNow } from "../clock";
import { ago, clock } from "../words";

/** An age that grows; the time itself is its tooltip. */
export function Ago({ at, none = "never" }: { at: string | null; none?: string }) {
    const now = useNow();
    if (at === null) return <>{none}</>;
    return (
        <time dateTime={at} title={clock(Date.parse(at), 0)}>
            {ago(at, now)}
        </time>
    );
}

export function Moment({ at }: { at: string }) {
    const now = useNow();
    return (
        <time dateTime={at} title={ago(at, now)}>
            {clock(Date.parse(at), now)}
        </time>
    );
}
