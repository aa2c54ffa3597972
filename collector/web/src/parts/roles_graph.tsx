import type { Matrix, MatrixFlow } from "../model";
import { many, service } from "../words";

export interface Choice {
    from: string;
    to: string;
}

interface Props {
    of: Matrix;
    /** "" stands for all. */
    chosen: Choice;
    onChoose: (choice: Choice) => void;
}

// In units of the drawing.
const row = 26;
const top = 30;
const box = 200;
const left = 4 + box;
const width = 800;
const right = width - left;
const beside = 190; // for the ports, right of the roles

/** As many as there is room for. */
function ports(flows: MatrixFlow[]): string {
    const all = [...new Set(flows.map((f) => service(f.protocol, f.ports)))];
    return all.length > 2 ? `${all[0]}, ${all[1]} +${all.length - 2}` : all.join(", ");
}

/** Makes a group of the drawing a button; pressing it again clears the selection. */
const buttonOf = (onChoose: Props["onChoose"]) => (label: string, pressed: boolean, choice: Choice) => ({
    role: "button" as const,
    tabindex: 0, // in SVG, Preact uses names as written
    "aria-label": label,
    "aria-pressed": pressed,
    onClick: () => onChoose(pressed ? { from: "", to: "" } : choice),
    onKeyDown: (event: KeyboardEvent) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        onChoose(pressed ? { from: "", to: "" } : choice);
    },
});

/** Who talks to whom: roles that connect on the left, roles that are connected to on the right. Each role and each line
    is a button; choosing it again lets go. At the other ends of the lines stands on which ports. */
export function RolesGraph({ of, chosen, onChoose }: Props) {
    const froms = of.roles.filter((r) => of.flows.some((f) => f.from === r.id)).map((r) => r.id);
    const tos = of.roles.filter((r) => of.flows.some((f) => f.to === r.id)).map((r) => r.id);
    const edges = froms.flatMap((from) =>
        tos.flatMap((to) => {
            const flows = of.flows.filter((f) => f.from === from && f.to === to);
            return flows.length === 0 ? [] : [{ from, to, flows }];
        }),
    );
    const height = top + Math.max(froms.length, tos.length) * row;
    const spread = (list: string[], id: string) => top + (list.indexOf(id) + 0.5) * ((height - top) / list.length);
    const lit = (from: string, to: string) =>
        (chosen.from === "" || chosen.from === from) && (chosen.to === "" || chosen.to === to);
    const any = chosen.from !== "" || chosen.to !== "";

    const button = buttonOf(onChoose);
    const role = (id: string, side: "from" | "to") => {
        const choice = side === "from" ? { from: id, to: "" } : { from: "", to: id };
        const pressed = chosen.from === choice.from && chosen.to === choice.to;
        const flows = of.flows.filter((f) => f[side] === id).length;
        const alive = edges.some((e) => e[side] === id && lit(e.from, e.to));
        const y = spread(side === "from" ? froms : tos, id);
        const asked = side === "from" ? chosen.to : chosen.from;
        const ended =
            asked === "" || !alive
                ? ""
                : ports(of.flows.filter((f) => f[side] === id && f[side === "from" ? "to" : "from"] === asked));
        return (
            <g
                key={`${side} ${id}`}
                class={`role${pressed ? " pressed" : ""}${alive ? "" : " dim"}`}
                {...button(
                    `${id} ${side === "from" ? "connects" : "is connected to"}: ${ended || many(flows, "flow")}`,
                    pressed,
                    choice,
                )}
            >
                <rect x={side === "from" ? left - box : right} y={y - 10.5} width={box} height={21} rx={4} />
                <text
                    x={side === "from" ? left - 10 : right + 10}
                    y={y}
                    dominant-baseline="central"
                    text-anchor={side === "from" ? "end" : "start"}
                >
                    {id}
                </text>
                {/* Outside of the drawing there is room on the right; on the left few lines begin, and it stands on them. */}
                <text
                    class="on"
                    x={side === "from" ? left + 8 : right + box + 10}
                    y={side === "from" ? y - 5 : y}
                    dominant-baseline={side === "from" ? "auto" : "central"}
                >
                    {ended}
                </text>
            </g>
        );
    };
    return (
        <div class="scroll graph" role="region" aria-label="Who talks to whom" tabIndex={0}>
            <svg viewBox={`0 0 ${width + beside} ${height}`} role="group" aria-label="Roles and the flows between them">
                <text class="head" x={left} y={14} text-anchor="end">
                    connects…
                </text>
                <text class="head" x={right} y={14}>
                    …to
                </text>
                {edges.map(({ from, to, flows }) => {
                    const pressed = chosen.from === from && chosen.to === to;
                    const y1 = spread(froms, from),
                        y2 = spread(tos, to),
                        bend = (right - left) / 2;
                    const path = `M${left} ${y1}C${left + bend} ${y1} ${right - bend} ${y2} ${right} ${y2}`;
                    const all = [...new Set(flows.map((f) => service(f.protocol, f.ports)))].join(", ");
                    return (
                        <g
                            key={`${from} ${to}`}
                            class={`edge${pressed ? " pressed" : any && lit(from, to) ? " lit" : any ? " dim" : ""}`}
                            {...button(`${from} to ${to}: ${all}`, pressed, { from, to })}
                        >
                            <title>{`${from} → ${to}\n${all}`}</title>
                            <path class="hit" d={path} />
                            <path class="line" d={path} stroke-width={1 + Math.min(flows.length, 8) / 4} />
                        </g>
                    );
                })}
                {froms.map((id) => role(id, "from"))}
                {tos.map((id) => role(id, "to"))}
            </svg>
        </div>
    );
}
