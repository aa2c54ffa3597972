// The overview as a reader sees it. All of these run in the page.

// The outcome that is shown where a host and a flow meet, or null where there is none (yet).
export function shownAt([host, title]) {
  const grid = document.querySelector('[role="grid"]');
  if (!grid) return null;
  const column = [...grid.querySelectorAll("thead a[title]")].findIndex((link) => link.title === title);
  const row = [...grid.querySelectorAll("tbody tr")].find((tr) => tr.querySelector("th .row-name")?.textContent === host);
  const cell = column < 0 ? undefined : row?.querySelectorAll("td")[column];
  return /\bis-(\w+)/.exec(cell?.className ?? "")?.[1] ?? null;
}

export function liveState() {
  return document.querySelector('[data-test="live"]')?.dataset.state ?? null;
}

// What says "good": every mark and every word of it that can be seen, the key of a chart aside.
export function green() {
  return [...document.querySelectorAll(".mark-pass, .is-pass")]
    .filter((element) => element.checkVisibility() && !element.closest("[data-test=legend]"))
    .map((element) => element.outerHTML.slice(0, 120));
}
