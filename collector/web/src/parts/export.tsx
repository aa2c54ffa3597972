import { useState } from "preact/hooks";
import { inWords } from "../api";
import { csv, download } from "../csv";

interface Props {
    /** File name without its ending. */
    name: string;
    /** The head, then all rows that match, not only those on the page. */
    table: () => Promise<string[][]>;
}

export function ExportButton({ name, table }: Props) {
    const [state, set] = useState<"ready" | "busy" | unknown>("ready");
    async function run() {
        set("busy");
        try {
            download(`fairway-${name}.csv`, csv(await table()));
            set("ready");
        } catch (error) {
            set(error);
        }
    }
    const failed = state !== "ready" && state !== "busy";
    return (
        <span class="export">
            <button type="button" disabled={state === "busy"} onClick={run}>
                {state === "busy" ? "Collecting rows…" : "Export CSV"}
            </button>
            {failed && <span role="alert">{inWords(state)}</span>}
        </span>
    );
}
