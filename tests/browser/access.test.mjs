// Every page in light and dark, wide and narrow: no serious problem that axe-core knows of, nothing that has to be scrolled
// sideways, and everything within reach of the keyboard. With FAIRWAY_SCREENSHOTS=DIR all of them are kept as pictures.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { endWorld, makeFullWorld, pagesOf } from "./harness/world.mjs";

let world;
let pages;

before(async () => {
  world = await makeFullWorld();
  pages = { ...pagesOf(world), login: "/" };
});
after(() => endWorld(world));

for (const scheme of ["light", "dark"])
  for (const width of [3840, 1440, 400])
    test(`${scheme}, ${width} pixels wide`, async (t) => {
      const visits = {};
      for (const name of Object.keys(pages)) {
        await t.test(name, async () => {
          const loggedIn = name !== "login";
          const visit = (visits[loggedIn] ??= await world.browser.visit(pages[name], { scheme, width, loggedIn }));
          await visit.open(pages[name]);
          await visit.untilShown(name);
          await visit.screenshot(`${name}-${scheme}-${width}`);
          assert.deepEqual(await visit.seriousProblems(), []);
          const [needed, there] = await visit.page.evaluate(() => [document.scrollingElement.scrollWidth, innerWidth]);
          assert.ok(needed <= there, `the page is ${needed} pixels wide on a screen of ${there}`);
          visit.assertClean(loggedIn ? undefined : /401/);
        });
      }
      for (const visit of Object.values(visits)) await visit.end(/401/);
    });

test("a cell of the overview is reached and opened with keys alone", async () => {
  const visit = await world.browser.visit("/");
  await visit.untilShown("overview");
  const { keyboard } = visit.page;
  const focused = () => visit.page.evaluate(() => {
    const { activeElement: at } = document;
    const box = at.getBoundingClientRect();
    return {
      inGrid: at.closest('[role="grid"]') !== null, cell: at.matches("td.cell"), words: at.getAttribute("aria-label"),
      visible: box.width > 0 && getComputedStyle(at).outlineStyle !== "none",
    };
  });
  let at = await focused();
  for (let presses = 0; presses < 40 && !at.inGrid; ++presses) {
    await keyboard.press("Tab");
    at = await focused();
  }
  assert.ok(at.inGrid, "Tab never comes to the grid");
  await keyboard.press("ArrowRight");
  at = await focused();
  for (let presses = 0; presses < 40 && !(at.cell && at.words); ++presses) {
    await keyboard.press("ArrowRight");
    at = await focused();
  }
  assert.ok(at.cell && at.words, "no cell with words for a screen reader is reached");
  assert.ok(at.visible, "it cannot be seen where the focus is");
  await keyboard.press("Enter");
  await visit.until("the host's page is open at the flow", () => location.hash.startsWith("#/hosts/") && document.querySelector("main h1"));
  await visit.end();
});
