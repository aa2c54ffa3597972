// Ages are counted on the collector's clock: the browser's may be wrong by hours.
import { useEffect, useState } from "preact/hooks";

let ahead = 0; // of the browser's clock, in milliseconds

export function learn(dateHeader: string | null) {
    const theirs = dateHeader === null ? NaN : Date.parse(dateHeader);
    if (!Number.isNaN(theirs)) ahead = theirs - Date.now();
}

export const now = () => Date.now() + ahead;

/** The time, again every few seconds, so that ages on the page grow. */
export function useNow(): number {
    const [time, set] = useState(now);
    useEffect(() => {
        const timer = setInterval(() => set(now()), 5000);
        return () => clearInterval(timer);
    }, []);
    return time;
}
