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
        connecting: "Asking the collector for changes as they happen.",
        live: "Changes appear by themselves.",
        reconnecting: "The stream of changes broke; it is taken up again.",
        polling: "The stream of changes does not get through. The page asks every 10 seconds instead.",
        offline: "The collector does not answer. What you see is what was known then.",
    }[link];
    return (
        <span class={`live ${link}`} role="status" title={why} aria-label={`Connection: ${words}`}>
            {words}
        </span>
    );
}
