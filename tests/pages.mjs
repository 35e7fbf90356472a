// Uses a report in a browser as a reader would; called by tests/pages, which says what it checks.
import { createRequire } from "node:module";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(path.join(process.env.PAGES_TOOLS, "package.json"));
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [run, shots] = process.argv.slice(2);

const browser = await chromium.launch({ executablePath: process.env.PAGES_CHROMIUM, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
let passed = 0;
const failures = [];
function check(name, right, seen) {
  if (right) passed += 1;
  else failures.push(name + (seen === undefined ? "" : ": " + JSON.stringify(seen)));
}

// Opens a page and notes whatever it complains of or asks for.
async function open(file, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && !message.text().includes("willReadFrequently") && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => !/^(file|data|blob):/.test(request.url()) && complaints.push("asked for " + request.url()));
  await page.goto(pathToFileURL(path.resolve(file)).href);
  const still = await page.evaluate(() => document.getElementById("player") === null);
  const painted = still || (await page.waitForFunction(() => document.getElementById("clock")?.textContent !== "" || document.getElementById("noframes")?.hidden === false, null, { timeout: 5000 }).then(() => true, () => false));
  if (!painted) complaints.push("no picture appeared within 5 s");
  return { page, complaints, close: () => context.close() };
}

const picture = (page) => page.evaluate(() => [...document.querySelectorAll("#panes canvas")].map((canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let sum = 0;
  for (let i = 0; i < data.length; i += 4) sum = (Math.imul(sum, 31) + data[i] * 65536 + data[i + 1] * 256 + data[i + 2]) | 0;
  return sum;
}).join());
const clock = (page) => page.textContent("#clock");
const settle = (page) => page.waitForTimeout(250);
async function changes(page, name, act) {
  const before = await picture(page);
  await act();
  await settle(page);
  check(name, (await picture(page)) !== before);
}

// Share of a flat pane's pixels in which the player and a PNG frame differ.
async function differs(page, png) {
  const url = "data:image/png;base64," + fs.readFileSync(png).toString("base64");
  return page.evaluate(async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = document.querySelector("#panes canvas"), copy = document.createElement("canvas");
    copy.width = canvas.width;
    copy.height = canvas.height;
    copy.getContext("2d").drawImage(image, -16, -(image.height - 16 - canvas.height));
    const a = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data, b = copy.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    let wrong = 0;
    for (let i = 0; i < a.length; i += 4) wrong += a[i] !== b[i] || a[i + 1] !== b[i + 1] || a[i + 2] !== b[i + 2];
    return wrong / (a.length / 4);
  }, url);
}

async function fits(page, name) {
  const wide = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  check(name + ": nothing is wider than the screen", wide[0] <= wide[1], wide);
}

// The survival curve has room, its labels stand apart, and it is told in words.
async function survival(page, name) {
  if (!(await page.locator(".km").count())) return;
  const plot = await page.locator(".km-plot").boundingBox();
  check(name + ": the survival curve has room", plot.width > 200 && plot.height > 150, plot);
  const labels = await page.locator(".km-days").evaluateAll((rows) => rows.map((row) => [...row.children].map((label) => [label.getBoundingClientRect().left, label.getBoundingClientRect().right])));
  check(name + ": its labels stand apart", labels.every((row) => row.length > 1 && row.every(([left], i) => i === 0 || left > row[i - 1][1])), labels);
  check(name + ": its words are large enough", (await page.locator(".km").evaluate((figure) => parseFloat(getComputedStyle(figure).fontSize))) >= 12);
  check(name + ": it is told in words", /\d+ of \d+ \w+ .* Median /.test(await page.getAttribute(".km", "aria-label")));
}

// A tap explains a cell, and the words stay when the finger is gone.
async function tapped(page, name) {
  await settle(page);
  await page.locator("#panes canvas").first().tap();
  await settle(page);
  check(name + ": a tapped cell is explained", /: .+\./.test(await page.textContent("#explain")), await page.textContent("#explain"));
}

