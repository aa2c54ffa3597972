import type { ComponentChildren } from "preact";

export interface Column<T> {
    title: string;
    cell: (row: T) => ComponentChildren;
    numeric?: boolean;
    /** The cell that names the row. */
    header?: boolean;
}

interface Props<T> {
    caption: string;
    columns: Column<T>[];
    rows: T[];
    rowKey: (row: T) => string | number;
    rowClass?: (row: T) => string;
    empty: ComponentChildren;
}

/** A table that scrolls by itself where the window is narrow. */
export function Table<T>({ caption, columns, rows, rowKey, rowClass, empty }: Props<T>) {
    if (rows.length === 0) return <p class="quiet empty">{empty}</p>;
    return (
        <div class="scroll" role="region" aria-label={caption} tabIndex={0}>
            <table class="list">
                <caption class="visually-hidden">{caption}</caption>
                <thead>
                    <tr>
                        {columns.map((c) => (
                            <th key={c.title} scope="col" class={c.numeric ? "number" : ""}>
                                {c.title}
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {rows.map((row) => (
                        <tr key={rowKey(row)} class={rowClass?.(row) ?? ""}>
                            {columns.map((c) =>
                                c.header ? (
                                    <th key={c.title} scope="row">
                                        {c.cell(row)}
                                    </th>
                                ) : (
                                    <td key={c.title} class={c.numeric ? "number" : ""}>
                                        {c.cell(row)}
                                    </td>
                                ),
                            )}
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}
