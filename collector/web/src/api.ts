import { learn } from "./clock";
import type { Page } from "./model";

/** The collector answered with an error. */
export class Refusal extends Error {
    constructor(
        readonly status: number,
        message: string,
        readonly problems: { pointer: string; message: string }[],
        readonly retryAfter: number | null,
    ) {
        super(message);
    }
}

/** There was no answer. */
export class Unreachable extends Error {}

const root = "/api/v1/";
const patience = 20_000; // ms; a large overview may take a second on a busy collector, a dead connection forever

interface Listener {
    answered: () => void;
    unreachable: () => void;
    loggedOut: () => void;
}
let listener: Listener = { answered() {}, unreachable() {}, loggedOut() {} };
/** Every call tells one listener how it went: one place knows the state of the connection. */
export function listen(to: Listener) {
    listener = to;
}

async function call(path: string, init: RequestInit = {}): Promise<unknown> {
    const cancel = new AbortController();
    const timer = setTimeout(() => cancel.abort(), patience);
    let response: Response;
    let text: string;
    try {
        response = await fetch(root + path, {
            ...init,
            credentials: "same-origin",
            cache: "no-store",
            signal: cancel.signal,
        });
        text = await response.text();
    } catch {
        listener.unreachable();
        throw new Unreachable("The collector does not answer.");
    } finally {
        clearTimeout(timer);
    }
    learn(response.headers.get("Date"));
    listener.answered();
    let body: unknown = null;
    try {
        body = text === "" ? null : JSON.parse(text);
    } catch {
        throw new Refusal(
            response.status,
            `The answer is not valid JSON (status ${response.status}). Is there a proxy in between?`,
            [],
            null,
        );
    }
    if (response.ok) return body;
    const { error = `status ${response.status}`, problems = [] } = (body ?? {}) as {
        error?: string;
        problems?: { pointer: string; message: string }[];
    };
    if (response.status === 401 && path !== "login") listener.loggedOut();
    const wait = Number(response.headers.get("Retry-After") ?? NaN);
    throw new Refusal(response.status, error, problems, Number.isNaN(wait) ? null : wait);
}

export function get<T>(path: string): Promise<T> {
    return call(path) as Promise<T>;
}

export function send<T>(method: "POST" | "DELETE", path: string, csrf: string | null, body?: unknown): Promise<T> {
    const headers: Record<string, string> = {};
    if (csrf !== null) headers["Fairway-CSRF"] = csrf;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    return call(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }) as Promise<T>;
}

export type Parameters = Record<string, string | number | null | undefined>;

/** `path` with those parameters that are not empty. */
export function query(path: string, parameters: Parameters): string {
    const text = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters))
        if (value !== null && value !== undefined && value !== "") text.set(name, String(value));
    const all = text.toString();
    return all === "" ? path : `${path}?${all}`;
}

/** All pages of a list, for exports. */
export async function everything<T>(path: string, parameters: Parameters, limit = 1000): Promise<T[]> {
    const all: T[] = [];
    let cursor: string | null = null;
    do {
        const page: Page<T> = await get<Page<T>>(query(path, { ...parameters, limit, cursor }));
        all.push(...page.items);
        cursor = page.next;
    } while (cursor !== null);
    return all;
}

/** What went wrong, and what to do, for a person. */
export function inWords(error: unknown): string {
    if (error instanceof Unreachable) return "The collector does not answer. Retrying automatically.";
    if (!(error instanceof Refusal)) return `The dashboard failed: ${String(error)}. Reload the page.`;
    const said = [error.message, ...error.problems.map((p) => `${p.pointer}: ${p.message}`)].join(" ");
    const wait = error.retryAfter === null ? "a moment" : `${error.retryAfter} s`;
    switch (error.status) {
        case 401:
            return said;
        case 403:
            return `Only an admin can do this. (${said})`;
        case 404:
            return `Not found; it may have been removed. (${said})`;
        case 429:
            return `Too many attempts from this address. Wait ${wait}, then try again.`;
        case 503:
            return `The collector is too busy, or its database does not work. Retrying in ${wait}. (${said})`;
        default:
            return said;
    }
}
