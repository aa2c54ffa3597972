import { Component } from "preact";
import { useContext, useEffect, useRef } from "preact/hooks";
import { type Column as Ordered, type Columns } from "../columns";
import type { Overview, OverviewFlow, OverviewRow } from "../model";
import { cellWords, many, outcomeWords, service, shortRole } from "../words";
import { Old } from "./state";

interface Props {
    of: Overview;
    columns: Columns;
    /** Where a row leads: a site to its hosts, a host to its page. */
    rowHref: (row: OverviewRow, flow?: string) => string;
    flowHref: (flow: string) => string;
}

/** Rows of hosts or sites, columns of flows. One stop for the Tab key; arrows, Home, End and Page keys move inside. */
export function Heatmap({ of, columns: { shown: order }, rowHref, flowHref }: Props) {
    const table = useRef<HTMLTableElement>(null);
    const place = useRef({ row: 2, column: 0 }); // in the table's own rows: two of head come first
    const stop = useRef<HTMLElement | null>(null); // of the Tab key
    const old = useContext(Old);
    // Cells are many, so where the Tab key stops is kept in the page and not in every cell's properties.
    useEffect(() => {
        // Rows are sorted anew as hosts break and heal; who stands in one moves with it.
        place.current = placeOf(document.activeElement, table.current) ?? place.current;
        if (focusable(table.current, place.current) === null) place.current = { row: 1, column: 0 }; // that row is gone
        hold();
    });
    function hold(): HTMLElement | null {
        stop.current?.setAttribute("tabindex", "-1");
        stop.current = focusable(table.current, place.current);
        stop.current?.setAttribute("tabindex", "0");
        return stop.current;
    }

    function move(event: KeyboardEvent) {
        const { row, column } = place.current;
        const lastRow = of.rows.length + 1,
            lastColumn = order.length;
        const to = {
            ArrowUp: [row - 1, column],
            ArrowDown: [row + 1, column],
            ArrowLeft: [row, column - 1],
            ArrowRight: [row, column + 1],
            PageUp: [row - 10, column],
            PageDown: [row + 10, column],
            Home: [event.ctrlKey ? 1 : row, 0],
            End: [event.ctrlKey ? lastRow : row, lastColumn],
        }[event.key];
        if (event.key === "Enter" && event.target instanceof HTMLTableCellElement) follow(event.target);
        if (to === undefined) return;
        event.preventDefault();
        go(Math.min(Math.max(to[0]!, 1), lastRow), Math.min(Math.max(to[1]!, 0), lastColumn));
    }
    function go(row: number, column: number) {
        place.current = { row, column };
        hold()?.focus();
    }
    function follow(cell: HTMLTableCellElement) {
        const row = of.rows[(cell.parentElement as HTMLTableRowElement).rowIndex - 2];
        const column = order[cell.cellIndex - 1];
        if (row !== undefined && column !== undefined) location.hash = rowHref(row, column.flow.flow);
    }
    function click(event: MouseEvent) {
        const cell = event.target instanceof Element ? event.target.closest("td") : null;
        if (cell === null || !cell.classList.contains("cell")) return;
        go((cell.parentElement as HTMLTableRowElement).rowIndex, cell.cellIndex);
        follow(cell);
    }
    function focused(event: FocusEvent) {
        place.current = placeOf(event.target, table.current) ?? place.current;
        hold();
    }

    return (
        <div class="heat-scroll">
            <table
                ref={table}
                class="heat"
                role="grid"
                aria-rowcount={of.rows.length + 2}
                aria-colcount={order.length + 1}
                aria-label={`${of.by === "site" ? "Sites" : "Hosts"} and flows`}
                onKeyDown={move}
                onClick={click}
                onFocusCapture={focused}
            >
                <Head by={of.by} order={order} flowHref={flowHref} />
                <tbody>
                    {of.rows.map((row) => (
                        <Row
                            key={row.prober ?? `site ${row.name}`}
                            row={row}
                            by={of.by}
                            old={old}
                            href={rowHref(row)}
                            order={order}
                            shape={order.map((c) => c.flow.flow).join()}
                        />
                    ))}
                </tbody>
            </table>
        </div>
    );
}

function placeOf(of: EventTarget | null, table: HTMLTableElement | null) {
    const cell = of instanceof Element && table?.contains(of) ? of.closest<HTMLTableCellElement>("td, th") : null;
    return cell === null ? null : { row: (cell.parentElement as HTMLTableRowElement).rowIndex, column: cell.cellIndex };
}

