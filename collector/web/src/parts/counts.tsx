import { useContext } from "preact/hooks";
import { type Counts as Numbers, type CountsWithStale, type Outcome, outcomes } from "../model";
import { number } from "../words";
import { Glyph, useWord } from "./outcome";
import { Old } from "./state";

/** How many count as what, the worst first: "4 FAIL, 12 OK". */
export function Counts({ of, label }: { of: Numbers | CountsWithStale; label: string }) {
    const old = useContext(Old);
    const word = useWord();
    const counts: Partial<Record<Outcome, number>> = of;
    return (
        <p class="counts" aria-label={label}>
            {outcomes
                .filter((o) => (counts[o] ?? 0) > 0)
                .map((o) => (
                    <span key={o}>
                        <Glyph of={old && o === "pass" ? "stale" : o} /> {number(counts[o]!)} {word(o)}
                    </span>
                ))}
        </p>
    );
}
