// Watches a run in a browser while it lasts; called by tests/pages, which says what it checks.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const require = createRequire(path.join(process.env.PAGES_TOOLS, "package.json"));
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [program, scenario, shots] = process.argv.slice(2);

let passed = 0;
const failures = [];
function check(name, right, seen) {
  if (right) passed += 1;
  else failures.push(name + (seen === undefined ? "" : ": " + JSON.stringify(seen)));
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "watch-"));
const sets = ["run.until=day 20", "run.late_doses=ignore", "record.frames=every 6 h", "record.replicates=[0, 2]"].flatMap((set) => ["--set", /[[]/.test(set) ? set : set.replace(/=(.*)/, '="$1"')]);
const run = spawn(program, ["run", scenario, "--replicates", "3", ...sets, "--out", path.join(folder, "run"), "--threads", "1", "--watch"]);
let said = "", code = null;
run.stderr.on("data", (text) => (said += text));
run.on("exit", (status) => (code = status));
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
while (!/watch: \S+/.test(said) && code === null) await wait(20);
const url = said.match(/watch: (\S+)/)[1];

const browser = await chromium.launch({ executablePath: process.env.PAGES_CHROMIUM, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage(), complaints = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("response", (answer) => answer.status() >= 400 && complaints.push(answer.status() + " " + answer.url()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => !request.url().startsWith(url) && !/^(data|blob):/.test(request.url()) && complaints.push("asked for " + request.url()));
  await page.goto(url);
  await page.waitForFunction(() => document.querySelectorAll("#curves canvas").length === 4 && document.getElementById("picture").naturalWidth > 0, null, { timeout: 20000 });
  return { page, complaints };
}
async function accessible(page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run().then((result) => result.violations.filter((v) => ["serious", "critical"].includes(v.impact)).map((v) => v.id + " " + v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(" | "))));
  check(name + ": axe finds no serious fault", found.length === 0, found);
}
const state = (page) => page.evaluate(() => ({ day: document.getElementById("stand").textContent, pictures: Number(document.getElementById("scrub").max), clock: document.getElementById("clock").textContent, burden: document.querySelector("#curves figure").getAttribute("aria-label"), source: document.getElementById("picture").src }));

const { page, complaints } = await open();
const first = await state(page);
await page.waitForFunction((before) => Number(document.getElementById("scrub").max) > before + 2, first.pictures, { timeout: 60000 });
const later = await state(page);
check("the run lasts while it is watched", code === null, code);
check("pictures come, and the newest is shown", later.pictures > first.pictures && later.source !== first.source && later.clock !== first.clock, [first, later]);
check("curves grow", later.burden !== first.burden && /tumour cells from [\d,]+ to [\d,]+/.test(later.burden), [first.burden, later.burden]);
check("it says whose curves they are", (await page.textContent("#whosetold")).startsWith("Curves of animal 0, the one in the pictures."), await page.textContent("#whosetold"));
check("the treatment is named", (await page.textContent("#doselist")).includes("il2 peritumoral: "), await page.textContent("#doselist"));
const panels = await page.evaluate(() => [...document.querySelectorAll("#curves figcaption")].map((caption) => caption.textContent));
check("every curve is there", ["burden", "Effector", "Interleukin-2", "leak"].every((word, i) => panels[i].includes(word)), panels);
await page.keyboard.press("Home");
check("Home shows the first picture, and it stays", (await page.textContent("#clock")) === "day 0, 00:00" && (await page.getAttribute("#live", "aria-pressed")) === "false", await state(page));
await page.click("#forward");
check("a step on", (await page.textContent("#clock")) === "day 0, 06:00", await page.textContent("#clock"));
const line = await page.evaluate(() => [...document.querySelectorAll(".now")].map((one) => [one.hidden, parseFloat(one.style.left) / one.parentElement.clientWidth]));
check("a line in every curve stands at the picture's moment", line.length === 4 && line.every(([hidden, at]) => !hidden && Math.abs(at - 0.25 / 20) < 0.005), line);
await page.click("#live");
await page.selectOption("#pane", "2/0");
await page.waitForFunction(() => document.getElementById("whosetold").textContent.startsWith("Curves of animal 2"), null, { timeout: 5000 }).catch(() => {});
check("another animal's pictures bring its curves", /pictures\/2\/0\/\d+\.png$/.test(await page.evaluate(() => document.getElementById("picture").src)) && (await page.textContent("#whosetold")).startsWith("Curves of animal 2"));
await page.selectOption("#whose", "median");
await page.waitForFunction(() => document.getElementById("whosetold").textContent.startsWith("Each line is the median of all 3"), null, { timeout: 5000 }).catch(() => {});
check("the median can be chosen", (await page.textContent("#whosetold")).startsWith("Each line is the median of all 3 animals"), await page.textContent("#whosetold"));
await page.selectOption("#whose", "own");
await accessible(page, "light");
if (shots) await page.screenshot({ path: path.join(shots, "watch-wide.png"), fullPage: true });
for (const [name, options] of [["watch-dark", { colorScheme: "dark" }], ["watch-narrow", { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }]]) {
  const other = await open(options);
  const wide = await other.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  check(name + ": nothing is wider than the screen", wide[0] <= wide[1], wide);
  await accessible(other.page, name);
  if (shots) await other.page.screenshot({ path: path.join(shots, name + ".png"), fullPage: true });
  check(name + ": no complaint", other.complaints.length === 0, other.complaints);
  await other.page.context().close();
}

const stranger = await fetch(new URL("/", url)).then((answer) => answer.status);
check("nothing is served without the token", stranger === 404, stranger);
await page.waitForSelector("#report", { timeout: 300000 });
check("at the end the outcome is told", /^The run is finished\. .*animals? .*Open the report/.test(await page.textContent("#over")), await page.textContent("#over"));
while (code === null) await wait(50);
check("the program ends well", code === 0, said);
if (shots) await page.screenshot({ path: path.join(shots, "watch-over.png"), fullPage: true });
await page.click("#report");
await page.waitForFunction(() => /^day \d/.test(document.getElementById("clock")?.textContent ?? ""), null, { timeout: 10000 }).catch(() => {});
check("the report opens though the program is gone", (await page.textContent(".headline")).includes("shown: animal") && /^day \d/.test(await page.textContent("#clock")));
check("no complaint", complaints.length === 0, complaints);

await browser.close();
fs.rmSync(folder, { recursive: true });
for (const failure of failures) console.log("FAILED " + failure);
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length ? 1 : 0);
