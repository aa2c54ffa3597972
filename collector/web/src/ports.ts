/** How many ports "80,443" or "2500-3300" names; 0 where the text is not of this kind ("custom"). */
export function count(ports: string): number {
    let all = 0;
    for (const part of ports.split(",")) {
        const range = /^\s*(\d+)(?:\s*-\s*(\d+))?\s*$/.exec(part);
        if (range === null) return 0;
        all += Math.max(0, Number(range[2] ?? range[1]) - Number(range[1]) + 1);
    }
    return all;
}

/** Widths of the parts of a bar, which add up to 1: by ports, but none so narrow that it cannot be seen or hit. */
export function widths(counts: number[], least = 0.08): number[] {
    const total = counts.reduce((a, b) => a + b, 0);
    const raised = counts.map((n) => Math.max(total === 0 ? 1 : n / total, least));
    const sum = raised.reduce((a, b) => a + b, 0);
    return raised.map((w) => w / sum);
}
