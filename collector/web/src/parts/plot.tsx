import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Day } from "../model";

const height = 240;
const halfDay = 43_200; // s; the bars of the first and the last day extend that far

const dayOf = (time: number) => new Date(time * 1000).toLocaleDateString("en-US", { day: "numeric", month: "short" });

/** Flows that failed at the end of each day, and what broke and healed in it. There must be a table beside it. */
export function Plot({ days }: { days: Day[] }) {
    const place = useRef<HTMLDivElement>(null);
    const dark = useDark();
    useEffect(() => {
        const at = place.current!;
        const color = (name: string) => getComputedStyle(at).getPropertyValue(`--${name}`).trim();
        const axis = {
            stroke: color("quiet"),
            grid: { stroke: color("line"), width: 1 },
            ticks: { show: false },
            font: `12px ${color("sans")}`,
        };
        const bars = (size: number, align: -1 | 0 | 1) => uPlot.paths.bars!({ size: [size, 24], align });
        const plot = new uPlot(
            {
                width: at.clientWidth,
                height,
                cursor: { points: { size: 7 } },
                scales: {
                    x: { range: (_plot, first, last) => [first - halfDay, last + halfDay] },
                    y: { range: (_plot, _least, most) => [0, Math.max(4, Math.ceil(most * 1.1))] },
                },
                axes: [
                    { ...axis, space: 70, values: (_plot, times) => times.map(dayOf) },
                    {
                        ...axis,
                        size: 56,
                        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000],
                    },
                ],
                series: [
                    { label: "day", value: (_plot, time: number | null) => (time === null ? "–" : dayOf(time)) },
                    {
                        label: "failing at the end of the day",
                        stroke: color("fail"),
                        width: 2,
                        points: { show: days.length < 15 },
                    },
                    {
                        label: "broke",
                        stroke: color("warn"),
                        fill: color("warn-fill"),
                        paths: bars(0.35, 1),
                        points: { show: false },
                    },
                    {
                        label: "healed",
                        stroke: color("pass"),
                        fill: color("pass-fill"),
                        paths: bars(0.35, -1),
                        points: { show: false },
                    },
                ],
            },
            [
                days.map((d) => Date.parse(`${d.day}T00:00:00`) / 1000),
                days.map((d) => d.failing),
                days.map((d) => d.broke || null),
                days.map((d) => d.healed || null),
            ],
            at,
        );
        const watch = new ResizeObserver(() => plot.setSize({ width: at.clientWidth, height }));
        watch.observe(at);
        return () => {
            watch.disconnect();
            plot.destroy();
        };
    }, [days, dark]);
    return (
        <div ref={place} class="plot" role="img" aria-label="Broken flows over time; the table below has the figures" />
    );
}

function useDark(): boolean {
    const [dark, set] = useState(() => matchMedia("(prefers-color-scheme: dark)").matches);
    useEffect(() => {
        const scheme = matchMedia("(prefers-color-scheme: dark)");
        const follow = () => set(scheme.matches);
        scheme.addEventListener("change", follow);
        return () => scheme.removeEventListener("change", follow);
    }, []);
    return dark;
}