async function accessible(page, name) {
  await page.evaluate(() => document.querySelectorAll("details").forEach((part) => (part.open = true)));
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run().then((result) => result.violations.filter((v) => ["serious", "critical"].includes(v.impact)).map((v) => v.id + " " + v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " + (n.any[0]?.message ?? "")).join(" | "))));
  check(name + ": axe finds no serious fault", found.length === 0, found);
  await page.evaluate(() => document.querySelectorAll("details").forEach((part) => (part.open = false)));
}

// How long pictures take to stand on the canvas while the slider is dragged through all of them, ms: median and longest.
async function scrubbing(page) {
  return page.evaluate(async () => {
    const scrub = document.getElementById("scrub"), last = Number(scrub.max), times = [];
    const wait = () => new Promise((done) => requestAnimationFrame(done));
    for (let i = 0; i < 120; i++) {
      const began = performance.now(), clock = document.getElementById("clock").textContent;
      const next = String(Math.round((last * ((i * 37) % 120)) / 119));
      if (next === scrub.value) continue;
      scrub.value = next;
      scrub.dispatchEvent(new Event("input"));
      for (let n = 0; n < 300 && document.getElementById("clock").textContent === clock; n++) await wait();
      times.push(performance.now() - began);
    }
    times.sort((a, b) => a - b);
    return { pictures: last + 1, median: Math.round(times[times.length >> 1]), longest: Math.round(times[times.length - 1]) };
  });
}

async function done() {
  await browser.close();
  for (const failure of failures) console.log("FAILED " + failure);
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exit(failures.length ? 1 : 0);
}

// A page of several runs.
async function comparison(file) {
  const facts = JSON.parse(fs.readFileSync(file, "utf8").match(/id="data">(.*?)<\/script>/s)[1]);
  const { page, complaints, close } = await open(file);
  const canvases = await page.locator("#panes canvas").count();
  check("every arm has a picture", (await page.locator("#panes .arm").count()) === facts.arms.length && canvases >= facts.arms.length, canvases);
  const states = () => page.locator("#panes .state").allTextContents();
  const first = [await clock(page), await states()];
  await changes(page, "one picture on", () => page.click("#forward"));
  await page.keyboard.press("End");
  await settle(page);
  const last = [await clock(page), await states()];
  check("the end is another moment for every arm", first[0] !== last[0] && last[1].every((text, i) => text !== first[1][i]), [first, last]);
  check("arms that ended say how", last[1].some((text) => /day \d/.test(text)), last[1]);
  await page.keyboard.press("Home");
  await settle(page);
  await page.click("#play");
  await page.waitForFunction((begin) => document.getElementById("clock").textContent !== begin, first[0], { timeout: 3000 }).catch(() => {});
  check("playing moves all arms on", (await clock(page)) !== first[0]);
  await page.click("#play");
  for (const key of ["2", "3", "4", "1"]) await changes(page, "layer " + key + " looks different", () => page.keyboard.press(key));
  const over = await page.locator("#curves .u-over").first().boundingBox();
  await page.locator("#curves .u-over").first().click({ position: { x: over.width - 1, y: over.height / 2 } });
  await settle(page);
  check("a click at the end of a curve goes to the end", (await clock(page)) === last[0], await clock(page));
  const burden = await page.evaluate(() => [...document.querySelectorAll("#curves figure")].map((figure) => figure.getAttribute("aria-label")));
  check("every panel has a line of every arm", burden.length === 5 && burden.every((label) => facts.arms.every((arm) => label.includes(arm.name))), burden);
  await page.selectOption("#effector", "2");
  check("the kind of effector can be chosen", (await page.textContent("#curves")).includes("Effector cells in the tissue: NK"));
  check("what differs is a table with a column an arm", (await page.locator("section[aria-labelledby=differences] thead th").count()) === facts.arms.length + 1);
  check("every arm has its outcome", (await page.locator("section[aria-labelledby=outcome] tbody tr").count()) === facts.arms.length);
  await page.locator("#panes canvas").first().hover();
  check("a cell under the pointer is explained", /: .+\./.test(await page.textContent("#explain")), await page.textContent("#explain"));
  console.log("scrubbing: " + JSON.stringify(await scrubbing(page)));
  await page.locator("#scrub").fill(String(Math.floor(Number(await page.getAttribute("#scrub", "max")) * 0.6)));
  await settle(page);
  if (shots) await page.screenshot({ path: path.join(shots, "compare-wide.png"), fullPage: true });
  await fits(page, "wide");
  await accessible(page, "light");
  check("no complaint", complaints.length === 0, complaints);
  await close();
  for (const [name, options] of [["compare-narrow", { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }], ["compare-dark", { colorScheme: "dark" }]]) {
    const { page, complaints, close } = await open(file, options);
    await fits(page, name);
    if (options.hasTouch) {
      await page.tap("#last");
      await settle(page);
      check(name + ": a tap goes to the end", (await clock(page)) === last[0], await clock(page));
      await tapped(page, name);
    }
    await accessible(page, name);
    if (shots) await page.screenshot({ path: path.join(shots, name + ".png"), fullPage: true });
    check(name + ": no complaint", complaints.length === 0, complaints);
    await close();
  }
  await done();
}
// The page of a study.
async function study(file) {
  const { page, complaints, close } = await open(file);
  check("the disclaimer is there", (await page.textContent("body")).includes("For research and teaching; not for treating patients."));
  check("it is one page: nothing is loaded", (await page.locator('img, link:not([href^="data:"]), script[src], iframe').count()) === 0);
  const levels = await page.evaluate(() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((head) => Number(head.tagName[1])));
  check("headings are in order", levels[0] === 1 && levels.every((level, i) => i === 0 || level <= levels[i - 1] + 1), levels);
  const measures = page.locator("section.measure"), charts = page.locator(".figure");
  if (await charts.count()) {
    const heads = await measures.locator("h3").allTextContents(), buttons = page.locator("#choice button");
    const seen = () => measures.evaluateAll((all) => all.map((one) => one.offsetHeight > 0));
    if (heads.length > 1) {
      check("one outcome is shown at first", (await seen()).filter(Boolean).length === 1, await seen());
      check("every outcome can be chosen, and all", (await buttons.allTextContents()).join("|") === [...heads, "all outcomes"].join("|"));
      await buttons.nth(1).click();
      check("another is shown when chosen", (await seen())[1] && !(await seen())[0], await seen());
      await buttons.last().click();
      check("and all of them", (await seen()).every(Boolean), await seen());
    }
    check("every chart has a sentence and its numbers", (await charts.locator("> p:first-of-type").count()) === (await charts.count()) && (await charts.locator("details table").count()) === (await charts.count()));
    for (let i = 0; i < (await charts.count()); i++) {
      const figure = charts.nth(i), chart = figure.locator(".chart"), told = figure.locator(".readout"), marks = await chart.locator(".mark").count();
      const name = (await figure.locator("h4").textContent()) + " " + i;
      if (!marks) continue;
      await chart.focus();
      await page.keyboard.press("ArrowRight");
      const first = await told.textContent();
      check(name + ": the keys read a number", /\d|no animal/.test(first), first);
      await page.keyboard.press("End");
      check(name + ": End reads the last", marks === 1 || (await told.textContent()) !== first, first);
      if (await chart.locator(".mark rect").count()) {
        const after = async (key) => { await page.keyboard.press("Home"); await page.keyboard.press(key); return told.textContent(); };
        await page.keyboard.press("Home");
        const begin = await told.textContent(), rows = await figure.locator("details tbody tr").count();
        check(name + ": the arrows up and down go to other rows", rows === 1 || (await after("ArrowUp")) !== begin || (await after("ArrowDown")) !== begin, begin);
      }
      await page.keyboard.press("Escape");
      check(name + ": Escape ends it", (await told.textContent()) === "");
      const place = await chart.locator(".mark").nth(marks >> 1).boundingBox();
      await page.mouse.move(place.x + place.width / 2, place.y + place.height / 2);
      check(name + ": the pointer reads a number", /\d|no animal/.test(await told.textContent()), await told.textContent());
      await page.mouse.move(1, 1);
    }
  }
  for (const table of await page.locator("#everything ~ .scroll table.sorting").all()) {
    const column = (await table.locator("thead th").count()) - 1, values = () => table.locator(`tbody tr > :nth-child(${column + 1})`).evaluateAll((cells) => cells.map((cell) => Number(cell.dataset.v)).filter((v) => v === v));
    const sorted = (list, sign) => list.every((v, i) => i === 0 || sign * (v - list[i - 1]) >= 0);
    const button = table.locator("thead th").nth(column).locator("button");
    await button.click();
    check("a head sorts its column", (await values()).length > 1 && sorted(await values(), 1), await values());
    await button.click();
    check("and the other way round", sorted(await values(), -1), await values());
    check("a sorted head says so", (await table.locator("thead th").nth(column).getAttribute("aria-sort")) === "descending");
  }
  const links = await page.locator("a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  check("links are relative, and their files are there", links.length > 0 && links.every((link) => !/^(\w+:|\/)/.test(link) && fs.existsSync(path.join(path.dirname(file), decodeURIComponent(link)))), links.filter((link) => !fs.existsSync(path.join(path.dirname(file), decodeURIComponent(link)))));
  const tables = await page.locator("table").evaluateAll((all) => all.every((one) => [...one.tHead.rows[0].cells].every((head) => head.scope === "col") && [...one.tBodies[0].rows].every((row) => row.cells[0].scope === "row")));
  check("tables say what their heads are", tables);
  if (shots) await page.screenshot({ path: path.join(shots, "study-wide.png"), fullPage: true });
  await fits(page, "wide");
  await accessible(page, "light");
  check("no complaint", complaints.length === 0, complaints);
  await close();
  for (const [name, options] of [["study-narrow", { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }], ["study-dark", { colorScheme: "dark" }], ["study-narrow-dark", { viewport: { width: 375, height: 812 }, colorScheme: "dark" }]]) {
    const { page, complaints, close } = await open(file, options);
    await fits(page, name);
    const mark = page.locator(".figure .mark").first();
    if (options.hasTouch && (await mark.count())) {
      await mark.scrollIntoViewIfNeeded();
      const place = await mark.boundingBox();
      await page.touchscreen.tap(place.x + place.width / 2, place.y + place.height / 2);
      check(name + ": a tap reads a number", /\d|no animal/.test(await page.locator(".figure .readout").first().textContent()));
    }
    const small = await page.locator(".chart:visible svg").evaluateAll((all) => Math.min(...all.map((svg) => (7 * svg.getBoundingClientRect().width) / svg.viewBox.baseVal.width)));
    check(name + ": the charts' words are large enough", small >= 9, small);
    if (shots) await page.screenshot({ path: path.join(shots, name + ".png"), fullPage: true });
    await page.evaluate(() => document.querySelectorAll("#choice button:last-child").forEach((button) => button.click()));
    await accessible(page, name);
    check(name + ": no complaint", complaints.length === 0, complaints);
    await close();
  }
  // The control: a page without scripts neither reads nor sorts, but shows all outcomes.
  const bare = await open(file, { javaScriptEnabled: false });
  check("(control) without scripts nothing is read", (await bare.page.locator(".sorting thead button").count()) === 0);
  check("without scripts every outcome is shown", (await bare.page.locator("section.measure:visible").count()) === (await bare.page.locator("section.measure").count()));
  await bare.close();
  await done();
}
const given = run.endsWith(".html") ? run : path.join(run, "report.html");
if (fs.readFileSync(given, "utf8").includes('<p class="program">il2sim study</p>')) await study(given);
if (run.endsWith(".html")) await comparison(run);

const report = path.join(run, "report.html");
const facts = JSON.parse(fs.readFileSync(report, "utf8").match(/id="data">(.*?)<\/script>/s)[1]);
const site = facts.sites.find((one) => one.time_h.length > 0);

{
  const { page, complaints, close } = await open(report);
  check("the disclaimer is there", (await page.textContent("body")).includes("For research and teaching; not for treating patients."));
  check("a headline is there", (await page.textContent(".headline")).length > 10);
  if (site) {
    const first = await clock(page);
    check("the first picture is the first frame", /^day \d+, \d\d:\d\d$/.test(first), first);
    if (site.time_h.length > 2) {
      await changes(page, "one picture on", () => page.click("#forward"));
      await page.keyboard.press("ArrowLeft");
      await settle(page);
      check("the left arrow steps back", (await clock(page)) === first, await clock(page));
      await changes(page, "End goes to the end", () => page.keyboard.press("End"));
      const last = await clock(page);
      check("the slider is at the end", (await page.inputValue("#scrub")) === String(site.time_h.length - 1));
      await page.keyboard.press("Home");
      await settle(page);
      check("Home goes to the beginning", (await clock(page)) === first);
      await page.click("#play");
      await page.waitForFunction((begin) => document.getElementById("clock").textContent !== begin, first, { timeout: 3000 }).catch(() => {});
      check("playing moves on", (await clock(page)) !== first);
      check("the button says Pause", (await page.textContent("#play")) === "Pause");
      await page.click("#play");
      const paused = await clock(page);
      await page.waitForTimeout(500);
      check("a pause stays", (await clock(page)) === paused);
      await page.locator("#scrub").fill(String(Math.floor(site.time_h.length / 2)));
      await settle(page);
      check("scrubbing goes to the middle", ![first, last].includes(await clock(page)));
      if (await page.locator("#curves .u-over").count()) {
        const over = await page.locator("#curves .u-over").first().boundingBox();
        const wanted = site.time_h[site.time_h.length - 1] / facts.until_h;
        await page.locator("#curves .u-over").first().click({ position: { x: Math.min(over.width - 1, over.width * wanted), y: over.height / 2 } });
        await settle(page);
        // One pixel may stand for several pictures.
        const pictures = site.time_h.length, reached = Number(await page.inputValue("#scrub"));
        check("a click at the end of a curve goes to the end", reached >= pictures - 1 - Math.ceil((2 * pictures) / over.width) && (pictures > over.width / 2 || (await clock(page)) === last), await clock(page));
        const place = await page.evaluate(() => parseFloat(document.querySelector(".now").style.left));
        check("the curves' line follows", Math.abs(place - over.width * wanted) < 3, [place, over.width * wanted]);
      }
      const loop = await page.getAttribute("#loop", "aria-pressed");
      await page.keyboard.press("l");
      check("L switches the loop", (await page.getAttribute("#loop", "aria-pressed")) !== loop);
    }
    for (const key of ["2", "3", "4", "1"]) {
      const layer = { 1: "cells", 2: "il2", 3: "ifng", 4: "mhc" }[key];
      await page.keyboard.press(key);
      await settle(page);
      check("key " + key + " shows " + layer, await page.isChecked(`input[value=${layer}]`));
      if (shots) await page.screenshot({ path: path.join(shots, `layer-${layer}.png`) });
    }
    const busiest = site.counts.map((counts) => counts[1] + counts[2]).reduce((best, n, i, all) => (n > all[best] ? i : best), 0);
    await page.locator("#scrub").fill(String(busiest));
    await settle(page);
    await changes(page, "MHC class I looks different from cells", () => page.keyboard.press("4"));
    await page.keyboard.press("1");
    await settle(page);
    const kind = [1, 2].find((code) => site.counts[busiest][code] > 0);
    if (kind) {
      await changes(page, "hiding a kind changes the picture", () => page.click(`button[data-kind="${kind}"]`));
      await page.click(`button[data-kind="${kind}"]`);
      await settle(page);
    }
    if (site.panes.length > 1) {
      const views = page.locator("#panes .views button"), seen = () => page.locator("#panes figure:not([hidden])").count();
      check("a site with depth has a slice, a volume and a projection", (await views.allTextContents()).join() === "slice,volume,projection");
      check("of which two are shown", (await seen()) === 2, await seen());
      await changes(page, "the projection can be shown", () => views.nth(2).click());
      for (const view of [0, 1, 2]) await views.nth(view).click();
      check("and one view always stays", (await seen()) === 1, await seen());
      for (const view of [0, 1]) await views.nth(view).click();
      await views.nth(2).click();
      await settle(page);
      const at = Number(await page.locator("#scrub").inputValue());
      await changes(page, "the camera turns as time goes on", () => page.locator("#scrub").fill(String(at > 0 ? at - 1 : 1)));
    }
    await page.locator("#panes canvas").first().hover();
    check("a cell under the pointer is explained", /: .+\./.test(await page.textContent("#explain")), await page.textContent("#explain"));
    await page.mouse.move(1, 1);
    check("and no longer when it leaves", (await page.textContent("#explain")).startsWith("Point at"), await page.textContent("#explain"));
    if (await page.locator("#events button").count()) {
      await page.locator("#events button").last().click();
      await settle(page);
      const day = Number((await page.locator("#events button").last().textContent()).match(/day ([\d.]+)/)[1]);
      const now = await page.evaluate(() => parseFloat(document.querySelector(".now").style.left) / document.querySelector(".u-over").clientWidth);
      check("an event goes to its moment", Math.abs(now * (facts.until_h / 24) - day) < 1, [now, day]);
    }
    console.log("scrubbing: " + JSON.stringify(await scrubbing(page)));
    const shown = await page.textContent(".headline").then((text) => text.match(/shown: \w+ (\d+)/)?.[1] ?? "0");
    const folder = path.join(run, "frames", "r" + shown.padStart(4, "0"), site.name);
    const pngs = fs.existsSync(folder) && site.panes.length === 1 ? fs.readdirSync(folder).sort() : [];
    if (pngs.length === site.time_h.length) {
      for (const i of [0, Math.floor(pngs.length / 2), pngs.length - 1]) {
        await page.locator("#scrub").fill(String(i));
        await settle(page);
        const wrong = await differs(page, path.join(folder, pngs[i]));
        check("the player paints " + pngs[i] + " as the frame is painted", wrong === 0, wrong);
        if (i > 0) check("(control) it differs from another frame", (await differs(page, path.join(folder, pngs[0]))) > 0);
      }
    }
  }
  const animals = await page.locator("section[aria-labelledby=outcome] tbody tr").count();
  check("two animals or more have a survival curve", (await page.locator(".km-plot").count()) === (animals > 1 ? 1 : 0), animals);
  await survival(page, "wide");
  if (shots) await page.screenshot({ path: path.join(shots, "wide.png"), fullPage: true });
  await fits(page, "wide");
  await accessible(page, "light");
  check("no complaint", complaints.length === 0, complaints);
  await close();
}

for (const [name, options] of [["narrow", { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }], ["dark", { colorScheme: "dark" }], ["narrow dark", { viewport: { width: 375, height: 812 }, colorScheme: "dark" }]]) {
  const { page, complaints, close } = await open(report, options);
  await fits(page, name);
  await survival(page, name);
  if (site && options.hasTouch) {
    await page.tap("#forward");
    await tapped(page, name);
  }
  await accessible(page, name);
  if (shots) await page.screenshot({ path: path.join(shots, name.replace(" ", "-") + ".png"), fullPage: true });
  check(name + ": no complaint", complaints.length === 0, complaints);
  await close();
}

// The control: a page whose first chunk of pictures is spoilt must be noticed.
if (site) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "pages-"));
  const spoilt = path.join(folder, "report.html");
  fs.writeFileSync(spoilt, fs.readFileSync(report, "utf8").replace(/("chunks":\[")....../, "$1AAAAAA"));
  const { complaints, close } = await open(spoilt);
  check("(control) a spoilt page is noticed", complaints.length > 0);
  await close();
  fs.rmSync(folder, { recursive: true });
}

await done();
