import type { Address } from "../model";
import { walk } from "../walk";
import { Glyph } from "./outcome";

/** The path to a target, drawn from left to right; who stops packets is marked in shape and words. */
export function WalkPath({ address, target }: { address: Address; target: string }) {
    const stops = walk(address, target);
    if (stops === null) return null;
    return (
        <ol class="walk" aria-label={`The path to ${target}`}>
            {stops.map((stop, i) => (
                <li key={i} class={`${stop.kind}${stop.culprit ? " culprit" : ""}${stop.reached ? "" : " beyond"}`}>
                    <span class="stop" aria-hidden="true">
                        {stop.culprit && <Glyph of="fail" />}
                    </span>
                    <span class="who">{stop.name}</span>
                    {stop.note !== "" && <span class="note">{stop.note}</span>}
                    {!stop.reached && stop.note === "" && stop.kind === "target" && (
                        <span class="note">not reached</span>
                    )}
                </li>
            ))}
        </ol>
    );
}
