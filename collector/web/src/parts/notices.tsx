import { useData } from "../data";
import type { Notice, Page } from "../model";

/** What an administrator has to know of the collector itself, above every page; nothing most of the time. */
export function Notices() {
    const notices = useData<Page<Notice>>("notices");
    return (
        <>
            {notices.data?.items.map(({ kind, text, advice }) => (
                <p key={kind} class="notice bad" role="alert">
                    <strong>Collector: {text}.</strong> What to do: {advice}.
                </p>
            ))}
        </>
    );
}
