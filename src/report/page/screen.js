// The canvases of one site in a place of the page. `show(frame, layer, hidden)` paints a frame's bytes; `told(text)` says the picture in words.
// A site with depth has several views, each with a button; the last, the projection, begins hidden.
function makeScreen(place, site, painter, explain) {
  let frame = null, shown = null;
  const canvases = site.panes.map((look) => {
    const canvas = document.createElement("canvas");
    canvas.width = look.width * look.edge;
    canvas.height = look.height * look.edge;
    canvas.setAttribute("role", "img");
    const context = canvas.getContext("2d"), image = context.createImageData(canvas.width, canvas.height);
    return { look, canvas, context, image, out: new Uint32Array(image.data.buffer) };
  });
  const figures = canvases.map(({ look, canvas }, number) => {
    const figure = document.createElement("figure"), caption = document.createElement("figcaption");
    figure.hidden = number > 1;
    figure.append(canvas);
    figure.append(...scaleBar(look));
    caption.textContent = look.caption;
    if (look.caption) figure.append(caption);
    const point = (event) => explain(kindAt(number, event));
    canvas.addEventListener("pointermove", point);
    canvas.addEventListener("pointerdown", point);
    // A finger that is lifted leaves too: what it tapped stays explained.
    canvas.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && explain(null));
    return figure;
  });
  place.replaceChildren(...(figures.length > 1 ? [chooser()] : []), ...figures);

  // A button for each view; one at least stays.
  function chooser() {
    const group = document.createElement("div");
    group.className = "views";
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "Views");
    group.append(...figures.map((figure, number) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = site.panes[number].view;
      button.setAttribute("aria-pressed", String(!figure.hidden));
      button.onclick = () => {
        if (!figure.hidden && figures.filter((one) => !one.hidden).length < 2) return;
        figure.hidden = !figure.hidden;
        button.setAttribute("aria-pressed", String(!figure.hidden));
        if (shown) paint();
      };
      return button;
    }));
    return group;
  }

  function paint() {
    const [bytes, layer, hidden] = shown, part = bytes.length / painter.planes;
    let start = 0;
    canvases.forEach(({ look, context, image, out }, number) => {
      const cells = look.width * look.height;
      const caption = figures[number].querySelector("figcaption:last-child");
      if (look.drawn === "lit") caption.textContent = look.caption + (layer === "mhc" ? "; kinds of cells, the levels are in the slice" : "");
      if (!figures[number].hidden) {
        const plane = (n) => bytes.subarray(n * part + start, n * part + start + cells);
        painter.pane(look, plane(0), plane(1), plane(2), layer, hidden, out);
        context.putImageData(image, 0, 0);
      }
      start += cells;
    });
  }

  // The kind under the pointer; an effector is drawn larger than its cell, so the cells around it count for it.
  function kindAt(number, event) {
    if (!frame) return null;
    const { look, canvas } = canvases[number], box = canvas.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * look.width, y = ((event.clientY - box.top) / box.height) * look.height;
    const start = canvases.slice(0, number).reduce((sum, one) => sum + one.look.width * one.look.height, 0);
    const kind = (cx, cy) => (cx < 0 || cy < 0 || cx >= look.width || cy >= look.height ? painter.outside : painter.kindOf(frame[start + cy * look.width + cx]));
    let found = kind(Math.floor(x), Math.floor(y));
    const reach = look.edge * (box.width / canvas.width) < 6 ? 1 : 0;
    for (let dy = -reach; dy <= reach; dy++) for (let dx = -reach; dx <= reach; dx++) {
      const near = kind(Math.floor(x) + dx, Math.floor(y) + dy);
      if (!painter.isEffector(found) && painter.isEffector(near)) found = near;
    }
    return found === painter.outside || found >= painter.codes ? null : found;
  }

  // The longest bar of 1, 2 or 5 times a power of ten in a third of the picture.
  function scaleBar(look) {
    const wide = (look.width / look.grain / look.across) * site.spacing_um;
    let length = 1;
    for (const next of [2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000]) if (next <= wide / 3) length = next;
    const bar = document.createElement("div"), label = document.createElement("figcaption");
    bar.className = "scalebar";
    bar.style.width = (100 * length) / wide + "%";
    label.textContent = length >= 1000 ? length / 1000 + " mm" : length + " µm";
    return [bar, label];
  }

  return {
    show(bytes, layer, hidden) {
      frame = bytes;
      shown = [bytes, layer, hidden];
      paint();
    },
    told(text) {
      canvases.forEach(({ canvas, look }) => canvas.setAttribute("aria-label", (look.caption || "lattice") + ", " + text));
    },
  };
}

// Dose marks in a strip from one time to another.
function doseSigns(strip, marks, from, to) {
  strip.replaceChildren(...marks.flatMap((mark, row) => mark.times_h.filter((t) => t >= from && t <= to && to > from).map((t) => {
    const sign = document.createElement("i");
    sign.style.left = (100 * (t - from)) / (to - from) + "%";
    sign.style.background = `var(--mark${row % 6})`;
    return sign;
  })));
}

// What the marks are.
function doseNames(list, marks) {
  list.replaceChildren(...marks.map((mark, row) => {
    const item = document.createElement("span"), sign = document.createElement("i");
    sign.style.background = `var(--mark${row % 6})`;
    item.append(sign, `${mark.label}: ${mark.times_h.length === 1 ? "one dose" : mark.times_h.length + " doses"}, from day ${Number((mark.times_h[0] / 24).toFixed(1))}`);
    return item;
  }));
}

// The sixteen colours of the layer that is shown, with their ends.
function showKey(painter, data, layer) {
  const $ = (id) => document.getElementById(id);
  const name = { cells: "IL-2 glow in free tissue", il2: "IL-2, log scale", ifng: "IFN-γ, log scale", mhc: "MHC class I of tumour cells" };
  painter.key($("keybar"), layer);
  $("keyname").textContent = name[layer];
  $("keylow").textContent = layer === "mhc" ? "none" : "below " + data.floor_pm + " pM";
  $("keyhigh").textContent = layer === "mhc" ? "most" : "above " + Number((data.top_pm / 1e6).toPrecision(2)) + " µM";
}

// Explains a kind in a sentence; `null` gives the hint back.
function makeExplain(data) {
  const place = document.getElementById("explain"), hint = place.textContent;
  return (kind) => {
    const name = document.createElement("strong");
    if (kind === null) return place.replaceChildren(hint);
    name.textContent = data.labels[kind] + ": ";
    place.replaceChildren(name, data.sentences[kind]);
  };
}
