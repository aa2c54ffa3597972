import { useEffect, useRef, useState } from "preact/hooks";
import { useLive } from "../live";
import { kindOf, many } from "../words";

/** Says aloud what changed. Many at once are one sentence: a site that goes down must not be read for minutes. */
export function Announcer() {
    const { changes } = useLive();
    const [text, say] = useState("");
    const said = useRef(0);
    useEffect(() => {
        const newest = changes[0];
        if (newest === undefined) return;
        const timer = setTimeout(() => {
            const fresh = changes.filter((t) => t.id > said.current);
            said.current = newest.id;
            if (fresh.length === 1)
                say(`${newest.host}: ${newest.flow} to ${newest.target} ${kindOf(newest)}, now ${newest.to_finding}.`);
            else {
                const broke = fresh.filter((t) => kindOf(t) === "broke").length;
                const healed = fresh.filter((t) => kindOf(t) === "healed").length;
                say(`${many(fresh.length, "flow")} changed: ${broke} broke, ${healed} healed.`);
            }
        }, 1500);
        return () => clearTimeout(timer);
    }, [changes]);
    return (
        <p class="visually-hidden" role="status" aria-live="polite" data-part="changes">
            {text}
        </p>
    );
}
