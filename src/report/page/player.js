// The player: one picture at a time, moved by buttons, keys, the slider, a click on a curve, or itself while it plays.
function makePlayer(data, painter, moved) {
  const $ = (id) => document.getElementById(id);
  const hidden = new Array(16).fill(false);
  let site, film, canvases, at = 0, playing = false, asked = 0, timer = 0;
  const layer = () => document.querySelector("input[name=layer]:checked").value;
  const clock = (hours) => {
    const minutes = Math.round(hours * 60), two = (n) => String(n).padStart(2, "0");
    return "day " + Math.floor(minutes / 1440) + ", " + two(Math.floor(minutes / 60) % 24) + ":" + two(minutes % 60);
  };

  function open(number) {
    site = data.sites[number];
    film = openFilm(site);
    canvases = site.panes.map((look) => {
      const canvas = document.createElement("canvas");
      canvas.width = look.width * look.edge;
      canvas.height = look.height * look.edge;
      canvas.setAttribute("role", "img");
      const context = canvas.getContext("2d"), image = context.createImageData(canvas.width, canvas.height);
      return { look, canvas, context, image, out: new Uint32Array(image.data.buffer) };
    });
    $("panes").replaceChildren(...canvases.map(({ look, canvas }) => {
      const figure = document.createElement("figure"), caption = document.createElement("figcaption");
      figure.append(canvas);
      if (!look.projection) figure.append(...scaleBar(look));
      caption.textContent = look.caption;
      if (look.caption) figure.append(caption);
      return figure;
    }));
    $("scrub").max = film.length - 1;
    doses();
    return show(Math.min(at, film.length - 1));
  }

  // The longest bar of 1, 2 or 5 times a power of ten in a third of the picture.
  function scaleBar(look) {
    const wide = look.width * site.spacing_um;
    let length = 1;
    for (const next of [2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000]) if (next <= wide / 3) length = next;
    const bar = document.createElement("div"), label = document.createElement("figcaption");
    bar.className = "scalebar";
    bar.style.width = (100 * length) / wide + "%";
    label.textContent = length >= 1000 ? length / 1000 + " mm" : length + " µm";
    return [bar, label];
  }

  // Dose marks above the slider, and their names under the buttons.
  function doses() {
    const from = site.time_h[0], to = site.time_h[film.length - 1] || 1;
    $("doses").replaceChildren(...data.marks.flatMap((mark, row) => mark.times_h.filter((t) => t >= from && t <= to && to > from).map((t) => {
      const sign = document.createElement("i");
      sign.style.left = (100 * (t - from)) / (to - from) + "%";
      sign.style.background = `var(--mark${row % 6})`;
      return sign;
    })));
    $("doselist").replaceChildren(...data.marks.map((mark, row) => {
      const item = document.createElement("span"), sign = document.createElement("i");
      sign.style.background = `var(--mark${row % 6})`;
      item.append(sign, `${mark.label}: ${mark.times_h.length === 1 ? "one dose" : mark.times_h.length + " doses"}, from day ${Number((mark.times_h[0] / 24).toFixed(1))}`);
      return item;
    }));
  }

  function key() {
    const field = layer(), name = { cells: "IL-2 glow in free tissue", il2: "IL-2, log scale", ifng: "IFN-γ, log scale", mhc: "MHC class I of tumour cells" };
    painter.key($("keybar"), field);
    $("keyname").textContent = name[field];
    $("keylow").textContent = field === "mhc" ? "none" : "below " + data.floor_pm + " pM";
    $("keyhigh").textContent = field === "mhc" ? "most" : "above " + Number((data.top_pm / 1e6).toPrecision(2)) + " µM";
  }

  async function show(next) {
    at = next;
    const ask = ++asked, from = film, frame = await from.frame(at);
    if (ask !== asked || from !== film) return;
    const half = frame.length / 2;
    let start = 0;
    for (const { look, context, image, out } of canvases) {
      const cells = look.width * look.height;
      painter.pane(look, frame.subarray(start, start + cells), frame.subarray(half + start, half + start + cells), layer(), hidden, out);
      context.putImageData(image, 0, 0);
      start += cells;
    }
    const hours = site.time_h[at], counts = site.counts[at];
    $("clock").textContent = clock(hours);
    $("scrub").value = at;
    $("scrub").setAttribute("aria-valuetext", clock(hours));
    document.querySelectorAll("[data-count]").forEach((place) => (place.textContent = counts[place.dataset.count].toLocaleString("en-GB")));
    const told = clock(hours) + ": " + data.kinds.filter((kind) => kind > 0 && counts[kind]).map((kind) => data.labels[kind] + " " + counts[kind]).join("; ");
    canvases.forEach(({ canvas, look }) => canvas.setAttribute("aria-label", (look.caption || "lattice") + ", " + told));
    if (!playing) $("told").textContent = told;
    moved(hours);
  }

  const step = (by) => show(Math.max(0, Math.min(film.length - 1, at + by)));

  function play(on) {
    playing = on;
    $("play").textContent = on ? "Pause" : "Play";
    clearTimeout(timer);
    if (!on) return;
    if (at === film.length - 1) at = -1;
    const tick = async () => {
      if (!playing) return;
      const began = performance.now();
      if (at < film.length - 1) await show(at + 1);
      else if ($("loop").getAttribute("aria-pressed") === "true") await show(0);
      else return play(false);
      const hold = at === film.length - 1 ? 1200 : 120 / Number($("speed").value);
      timer = setTimeout(tick, Math.max(0, hold - (performance.now() - began)));
    };
    tick();
  }

  const stop = (by) => { play(false); return step(by); };
  const loop = () => $("loop").setAttribute("aria-pressed", String($("loop").getAttribute("aria-pressed") !== "true"));
  $("first").onclick = () => stop(-Infinity);
  $("back").onclick = () => stop(-1);
  $("forward").onclick = () => stop(1);
  $("last").onclick = () => stop(Infinity);
  $("play").onclick = () => play(!playing);
  $("loop").onclick = loop;
  $("scrub").oninput = () => { play(false); show(Number($("scrub").value)); };
  $("site").onchange = () => open(Number($("site").value));
  document.querySelectorAll("input[name=layer]").forEach((input) => (input.onchange = () => { key(); show(at); }));
  document.querySelectorAll("button.kind").forEach((button) => (button.onclick = () => {
    const kind = Number(button.dataset.kind);
    hidden[kind] = !hidden[kind];
    button.setAttribute("aria-pressed", String(!hidden[kind]));
    show(at);
  }));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("select, textarea, pre, .scroll")) return;
    const radio = event.target.name === "layer", button = event.target.closest("button, summary");
    const layers = { 1: "cells", 2: "il2", 3: "ifng", 4: "mhc" };
    if (event.key === " " && !button) play(!playing);
    else if (event.key === "ArrowLeft" && !radio) stop(-1);
    else if (event.key === "ArrowRight" && !radio) stop(1);
    else if (event.key === "Home") stop(-Infinity);
    else if (event.key === "End") stop(Infinity);
    else if (event.key === "l" || event.key === "L") loop();
    else if (layers[event.key]) document.querySelector(`input[value=${layers[event.key]}]`).click();
    else return;
    event.preventDefault();
  });
  data.sites.forEach((one, number) => $("site").add(new Option(one.name, number)));
  $("sitepick").hidden = data.sites.length < 2;
  document.querySelectorAll("canvas.swatch").forEach((canvas) => painter.swatch(canvas, Number(canvas.parentElement.dataset.kind)));
  key();
  return {
    open,
    seek(hours) {
      play(false);
      let best = 0;
      site.time_h.forEach((t, i) => { if (Math.abs(t - hours) < Math.abs(site.time_h[best] - hours)) best = i; });
      return show(best);
    },
  };
}
