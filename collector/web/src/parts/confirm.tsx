import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface Props {
    title: string;
    action: string;
    onConfirm: () => void;
    onCancel: () => void;
    children: ComponentChildren;
}

/** Asks before something that cannot be undone. The browser's modal dialog keeps the focus and listens to Escape. */
export function Confirm({ title, action, onConfirm, onCancel, children }: Props) {
    const dialog = useRef<HTMLDialogElement>(null);
    useEffect(() => dialog.current?.showModal(), []);
    // Closed before it goes, so that the browser gives the focus back to where it was.
    const closed = (then: () => void) => () => {
        dialog.current?.close();
        then();
    };
    return (
        <dialog ref={dialog} aria-labelledby="confirm-title" onCancel={onCancel}>
            <h2 id="confirm-title">{title}</h2>
            {children}
            <p class="buttons">
                <button type="button" autoFocus onClick={closed(onCancel)}>
                    Cancel
                </button>
                <button type="button" class="danger" onClick={closed(onConfirm)}>
                    {action}
                </button>
            </p>
        </dialog>
    );
}
