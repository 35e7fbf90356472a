// Curves, drawn by uPlot. Each panel has a title, lines (name, colour of the style sheet, dash) and aligned `data`; `marks` are doses (`colour`: of the style sheet), `events` moments with a word.
// `curves.now(day)` moves the line that marks the player's picture; a click calls `seek(hours)`.
function makeCurves(place, { panels, marks, events, until_h }, seek) {
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const number = (value) => (value == null ? "–" : Math.abs(value) >= 100 ? Math.round(value).toLocaleString("en-GB") : String(Number(value.toPrecision(3))));
  let charts = [], day = 0;

  // Dose marks: short lines at the top of the picture, one row a treatment. Events: broken lines through it.
  const signs = (chart) => {
    const { ctx, bbox } = chart, ratio = devicePixelRatio, inside = (x) => x >= bbox.left && x <= bbox.left + bbox.width;
    ctx.save();
    marks.forEach((mark, row) => {
      ctx.fillStyle = css(mark.colour || "mark" + (row % 6));
      for (const hours of mark.times_h) {
        const x = chart.valToPos(hours / 24, "x", true);
        if (inside(x)) ctx.fillRect(x - ratio, bbox.top + (row % 6) * 8 * ratio, 2 * ratio, 7 * ratio);
      }
    });
    ctx.strokeStyle = css("quiet");
    ctx.fillStyle = css("text");
    ctx.lineWidth = ratio;
    ctx.setLineDash([3 * ratio, 3 * ratio]);
    ctx.font = `600 ${12 * ratio}px system-ui, sans-serif`;
    ctx.textAlign = "center";
    events.forEach((event, i) => {
      const x = chart.valToPos(event.time_h / 24, "x", true);
      if (!inside(x)) return;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top + bbox.height);
      ctx.lineTo(x, bbox.top);
      ctx.stroke();
      ctx.fillText(String(i + 1), Math.min(Math.max(x, bbox.left + 6 * ratio), bbox.left + bbox.width - 6 * ratio), bbox.top - 3 * ratio);
    });
    ctx.restore();
  };

  function mark(chart) {
    chart.line.style.left = chart.valToPos(day, "x") + "px";
    chart.line.hidden = day < chart.scales.x.min || day > chart.scales.x.max;
    if (!chart.root.matches(":hover")) chart.setCursor({ left: chart.valToPos(day, "x"), top: -10 }, false);
  }

  function tell(figure, panel) {
    const ends = panel.lines.map(([name], i) => name + " from " + number(panel.data[i + 1].find((v) => v != null)) + " to " + number(panel.data[i + 1].findLast((v) => v != null)));
    figure.setAttribute("aria-label", panel.title + ": " + ends.join(", "));
  }

  function draw() {
    for (const chart of charts) chart.destroy();
    place.replaceChildren();
    charts = panels.map((panel) => {
      const figure = document.createElement("figure"), caption = document.createElement("figcaption");
      caption.textContent = panel.title;
      figure.append(caption);
      place.append(figure);
      tell(figure, panel);
      const axis = { stroke: css("quiet"), grid: { stroke: css("line"), width: 1 }, ticks: { stroke: css("line") }, font: "13px system-ui, sans-serif" };
      const chart = new uPlot({
        width: figure.clientWidth - 20,
        height: 230,
        scales: { x: { time: false, range: [0, until_h / 24] }, y: panel.log ? { distr: 3 } : { range: (u, low, high) => [0, high > 0 ? high * 1.12 : 1] } },
        axes: [{ ...axis, values: (u, ticks) => ticks.map((tick) => (tick === 0 ? "day 0" : String(tick))) }, { ...axis, size: 64, grid: { ...axis.grid, filter: (u, ticks) => ticks.map((tick) => (panel.log && !/^1e/.test(tick.toExponential()) ? null : tick)) }, values: (u, ticks) => ticks.map((tick) => (tick == null ? "" : number(tick))) }],
        series: [{ label: "day", value: (u, value) => (value == null ? "–" : value.toFixed(1)) }, ...panel.lines.map(([label, colour, dash, width]) => ({ label, stroke: css(colour), width: width || 2, dash: dash || [], points: { show: (u) => u.data[0].length < 2 }, value: (u, value) => number(value), spanGaps: false }))],
        legend: { live: true },
        cursor: { drag: { x: false, y: false }, points: { size: 7 } },
        hooks: { draw: [signs] },
      }, panel.data, figure);
      chart.line = document.createElement("div");
      chart.line.className = "now";
      chart.over.append(chart.line);
      // Before uPlot sees it: uPlot takes a first click after scrolling for a drag and swallows it.
      chart.root.addEventListener("click", (event) => {
        if (!chart.over.contains(event.target)) return;
        seek(chart.posToVal(event.clientX - chart.over.getBoundingClientRect().left, "x") * 24);
      }, true);
      chart.over.addEventListener("mouseleave", () => mark(chart));
      return chart;
    });
    charts.forEach(mark);
  }

  draw();
  let width = place.clientWidth;
  new ResizeObserver(() => {
    if (place.clientWidth !== width) {
      width = place.clientWidth;
      draw();
    }
  }).observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  return {
    now(hours) {
      day = hours / 24;
      charts.forEach(mark);
    },
    // Other panels in the place of these, with other events where they are given.
    change(other, happened = events) {
      panels = other;
      events = happened;
      draw();
    },
    // The same panels with more rows.
    grow(longer) {
      const same = longer.length === panels.length && longer.every((panel, i) => panel.lines.length === panels[i].lines.length);
      panels = longer;
      if (!same) return draw();
      charts.forEach((chart, i) => {
        chart.setData(panels[i].data);
        tell(chart.root.parentElement, panels[i]);
        mark(chart);
      });
    },
  };
}

// The kinds of effector, in the order of their curves: name of their colour, label.
const KINDS = {{kinds}};
const EFFECTORS = KINDS.map((kind) => kind.label);
const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 5], [14, 4]];
const positive = (values) => values.map((value) => (value > 0 ? value : null));

// Whether a line has its column in the series.
const isThere = (line) => !line.length || line.some((value) => value != null);

// The panels of one run.
function panelsOf(c) {
  const days = c.time_h.map((hours) => hours / 24);
  // A kind that is not in every run has a curve where there are such cells.
  const shown = KINDS.map((kind, i) => i).filter((i) => (KINDS[i].later ? c.effectors[i].some((cells) => cells > 0) : isThere(c.effectors[i])));
  return [
    { title: "Tumour burden, living cells", lines: [["tumour cells", "burden"]], data: [days, c.burden] },
    { title: "Effector cells in the tissue", lines: shown.map((i) => [KINDS[i].label, KINDS[i].name, DASHES[i % DASHES.length]]), data: [days, ...shown.map((i) => c.effectors[i])] },
    { title: "Interleukin-2, pM (log scale)", log: true, lines: [["plasma", "plasma", [], 1], ["tissue, mean", "tissue", [], 3]], data: [days, positive(c.il2_plasma_pm), positive(c.il2_tissue_pm)] },
    { title: "Capillary-leak index", lines: [["leak index", "leak"]], data: [days, c.leak] },
  ].filter((panel, i) => [[c.burden], c.effectors, [c.il2_plasma_pm, c.il2_tissue_pm], [c.leak]][i].some(isThere));
}
