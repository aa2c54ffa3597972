import { everything, query } from "../api";
import { useData } from "../data";
import type { Page, Transition } from "../model";
import { ExportButton } from "./export";
import { Loading } from "./state";
import { transitionsTable, TransitionTable } from "./transition_table";

interface Props {
    title: string;
    /** Of which prober, or flow, or both. */
    of: { prober?: string; flow: string | null };
    /** File name of all of them, without its ending. */
    name: string;
    withHost?: boolean;
}

/** The newest changes of a host or a flow; a file has them all. */
export function LatestChanges({ title, of, name, withHost = true }: Props) {
    const latest = useData<Page<Transition>>(query("transitions", { ...of, limit: 20 }));
    return (
        <section>
            <h2>{title}</h2>
            <Loading of={latest}>
                {({ items, next }) => (
                    <>
                        <TransitionTable rows={items} withHost={withHost} />
                        {items.length > 0 && (
                            <div class="below">
                                <span class="quiet">{next === null ? "" : `The newest ${items.length}`}</span>
                                <ExportButton
                                    name={name}
                                    table={async () =>
                                        transitionsTable(await everything<Transition>("transitions", of))
                                    }
                                />
                            </div>
                        )}
                    </>
                )}
            </Loading>
        </section>
    );
}
