import { useEffect, useRef, useState } from "preact/hooks";
import { useLive } from "../live";
import { many } from "../words";

const gather = 1500; // ms

/** Tells screen readers what changed. Many changes are one sentence: a site that goes down must not take minutes. */
export function Announcer() {
    const { changes, newest } = useLive();
    const [text, say] = useState("");
    const now = useRef({ changes, newest });
    now.current = { changes, newest };
    const said = useRef(changes);
    const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
    useEffect(() => {
        if (changes.all === said.current.all) return;
        timer.current ??= setTimeout(() => {
            timer.current = null;
            const { changes: all, newest: last } = now.current;
            const before = said.current;
            said.current = all;
            if (all.all - before.all === 1 && last !== null)
                say(`${last.host}: ${last.flow} to ${last.target} ${last.kind}, now ${last.to_finding}.`);
            else
                say(
                    `${many(all.all - before.all, "flow")} changed: ${all.broke - before.broke} broke, ` +
                        `${all.healed - before.healed} healed.`,
                );
        }, gather);
    }, [changes]);
    useEffect(
        () => () => {
            if (timer.current !== null) clearTimeout(timer.current);
        },
        [],
    );
    return (
        <p class="visually-hidden" role="status" aria-live="polite" data-part="changes">
            {text}
        </p>
    );
}
