// Puts the page together.
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const missing = document.getElementById("noframes");
  data.sites = data.sites.filter((site) => site.time_h.length > 0);
  let player = null;
  const curves = data.curves.time_h.length ? makeCurves(document.getElementById("curves"), data, (hours) => player && player.seek(hours)) : { now() {} };
  if (!data.sites.length) missing.textContent = "This run kept no pictures of this animal.";
  else if (typeof DecompressionStream === "undefined") missing.textContent = "This browser is too old to play the pictures (it lacks DecompressionStream); the curves and tables below work.";
  else {
    document.getElementById("player").hidden = false;
    player = makePlayer(data, makePainter(data.tables), curves.now);
    player.open(0);
  }
  missing.hidden = !missing.textContent;
})();
