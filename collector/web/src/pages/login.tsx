import { useEffect, useRef, useState } from "preact/hooks";
import { inWords, Refusal, send } from "../api";
import { resume } from "../live";
import type { Session } from "../model";

/** Shown instead of the requested page; the address stays, so that the login leads back there. */
export function LoginPage() {
    const [error, fail] = useState<string | null>(null);
    const [busy, work] = useState(false);
    const name = useRef<HTMLInputElement>(null);
    useEffect(() => {
        document.title = "Log in – Fairway";
        name.current?.focus();
    }, []);
    async function submit(event: SubmitEvent) {
        event.preventDefault();
        const form = new FormData(event.currentTarget as HTMLFormElement);
        work(true);
        try {
            await send<Session>("POST", "login", null, { name: form.get("name"), password: form.get("password") });
            resume();
        } catch (refusal) {
            fail(
                refusal instanceof Refusal && refusal.status === 401
                    ? "The name or the password is wrong."
                    : inWords(refusal),
            );
            work(false);
        }
    }
    return (
        <main class="login">
            <form onSubmit={submit} aria-label="Log in">
                <h1>Fairway</h1>
                <p class="quiet">Is every port your backups need really reachable?</p>
                <label>
                    <span>Name</span>
                    <input ref={name} name="name" autoComplete="username" required maxLength={255} />
                </label>
                <label>
                    <span>Password</span>
                    <input name="password" type="password" autoComplete="current-password" required maxLength={256} />
                </label>
                {error !== null && (
                    <p class="notice bad" role="alert">
                        {error}
                    </p>
                )}
                <button type="submit" class="primary" disabled={busy}>
                    {busy ? "Logging in…" : "Log in"}
                </button>
                <p class="quiet small">
                    Create accounts on the collector: <code>fairway-collector user add NAME</code>
                </p>
            </form>
        </main>
    );
}
