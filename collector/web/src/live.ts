// Whether what is on the screen is the present. Changes come as server-sent events; where these do not get through
// (proxies buffer them), the pages are polled; if nothing answers, every page says since when.
import { useEffect, useState } from "preact/hooks";
import { listen } from "./api";
import { now } from "./clock";
import type { Transition } from "./model";

export type Link = "connecting" | "live" | "reconnecting" | "polling" | "offline";

export interface State {
    link: Link;
    /** The collector's last answer; unix ms. */
    contact: number;
    /** Grows whenever what is shown should be fetched again. */
    version: number;
    /** The newest that came by an event. */
    newest: Transition | null;
    /** How many came by events. */
    changes: { all: number; broke: number; healed: number };
    loggedIn: boolean;
}

const refreshLive = 30_000; // hosts become stale without an event
const refreshPolling = 10_000;
const silence = 75_000; // two refreshes that got lost
const streamAgain = 30_000;
const streamPatience = 10_000; // if the stream is not open by then, poll
const gather = 500; // one fetch for the many transitions of one report

let state: State = { link: "connecting", contact: now(), version: 0, newest: null, changes: { all: 0, broke: 0, healed: 0 }, loggedIn: true };
const watchers = new Set<(s: State) => void>();
let stream: EventSource | null = null;
let streamMoved = 0; // when it was last asked for, broke or was given up
let refreshed = 0;
let lastEvent: string | null = null;
let gathering: ReturnType<typeof setTimeout> | null = null;

function change(to: Partial<State>) {
    state = { ...state, ...to };
    for (const watcher of watchers) watcher(state);
}

function refresh() {
    refreshed = Date.now();
    change({ version: state.version + 1 });
}

function open() {
    streamMoved = Date.now();
    stream = new EventSource(lastEvent === null ? "/api/v1/events" : `/api/v1/events?after=${encodeURIComponent(lastEvent)}`);
    stream.addEventListener("open", () => {
        change({ link: "live", contact: now() });
        refresh(); // there are no events for what changed since the last fetch
    });
    stream.addEventListener("transition", (event) => {
        lastEvent = event.lastEventId;
        const transition = JSON.parse(event.data) as Transition;
        const { all, broke, healed } = state.changes;
        const { kind } = transition;
        const changes = {
            all: all + 1,
            broke: broke + (kind === "broke" ? 1 : 0),
            healed: healed + (kind === "healed" ? 1 : 0),
        };
        change({ contact: now(), newest: transition, changes });
        gathering ??= setTimeout(() => {
            gathering = null;
            refresh();
        }, gather);
    });
    stream.addEventListener("error", () => {
        if (state.link === "live") streamMoved = Date.now();
        if (state.link === "live" || state.link === "connecting") change({ link: "reconnecting" });
        // A refused stream is closed for good; one that broke is opened again by the browser.
        if (stream?.readyState === EventSource.CLOSED) close();
        refresh(); // tells at once whether the collector answers at all
    });
}

function close() {
    stream?.close();
    stream = null;
    streamMoved = Date.now();
}

function tick() {
    if (!state.loggedIn || document.hidden) return;
    if (stream === null) {
        if (streamMoved === 0 || Date.now() - streamMoved > streamAgain) open();
    } else if (stream.readyState !== EventSource.OPEN && Date.now() - streamMoved > streamPatience) {
        close();
        if (state.link !== "offline") change({ link: "polling" });
    }
    if (now() - state.contact > silence && state.link !== "offline") change({ link: "offline" });
    if (Date.now() - refreshed > (state.link === "live" ? refreshLive : refreshPolling)) refresh();
}

/** Called once, at the start. */
export function start() {
    listen({
        answered() {
            const back = state.link === "offline" || (state.link === "reconnecting" && stream === null);
            const link = stream?.readyState === EventSource.OPEN ? "live" : "polling";
            change({ contact: now(), ...(back ? { link } : {}) });
        },
        unreachable() {
            change({ link: "offline" });
        },
        loggedOut() {
            close();
            change({ loggedIn: false, link: "connecting" });
        },
    });
    setInterval(tick, 1000);
    document.addEventListener("visibilitychange", () => {
        if (document.hidden) {
            // A browser opens six connections to a server, for all tabs: hidden tabs must not hold one.
            close();
            if (state.link !== "offline") change({ link: "reconnecting" });
        } else {
            streamMoved = 0;
            tick();
        }
    });
}

/** After a login: everything is fetched again. */
export function resume() {
    if (stream === null) open();
    change({ loggedIn: true, link: "connecting" });
    refresh();
}

export function useLive(): State {
    const [seen, see] = useState(state);
    useEffect(() => {
        watchers.add(see);
        see(state); // it may have changed between rendering and this
        return () => void watchers.delete(see);
    }, []);
    return seen;
}
