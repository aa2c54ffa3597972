import { useState } from "preact/hooks";

/** Text to be typed elsewhere. Selectable by hand too: browsers offer the clipboard only on secure connections. */
export function CopyText({ label, text }: { label: string; text: string }) {
    const [copied, set] = useState("");
    async function copy() {
        try {
            await navigator.clipboard.writeText(text);
            set("Copied");
        } catch {
            set("Select the text and copy it");
        }
    }
    return (
        <div class="copy">
            <code tabIndex={0} aria-label={label}>
                {text}
            </code>
            <button type="button" aria-label={`Copy: ${label}`} onClick={copy}>
                Copy
            </button>
            <span role="status" class="quiet">
                {copied}
            </span>
        </div>
    );
}
