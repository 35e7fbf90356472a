// The player of a run: one picture at a time, moved by its controls or a click on a curve.
function makePlayer(data, painter, moved) {
  const $ = (id) => document.getElementById(id);
  const hidden = data.labels.map(() => false), explain = makeExplain(data);
  let site, film, screen, at = 0, asked = 0;

  function open(number) {
    site = data.sites[number];
    film = openFilm(site, painter.planes);
    screen = makeScreen($("panes"), site, painter, explain);
    $("scrub").max = film.length - 1;
    doseSigns($("doses"), data.marks, site.time_h[0], site.time_h[film.length - 1] || 1);
    doseNames($("doselist"), data.marks);
    return show(Math.min(at, film.length - 1));
  }

  async function show(next) {
    at = next;
    const ask = ++asked, from = film, frame = await from.frame(at);
    if (ask !== asked || from !== film) return;
    screen.show(frame, controls.layer(), hidden);
    const hours = site.time_h[at], counts = site.counts[at], clock = clockOf(hours);
    $("clock").textContent = clock;
    $("scrub").value = at;
    $("scrub").setAttribute("aria-valuetext", clock);
    document.querySelectorAll("[data-count]").forEach((place) => (place.textContent = counts[place.dataset.count].toLocaleString("en-GB")));
    const told = clock + ": " + data.kinds.filter((kind) => kind > 0 && counts[kind]).map((kind) => data.labels[kind] + " " + counts[kind]).join("; ");
    screen.told(told);
    if (!controls.playing()) $("told").textContent = told;
    moved(hours);
  }

  function redraw() {
    showKey(painter, data, controls.layer());
    return show(at);
  }

  const controls = makeControls({ length: () => film.length, at: () => at, show, redraw });
  $("site").onchange = () => open(Number($("site").value));
  document.querySelectorAll("button.kind").forEach((button) => {
    const kind = Number(button.dataset.kind);
    button.onclick = () => {
      hidden[kind] = !hidden[kind];
      button.setAttribute("aria-pressed", String(!hidden[kind]));
      show(at);
    };
  });
  data.sites.forEach((one, number) => $("site").add(new Option(one.name, number)));
  $("sitepick").hidden = data.sites.length < 2;
  document.querySelectorAll("canvas.swatch").forEach((canvas) => painter.swatch(canvas, Number(canvas.parentElement.dataset.kind)));
  showKey(painter, data, controls.layer());
  return {
    open,
    seek(hours) {
      controls.pause();
      let best = 0;
      site.time_h.forEach((t, i) => { if (Math.abs(t - hours) < Math.abs(site.time_h[best] - hours)) best = i; });
      return show(best);
    },
  };
}
