/** RFC 4180, so that spreadsheets open it. They run cells that begin like a formula, and host names come from hosts:
    those get an apostrophe. In half of Europe spreadsheets begin a cell at a semicolon, too. Numbers stay numbers. */
export function quote(value: string): string {
    const harmless = /^-?\d+(\.\d+)?$/.test(value)
        ? value
        : value.replace(/^(?=[=+\-@\t\r])|(?<=[;\t\r\n]\s*)(?=[=+\-@])/g, "'");
    return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Records as lines of text, below the names of their fields. */
export function tableOf<T>(fields: (keyof T & string)[], records: T[]): string[][] {
    return [fields, ...records.map((record) => fields.map((field) => cellOf(record[field])))];
}
function cellOf(value: unknown): string {
    return Array.isArray(value) ? value.join(" ") : String(value ?? "");
}

export function csv(rows: string[][]): string {
    return rows.map((row) => row.map(quote).join(",") + "\r\n").join("");
}

export function download(name: string, text: string) {
    // The byte order mark makes Excel read UTF-8.
    const url = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
