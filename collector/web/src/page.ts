import type { Route } from "./route";
import type { Session } from "./model";

/** What every page gets. */
export interface PageProps {
    route: Route;
    session: Session;
}
