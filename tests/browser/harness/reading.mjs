// What a reader sees on the pages. All of these run in the page, so each stands alone.

// The outcome in the overview's cell of a host and a flow, or null if there is none (yet).
export function shownAt([host, flow]) {
  const grid = document.querySelector('[role="grid"]');
  if (!grid) return null;
  const column = [...grid.querySelectorAll("thead th a")].findIndex((link) => link.title.split("\n").includes(flow));
  const row = [...grid.querySelectorAll("tbody tr")].find((tr) => tr.querySelector("th .name")?.textContent === host);
  const cell = column < 0 ? undefined : row?.querySelectorAll("td")[column];
  return /\bcell (\w+)/.exec(cell?.className ?? "")?.[1] ?? null;
}

// live, connecting, reconnecting, polling or offline
export function liveState() {
  return /^live (\w+)/.exec(document.querySelector('.live[role="status"]')?.className ?? "")?.[1] ?? null;
}

// What looks good on the page, by color or by word, except its key and past changes ("healed").
export function green() {
  const root = getComputedStyle(document.documentElement);
  const probe = document.body.appendChild(document.createElement("i"));
  const good = ["--pass", "--pass-fill"].map((name) => {
    probe.style.color = root.getPropertyValue(name);
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return [...document.querySelectorAll("main *")].filter((element) => {
    if (!element.checkVisibility() || element.closest(".legend, .change, .zero")) return false;
    const own = getComputedStyle(element);
    const before = getComputedStyle(element, "::before");
    const colors = [own.color, own.backgroundColor, own.borderTopColor, before.color, before.backgroundColor];
    return colors.some((color) => good.includes(color)) || (element.matches(".cell, .outcome") && element.textContent.trim() === "OK");
  }).map((element) => element.outerHTML.slice(0, 160));
}

// What each page shows when it is there, by name.
export function isShown(name) {
  const main = document.querySelector("main");
  if (!main || /Loading…/.test(main.innerText)) return false;
  const heading = main.querySelector("h1")?.textContent ?? "";
  const rows = main.querySelectorAll("tbody tr").length;
  switch (name) {
    case "login": return main.querySelector("input[type=password]") !== null;
    case "overview": return heading === "Overview" && rows > 0 && main.querySelector(".latest") !== null;
    case "host": return main.querySelector(".flows > li .evidence .facts") !== null;
    case "flow": return heading.includes("→") && rows > 0;
    case "history": return heading === "History" && rows > 0 && main.querySelector("canvas, .plot, svg") !== null;
    case "matrix": return heading === "Matrix" && rows > 50;
    case "probers": return heading === "Probers" && rows > 0;
    case "enrollment": return heading === "Enrollment" && main.querySelector("form") !== null && rows > 0;
    case "account": return heading === "Account" && rows > 0;
    default: throw new Error(`no such page: ${name}`);
  }
}
