import type { Span } from "../model";
import { count, widths } from "../ports";
import { Glyph, useWord } from "./outcome";

/** The spans of a range side by side, as wide as they have ports. */
export function PortBar({ spans }: { spans: Span[] }) {
    const word = useWord();
    const shares = widths(spans.map((s) => count(s.ports)));
    return (
        <ol class="ports" aria-label="Ports">
            {spans.map((s, i) => (
                <li
                    key={s.ports}
                    class={s.outcome}
                    style={{ flexGrow: Math.round(1000 * shares[i]!) }}
                    title={`${s.ports}: ${s.finding}, ${s.state} ${s.reason}`}
                >
                    <span class="bar">
                        <Glyph of={s.outcome} />
                    </span>
                    <span class="which">{s.ports}</span>
                    <span class="what">
                        {s.finding}
                        <span class="visually-hidden"> ({word(s.outcome)})</span>
                    </span>
                </li>
            ))}
        </ol>
    );
}
