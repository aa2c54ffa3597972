import { useContext } from "preact/hooks";
import type { Outcome } from "../model";
import { outcomeWords } from "../words";
import { Old } from "./state";

/** The shape alone; the word goes beside it. */
export function Glyph({ of }: { of: Outcome }) {
    return <span class={`glyph ${of}`} aria-hidden="true" />;
}

/** The word for an outcome; in the past tense if what is around it is old. */
export function useWord(): (of: Outcome) => string {
    const old = useContext(Old);
    return (of) => (old && of === "pass" ? `was ${outcomeWords[of]}` : outcomeWords[of]);
}

/** What counts now, as shape and word. Stale data is never called OK. */
export function OutcomeMark({ of, stale = false }: { of: Outcome; stale?: boolean }) {
    const old = useContext(Old) || stale;
    const shown = stale || (old && of === "pass") ? "stale" : of;
    return (
        <span class={`outcome ${shown}`}>
            <Glyph of={shown} />
            {old && of !== "stale" ? `was ${outcomeWords[of]}` : outcomeWords[of]}
        </span>
    );
}
