// Puts the page of several runs together: their pictures in step on one clock, their curves over one another.
(function () {
  const data = JSON.parse(document.getElementById("data").textContent), arms = data.arms;
  const $ = (id) => document.getElementById(id);
  const hidden = data.labels.map(() => false), missing = $("noframes");
  const old = typeof DecompressionStream === "undefined";
  const names = [...new Set(arms.flatMap((arm) => arm.sites.filter((site) => site.time_h.length).map((site) => site.name)))];
  let screens = [], times = [0], at = 0, asked = 0, player = null;

  // Lines of all arms over one another, on the union of their times.
  const overlaid = (title, values, log) => {
    const tables = arms.map((arm) => [arm.curves.time_h.map((hours) => hours / 24), log ? positive(values(arm.curves)) : values(arm.curves)]);
    return { title, log, lines: arms.map((arm, i) => [arm.name, "arm" + (i % 6), DASHES[i % 6]]), data: uPlot.join(tables) };
  };
  const sum = (curves) => curves.time_h.map((_, i) => curves.effectors.reduce((total, kind) => (total == null || kind[i] == null ? null : total + kind[i]), 0));
  const panels = () => {
    const kind = Number($("effector").value);
    return [
      overlaid("Tumour burden, living cells", (c) => c.burden),
      overlaid("Effector cells in the tissue: " + (kind < 0 ? "all" : EFFECTORS[kind]), (c) => (kind < 0 ? sum(c) : c.effectors[kind])),
      overlaid("Interleukin-2 in the tissue, mean, pM (log scale)", (c) => c.il2_tissue_pm, true),
      overlaid("Interleukin-2 in blood plasma, pM (log scale)", (c) => c.il2_plasma_pm, true),
      overlaid("Capillary-leak index", (c) => c.leak),
    ];
  };
  const marks = arms.map((arm, i) => ({ colour: "arm" + (i % 6), times_h: arm.marks.flatMap((mark) => mark.times_h) }));
  $("effector").add(new Option("all kinds", -1));
  EFFECTORS.forEach((name, i) => $("effector").add(new Option(name, i)));
  const curves = arms.some((arm) => arm.curves.time_h.length) ? makeCurves($("curves"), { panels: panels(), marks, events: [], until_h: data.until_h }, (hours) => player && player.seek(hours)) : { now() {}, change() {} };
  $("effector").onchange = () => curves.change(panels());

  const showsPictures = names.length > 0 && !old;
  if (!names.length) missing.textContent = "These runs kept no pictures.";
  else if (old) missing.textContent = "This browser is too old to play the pictures (it lacks DecompressionStream); the curves and tables below work.";
  missing.hidden = !missing.textContent;
  if (!showsPictures) return;

  $("player").hidden = false;
  const painter = makePainter(data.tables), explain = makeExplain(data);
  document.querySelectorAll("canvas.swatch").forEach((canvas) => painter.swatch(canvas, Number(canvas.parentElement.dataset.kind)));

  function element(tag, kind, text) {
    const made = document.createElement(tag);
    if (kind) made.className = kind;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function open(name) {
    $("panes").replaceChildren();
    screens = arms.map((arm, i) => {
      const box = element("section", "arm"), title = element("h3", "", arm.name), strip = element("div", "strip"), panes = element("div", "panes"), told = element("p", "state"), doses = element("div", "doselist");
      title.style.borderColor = `var(--arm${i % 6})`;
      doseSigns(strip, arm.marks, 0, data.until_h);
      const now = element("b");
      strip.append(now);
      box.append(title, strip, panes, told, doses);
      $("panes").append(box);
      if (arm.marks.length) doseNames(doses, arm.marks);
      else doses.textContent = "no treatment";
      const site = arm.sites.find((one) => one.name === name && one.time_h.length);
      if (!site) {
        panes.append(element("p", "hint", arm.sites.some((one) => one.name === name) ? "No pictures of this animal were kept." : `This arm has no site ${name}.`));
        return { arm, told, now };
      }
      return { arm, site, film: openFilm(site, painter.planes), screen: makeScreen(panes, site, painter, explain), told, now };
    });
    times = [...new Set(screens.flatMap((one) => (one.site ? one.site.time_h : [])))].sort((a, b) => a - b);
    $("scrub").max = times.length - 1;
    return show(Math.min(at, times.length - 1));
  }

  // The newest picture of an arm up to a time; -1 before its first.
  function pictureAt(site, hours) {
    let low = -1, high = site.time_h.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (site.time_h[middle] <= hours) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  async function show(next) {
    at = next;
    const ask = ++asked, all = screens, hours = times[at];
    const frames = await Promise.all(all.map((one) => (one.site ? one.film.frame(Math.max(0, pictureAt(one.site, hours))) : null)));
    if (ask !== asked || all !== screens) return;
    const clock = clockOf(hours), said = [];
    all.forEach((one, i) => {
      one.now.style.left = (100 * hours) / data.until_h + "%";
      const over = one.arm.end && hours >= one.arm.end.time_h;
      let words = over ? one.arm.end.word : "";
      if (one.site) {
        const counts = one.site.counts[Math.max(0, pictureAt(one.site, hours))];
        const effectors = counts.reduce((total, n, kind) => total + (painter.isEffector(kind) ? n : 0), 0);
        const tumour = data.tables.tumour.reduce((total, kind) => total + counts[kind], 0);
        const cells = `${tumour.toLocaleString("en-GB")} tumour cells, ${effectors.toLocaleString("en-GB")} effector cells seen`;
        one.screen.show(frames[i], controls.layer(), hidden);
        one.screen.told(`${one.arm.name}, ${clock}: ${cells}`);
        words = words ? `${words}; ${cells}` : cells;
      }
      one.told.textContent = words;
      said.push(one.arm.name + ": " + words);
    });
    $("clock").textContent = clock;
    $("scrub").value = at;
    $("scrub").setAttribute("aria-valuetext", clock);
    if (!controls.playing()) $("told").textContent = clock + ". " + said.join(". ");
    curves.now(hours);
  }

  function redraw() {
    showKey(painter, data, controls.layer());
    return show(at);
  }

  const controls = makeControls({ length: () => times.length, at: () => at, show, redraw });
  player = {
    seek(hours) {
      controls.pause();
      let best = 0;
      times.forEach((t, i) => { if (Math.abs(t - hours) < Math.abs(times[best] - hours)) best = i; });
      return show(best);
    },
  };
  document.querySelectorAll("button.kind").forEach((button) => (button.onclick = () => {
    const kind = Number(button.dataset.kind);
    hidden[kind] = !hidden[kind];
    button.setAttribute("aria-pressed", String(!hidden[kind]));
    show(at);
  }));
  names.forEach((name) => $("site").add(new Option(name)));
  $("sitepick").hidden = names.length < 2;
  $("site").onchange = () => open($("site").value);
  showKey(painter, data, controls.layer());
  open(names[0]);
})();
