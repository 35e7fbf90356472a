// Puts the page of a run together.
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const missing = document.getElementById("noframes"), events = document.getElementById("events");
  data.sites = data.sites.filter((site) => site.time_h.length > 0);
  let player = null;
  const seek = (hours) => player && player.seek(hours);
  const curves = data.curves.time_h.length ? makeCurves(document.getElementById("curves"), { panels: panelsOf(data.curves), marks: data.marks, events: data.events, until_h: data.until_h }, seek) : { now() {} };
  events.replaceChildren(...data.events.map((event) => {
    const item = document.createElement("li"), button = document.createElement("button");
    button.type = "button";
    button.textContent = `day ${Number((event.time_h / 24).toFixed(1))}: ${event.word}`;
    button.onclick = () => seek(event.time_h);
    item.append(button);
    return item;
  }));
  if (!data.sites.length) missing.textContent = "This run kept no pictures of this animal.";
  else if (typeof DecompressionStream === "undefined") missing.textContent = "This browser is too old to play the pictures (it lacks DecompressionStream); the curves and tables below work.";
  else {
    document.getElementById("player").hidden = false;
    player = makePlayer(data, makePainter(data.tables), curves.now);
    player.open(0);
  }
  missing.hidden = !missing.textContent;
})();