function focusable(table: HTMLTableElement | null, at: { row: number; column: number }): HTMLElement | null {
    const cell = table?.rows[at.row]?.cells[at.column] ?? null;
    return cell?.querySelector("a") ?? cell;
}

function Column({ of, first, href: to }: { of: OverviewFlow; first: boolean; href: string }) {
    const what = service(of.protocol, of.ports);
    return (
        <th scope="col" class={first ? "flow first" : "flow"}>
            <a
                href={to}
                tabIndex={-1}
                title={`${of.from} to ${of.to}, ${what}\n${of.flow}`}
                aria-label={`${shortRole(of.to)} ${what}, from ${of.from} to ${of.to}`}
            >
                <span class="to">{shortRole(of.to)}</span> <span>{what}</span>
            </a>
        </th>
    );
}

interface HeadProps {
    by: Overview["by"];
    order: Ordered[];
    flowHref: (flow: string) => string;
}

function Head({ by, order, flowHref }: HeadProps) {
    const groups = order.reduce<{ from: string; width: number }[]>((all, { flow: { from }, first }) => {
        const last = all[all.length - 1];
        if (last !== undefined && !first) last.width += 1;
        else all.push({ from, width: 1 });
        return all;
    }, []);
    return (
        <thead>
            <tr>
                <th class="corner group" scope="col">
                    from
                </th>
                {groups.map(({ from, width }, i) => (
                    <th key={`${i} ${from}`} class="group" scope="colgroup" colSpan={width} title={from}>
                        <span>{width < 3 ? shortRole(from) : from}</span>
                    </th>
                ))}
            </tr>
            <tr>
                <th class="corner" scope="col" tabIndex={-1}>
                    {by === "site" ? "Site" : "Host"}
                </th>
                {order.map(({ flow, first }) => (
                    <Column key={flow.flow} of={flow} first={first} href={flowHref(flow.flow)} />
                ))}
            </tr>
        </thead>
    );
}

interface RowProps {
    row: OverviewRow;
    by: Overview["by"];
    old: boolean;
    href: string;
    order: Ordered[];
    shape: string;
}

/** Thousands of cells are there at once, and most refreshes change none of them. */
class Row extends Component<RowProps> {
    override shouldComponentUpdate(next: RowProps) {
        const { row, old, href, shape } = this.props;
        return (
            next.old !== old ||
            next.href !== href ||
            next.shape !== shape ||
            JSON.stringify(next.row) !== JSON.stringify(row)
        );
    }
    override render({ row, by, old, href, order }: RowProps) {
        const outcome = old && row.outcome === "pass" ? "stale" : row.outcome;
        const about =
            by === "site"
                ? `${many(row.hosts, "host")}${row.stale_hosts > 0 ? `, ${row.stale_hosts} stale` : ""}`
                : row.site;
        return (
            <tr>
                <th scope="row">
                    <div>
                        <a href={href} tabIndex={-1} title={`${row.name} (${about})`}>
                            <span class={`glyph ${outcome}`} aria-hidden="true" />
                            <span class="name">{row.name}</span>
                            <span class="visually-hidden">, {outcomeWords[outcome]}</span>
                        </a>
                        <span class="about">{about}</span>
                    </div>
                </th>
                {order.map(({ flow, index, first }) => {
                    const cell = row.cells[index];
                    const edge = first ? " first" : "";
                    if (cell === null || cell === undefined)
                        return (
                            <td
                                key={flow.flow}
                                role="gridcell"
                                class={`none${edge}`}
                                tabIndex={-1}
                                aria-label="not required"
                            />
                        );
                    const words = cellWords(cell, by === "host");
                    const wasOk = old && words.text === outcomeWords.pass;
                    const text = wasOk ? `was ${words.text}` : words.text;
                    const label = wasOk ? text : old ? `${words.label} (old)` : words.label;
                    // What was bad may still be bad; what was good may no longer be.
                    const shown = old && words.outcome === "pass" ? "stale" : words.outcome;
                    return (
                        <td
                            key={flow.flow}
                            role="gridcell"
                            class={`cell ${shown} ${words.share}${old ? " aged" : ""}${edge}`}
                            tabIndex={-1}
                            aria-label={`${row.name}: ${label}`}
                            title={`${row.name}: ${flow.from} to ${flow.to}, ${service(flow.protocol, flow.ports)}\n${label}`}
                        >
                            {text}
                            {words.of !== "" && <small>/{words.of}</small>}
                        </td>
                    );
                })}
            </tr>
        );
    }
}
