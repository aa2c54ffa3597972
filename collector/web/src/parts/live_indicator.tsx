import { useNow } from "../clock";
import { useLive } from "../live";
import { clock } from "../words";

export function LiveIndicator() {
    const { link, contact } = useLive();
    const now = useNow();
    const words = {
        connecting: "connecting",
        live: "live",
        reconnecting: "reconnecting",
        polling: "polling",
        offline: `offline since ${clock(contact, now)}`,
    }[link];
    const why = {
        connecting: "Connecting to the collector's stream of changes.",
        live: "Changes appear automatically.",
        reconnecting: "The stream of changes was interrupted; reconnecting.",
        polling: "The stream of changes does not get through. The page refreshes every 10 seconds instead.",
        offline: "The collector does not answer. You see the last known state.",
    }[link];
    return (
        <span class={`live ${link}`} role="status" title={why} aria-label={`Connection: ${words}`}>
            {words}
        </span>
    );
}
