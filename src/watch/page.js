// A run while it lasts: asks how it stands, and then only for rows and pictures that are new.
(function () {
  const $ = (id) => document.getElementById(id);
  const PAUSE_MS = 700, LINES = ["burden", "il2_tissue_pm", "il2_plasma_pm", "leak"];
  const times = new Map(), tables = new Map();
  let now = null, live = true, at = 0, curves = null, drawn = "", rows = 0, failures = 0, newest = "", turn = Promise.resolve();

  const get = async (path) => (await fetch(path, { cache: "no-store" })).json();
  const place = (one) => `${one.replicate}/${one.site}`;
  const pane = () => now.panes.find((one) => place(one) === $("pane").value) || now.panes[0];
  const pictures = () => (pane() && times.get(place(pane()))) || [];
  const animal = () => (pane() ? pane().replicate : 0);
  // Whose curves are drawn: those of the animal in the picture, or the median.
  const who = () => (animal() in now.own && (pane() || now.replicates === 1) && $("whose").value !== "median" ? String(animal()) : "median");
  // One after the other, or rows that are asked for twice would stand twice.
  const inTurn = (work) => (turn = turn.catch(() => {}).then(work));

  async function rowsOf(name, length) {
    const table = tables.get(name) || { time_h: [], effectors: EFFECTORS.map(() => []), ...Object.fromEntries(LINES.map((line) => [line, []])) };
    tables.set(name, table);
    if (!(table.time_h.length < length)) return;
    const rows = await get(`curves/${name}/${table.time_h.length}`);
    table.time_h.push(...rows.time_h);
    for (const line of LINES) table[line].push(...rows[line]);
    rows.effectors.forEach((kind, i) => table.effectors[i].push(...kind));
  }

  async function more() {
    const shown = pane();
    if (shown) {
      const known = times.get(place(shown)) || [];
      if (known.length < shown.pictures) known.push(...(await get(`times/${place(shown)}/${known.length}`)));
      times.set(place(shown), known);
    }
    await rowsOf(String(animal()), now.own[animal()]);
    if (who() === "median") await rowsOf("median", now.median);
  }

  // The newest row up to a time, in words.
  function words(table, hours) {
    const row = table ? table.time_h.reduce((found, time, i) => (time <= hours ? i : found), -1) : -1;
    if (row < 0) return "";
    const when = table.time_h[row] === hours ? "" : ` (on ${clockOf(table.time_h[row])})`;
    const effectors = EFFECTORS.map((name, i) => [name, table.effectors[i][row]]).filter(([, count]) => count > 0).map(([name, count]) => `${name} ${count.toLocaleString("en-GB")}`);
    const burden = table.burden[row] == null ? "" : `${table.burden[row].toLocaleString("en-GB")} tumour cells; `;
    const none = table.effectors.some((kind) => kind[row] == null) ? "effector cells not in the series" : "no effector cells";
    return `Counted in the tissue: ${burden}${effectors.join(", ") || none}${when}`;
  }

  function show() {
    const list = pictures(), none = list.length === 0;
    $("film").hidden = none;
    $("nopictures").hidden = !none;
    if (none) return curves && curves.now(now.time_h);
    if (live) at = list.length - 1;
    at = Math.min(at, list.length - 1);
    const hours = list[at], source = `pictures/${place(pane())}/${at}.png`, own = tables.get(String(pane().replicate));
    $("scrub").max = list.length - 1;
    $("scrub").value = at;
    $("clock").textContent = clockOf(hours);
    $("scrub").setAttribute("aria-valuetext", clockOf(hours));
    $("seen").textContent = words(own, hours);
    doseSigns($("doses"), now.marks, list[0], list[list.length - 1]);
    if ($("picture").dataset.source !== source) {
      $("picture").dataset.source = source;
      $("picture").src = source;
    }
    $("picture").alt = `${pane().name}, ${clockOf(hours)}. ${words(own, hours)}`;
    if (curves) curves.now(hours);
  }

  function setLive(on) {
    live = on;
    $("live").setAttribute("aria-pressed", String(on));
    show();
  }
  function step(to) {
    at = Math.max(0, Math.min(pictures().length - 1, to));
    setLive(at === pictures().length - 1);
  }
  function seek(hours) {
    const list = pictures();
    if (!list.length) return;
    step(list.reduce((best, time, i) => (Math.abs(time - hours) < Math.abs(list[best] - hours) ? i : best), 0));
  }

  function draw() {
    const name = who(), table = tables.get(name);
    if (!table || !table.time_h.length) return;
    const single = now.replicates === 1 || name !== "median", number = name === "median" ? 0 : Number(name);
    const ends = now.ends.filter((end) => single && end.replicate === number);
    const key = name + JSON.stringify(ends), first = !curves;
    if (first) {
      curves = makeCurves($("curves"), { panels: panelsOf(table), marks: now.marks, events: ends, until_h: now.until_h }, seek);
      if (now.marks.length) doseNames($("doselist"), now.marks);
    } else if (key !== drawn) curves.change(panelsOf(table), ends);
    else if (table.time_h.length > rows) curves.grow(panelsOf(table));
    [drawn, rows] = [key, table.time_h.length];
    const ended = ends.map((end) => ` Broken line 1: ${end.word}, day ${Number((end.time_h / 24).toFixed(1))}.`).join("");
    const rest = now.marks.length ? " Coloured lines at the top are doses." : "";
    $("whosetold").textContent = (single ? `Curves of ${now.subject} ${number}${pictures().length ? ", the one in the pictures" : ""}.` : `Each line is the median of all ${now.replicates} ${now.subject}s; one that has ended counts with its last values.`) + ended + rest;
  }

  function choices() {
    const same = $("pane").options.length === now.panes.length;
    if (!same) {
      const chosen = $("pane").value;
      $("pane").replaceChildren(...now.panes.map((one) => new Option(one.name, place(one))));
      if (chosen) $("pane").value = chosen;
    }
    $("panepick").hidden = now.panes.length < 2;
    if (now.replicates > 1 && now.panes.length && !$("whose").options.length) $("whose").append(new Option(`the ${now.subject} in the pictures`, "own"), new Option(`the median of all ${now.replicates}`, "median"));
    $("whosepick").hidden = !$("whose").options.length;
  }

  const repaint = () => inTurn(async () => {
    if (!now) return;
    await more();
    draw();
    show();
  });

  async function over() {
    const line = $("over"), words = now.last.replace(/\.?$/, ". ");
    line.hidden = false;
    line.textContent = words;
    $("told").textContent = now.last;
    if (!now.report) return line.append(`Directory: ${now.directory}`);
    // Kept here, since the server goes with the run.
    const page = await (await fetch("report.html", { cache: "no-store" })).blob();
    const link = document.createElement("a");
    link.id = "report";
    link.href = URL.createObjectURL(new Blob([page], { type: "text/html;charset=utf-8" }));
    link.textContent = "Open the report";
    line.append(link, ` ; it is also in ${now.directory}.`);
  }

  async function look() {
    try {
      now = await get("now");
      failures = 0;
      document.title = now.title + " – il2sim";
      $("title").textContent = now.title;
      choices();
      await repaint();
      const days = (hours) => Number((hours / 24).toFixed(1));
      $("bar").value = now.ended && now.report ? 1 : now.until_h > 0 ? now.time_h / now.until_h : 0;
      if (now.until_h > 0) $("stand").textContent = `Day ${days(now.time_h)} of ${days(now.until_h)}, ${now.active} of ${now.replicates} still followed.`;
      $("messages").replaceChildren(...now.messages.slice().reverse().map((text) => Object.assign(document.createElement("li"), { textContent: text })));
      const last = now.messages[now.messages.length - 1] || "";
      if (last !== newest) $("told").textContent = newest = last;
      if (now.ended) return await over();
    } catch (error) {
      failures += 1;
      if (failures > 3) {
        const where = now && now.directory ? ` Its directory: ${now.directory}` : "";
        $("stand").textContent = $("told").textContent = "The run has ended or was stopped; its directory holds what it left." + where;
        return;
      }
    }
    setTimeout(look, PAUSE_MS);
  }

  $("scrub").oninput = () => step(Number($("scrub").value));
  $("back").onclick = () => step(at - 1);
  $("forward").onclick = () => step(at + 1);
  $("live").onclick = () => setLive(!live);
  const gone = () => { $("whosetold").textContent = "The program has ended and gives no more numbers: open the report."; };
  $("pane").onchange = () => repaint().catch(gone);
  $("whose").onchange = () => repaint().catch(gone);
  document.addEventListener("keydown", (event) => {
    if (!now || event.ctrlKey || event.altKey || event.metaKey || event.target.closest("select, input")) return;
    if (event.key === "ArrowLeft") step(at - 1);
    else if (event.key === "ArrowRight") step(at + 1);
    else if (event.key === "Home") step(0);
    else if (event.key === "End") step(Infinity);
    else return;
    event.preventDefault();
  });
  look();
})();
