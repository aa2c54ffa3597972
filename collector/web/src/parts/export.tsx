import { useState } from "preact/hooks";
import { inWords } from "../api";
import { csv, download } from "../csv";

interface Props {
    /** File name without its ending. */
    name: string;
    /** Omitted where the first of the rows is the head. */
    head?: string[];
    /** All rows that match, not only those on the page. */
    rows: () => Promise<string[][]>;
}

export function ExportButton({ name, head, rows }: Props) {
    const [state, set] = useState<"ready" | "busy" | unknown>("ready");
    async function run() {
        set("busy");
        try {
            const all = await rows();
            download(`fairway-${name}.csv`, csv(head === undefined ? all : [head, ...all]));
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
