// The curves, drawn by uPlot. `curves.now(day)` moves the line that marks the player's picture; a click calls `seek(hours)`.
function makeCurves(place, data, seek) {
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const c = data.curves, days = c.time_h.map((hours) => hours / 24);
  const above = (values) => values.map((value) => (value > 0 ? value : null));
  const number = (value) => (value == null ? "–" : Math.abs(value) >= 100 ? Math.round(value).toLocaleString("en-GB") : String(Number(value.toPrecision(3))));
  const panels = [
    { title: "Tumour burden, living cells", lines: [["tumour cells", "burden", c.burden]] },
    { title: "Effector cells in the tissue", lines: ["CTL", "helper T", "NK", "LAK", "Treg"].map((name, i) => [name, ["ctl", "helper", "nk", "lak", "treg"][i], c.effectors[i]]) },
    { title: "Interleukin-2, pM (log scale)", log: true, lines: [["plasma", "plasma", above(c.il2_plasma_pm), 1], ["tissue, mean", "tissue", above(c.il2_tissue_pm), 3]] },
    { title: "Capillary-leak index", lines: [["leak index", "leak", c.leak]] },
  ];
  const dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 5]];
  let charts = [], day = 0;

  // Dose marks: short lines at the top of the picture, one row a treatment.
  const doses = (chart) => {
    const { ctx, bbox } = chart, ratio = devicePixelRatio;
    ctx.save();
    data.marks.forEach((mark, row) => {
      ctx.fillStyle = css("mark" + (row % 6));
      for (const hours of mark.times_h) {
        const x = chart.valToPos(hours / 24, "x", true);
        if (x >= bbox.left && x <= bbox.left + bbox.width) ctx.fillRect(x - ratio, bbox.top + (row % 6) * 8 * ratio, 2 * ratio, 7 * ratio);
      }
    });
    ctx.restore();
  };

  function mark(chart) {
    chart.line.style.left = chart.valToPos(day, "x") + "px";
    chart.line.hidden = day < chart.scales.x.min || day > chart.scales.x.max;
    if (!chart.root.matches(":hover")) chart.setCursor({ left: chart.valToPos(day, "x"), top: -10 }, false);
  }

  function draw() {
    for (const chart of charts) chart.destroy();
    place.replaceChildren();
    charts = panels.map((panel) => {
      const figure = document.createElement("figure"), caption = document.createElement("figcaption");
      caption.textContent = panel.title;
      figure.append(caption);
      place.append(figure);
      const first = panel.lines.map(([name, , values]) => name + " from " + number(values.find((v) => v != null)) + " to " + number(values.findLast((v) => v != null)));
      figure.setAttribute("aria-label", panel.title + ": " + first.join(", "));
      const axis = { stroke: css("quiet"), grid: { stroke: css("line"), width: 1 }, ticks: { stroke: css("line") }, font: "13px system-ui, sans-serif" };
      const chart = new uPlot({
        width: figure.clientWidth - 20,
        height: 230,
        scales: { x: { time: false, range: [0, data.until_h / 24] }, y: panel.log ? { distr: 3 } : { range: (u, low, high) => [0, high > 0 ? high * 1.12 : 1] } },
        axes: [{ ...axis, values: (u, ticks) => ticks.map((tick) => (tick === 0 ? "day 0" : String(tick))) }, { ...axis, size: 64, grid: { ...axis.grid, filter: (u, ticks) => ticks.map((tick) => (panel.log && !/^1e/.test(tick.toExponential()) ? null : tick)) }, values: (u, ticks) => ticks.map((tick) => (tick == null ? "" : number(tick))) }],
        series: [{ label: "day", value: (u, value) => (value == null ? "–" : value.toFixed(1)) }, ...panel.lines.map(([label, colour, , width], i) => ({ label, stroke: css(colour), width: width || 2, dash: width ? [] : dashes[i], points: { show: days.length < 2 }, value: (u, value) => number(value), spanGaps: false }))],
        legend: { live: true },
        cursor: { drag: { x: false, y: false }, points: { size: 7 } },
        hooks: { draw: [doses] },
      }, [days, ...panel.lines.map((line) => line[2])], figure);
      chart.line = document.createElement("div");
      chart.line.className = "now";
      chart.over.append(chart.line);
      chart.over.addEventListener("click", () => seek(chart.posToVal(chart.cursor.left, "x") * 24));
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
  };
}
