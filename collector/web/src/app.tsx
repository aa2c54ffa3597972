import type { ComponentChildren, FunctionComponent } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useData } from "./data";
import { useLive } from "./live";
import type { Session } from "./model";
import { AccountPage } from "./pages/account";
import { EnrollmentPage } from "./pages/enrollment";
import { FlowPage } from "./pages/flow";
import { HistoryPage } from "./pages/history";
import { HostPage } from "./pages/host";
import { LoginPage } from "./pages/login";
import { MatrixPage } from "./pages/matrix";
import { OverviewPage } from "./pages/overview";
import { ProbersPage } from "./pages/probers";
import type { PageProps } from "./page";
import { Announcer } from "./parts/announcer";
import { LiveIndicator } from "./parts/live_indicator";
import { Notices } from "./parts/notices";
import { Failure, Old } from "./parts/state";
import { href, useRoute } from "./route";

interface Place {
    title: string;
    page: FunctionComponent<PageProps>;
    /** In the navigation, and for whom. */
    listed: "everyone" | "admin" | "nobody";
}

const places: Record<string, Place> = {
    "": { title: "Overview", page: OverviewPage, listed: "everyone" },
    history: { title: "History", page: HistoryPage, listed: "everyone" },
    matrix: { title: "Matrix", page: MatrixPage, listed: "everyone" },
    probers: { title: "Probers", page: ProbersPage, listed: "everyone" },
    enrollment: { title: "Enrollment", page: EnrollmentPage, listed: "admin" },
    account: { title: "Account", page: AccountPage, listed: "nobody" },
    hosts: { title: "Host", page: HostPage, listed: "nobody" },
    flows: { title: "Flow", page: FlowPage, listed: "nobody" },
};

export function App() {
    return useLive().loggedIn ? <LoggedIn /> : <LoginPage />;
}

/** Removed when the session ends: the next person may be somebody else. */
function LoggedIn() {
    const session = useData<Session>("session");
    if (session.data === null)
        return session.error === null ? (
            <p class="starting" role="status">
                Loading…
            </p>
        ) : (
            <main>
                <Failure error={session.error} />
            </main>
        );
    return <Shell session={session.data} />;
}

function Shell({ session }: { session: Session }) {
    const route = useRoute();
    const live = useLive();
    const place = places[route.page];
    const main = useRef<HTMLElement>(null);
    const first = useRef(true);
    useEffect(() => {
        document.title = `${place?.title ?? "Not found"} – Fairway`;
        // Who follows a link by keyboard or screen reader goes on in the new page, not behind the old link.
        if (!first.current) main.current?.focus();
        first.current = false;
        window.scrollTo(0, 0);
    }, [route.page, route.id]);
    const Page = place?.page ?? NotFound;
    return (
        <Old.Provider value={live.link === "offline"}>
            <a
                class="skip-link"
                href="#main"
                onClick={(event) => {
                    event.preventDefault();
                    main.current?.focus();
                }}
            >
                Skip to content
            </a>
            <header class="top">
                <a class="brand" href={href("")}>
                    Fairway
                </a>
                <nav aria-label="Pages">
                    {Object.entries(places)
                        .filter(([, { listed }]) => listed === "everyone" || listed === session.role)
                        .map(([page, { title }]) => (
                            <Link key={page} page={page} current={route.page}>
                                {title}
                            </Link>
                        ))}
                </nav>
                <LiveIndicator />
                <Link page="account" current={route.page}>
                    {session.name}
                </Link>
            </header>
            <main id="main" ref={main} tabIndex={-1} class={live.link === "offline" ? "old" : ""}>
                <Notices />
                <Page key={`${route.page}/${route.id}`} route={route} session={session} />
            </main>
            <Announcer />
        </Old.Provider>
    );
}

function Link({ page, current, children }: { page: string; current: string; children: ComponentChildren }) {
    return (
        <a href={href(page)} aria-current={page === current ? "page" : undefined}>
            {children}
        </a>
    );
}

function NotFound() {
    return (
        <>
            <h1>Page not found</h1>
            <p>
                The link may be incomplete or out of date. <a href={href("")}>Go to the overview.</a>
            </p>
        </>
    );
}
