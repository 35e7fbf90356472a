// Buttons, slider and keys of a player. `film` has `length()`, `at()`, `show(i)`, which shows a picture, and `redraw()`.
function makeControls(film) {
  const $ = (id) => document.getElementById(id);
  let playing = false, timer = 0;

  function play(on) {
    playing = on;
    $("play").textContent = on ? "Pause" : "Play";
    clearTimeout(timer);
    if (!on) return;
    let again = film.at() === film.length() - 1;
    const tick = async () => {
      if (!playing) return;
      const began = performance.now(), last = film.length() - 1;
      if (again) await film.show(0);
      else if (film.at() < last) await film.show(film.at() + 1);
      else if ($("loop").getAttribute("aria-pressed") === "true") await film.show(0);
      else return play(false);
      again = false;
      const hold = film.at() === film.length() - 1 ? 1200 : 120 / Number($("speed").value);
      timer = setTimeout(tick, Math.max(0, hold - (performance.now() - began)));
    };
    tick();
  }

  const stop = (by) => { play(false); return film.show(Math.max(0, Math.min(film.length() - 1, film.at() + by))); };
  const loop = () => $("loop").setAttribute("aria-pressed", String($("loop").getAttribute("aria-pressed") !== "true"));
  $("first").onclick = () => stop(-Infinity);
  $("back").onclick = () => stop(-1);
  $("forward").onclick = () => stop(1);
  $("last").onclick = () => stop(Infinity);
  $("play").onclick = () => play(!playing);
  $("loop").onclick = loop;
  $("scrub").oninput = () => { play(false); film.show(Number($("scrub").value)); };
  document.querySelectorAll("input[name=layer]").forEach((input) => (input.onchange = film.redraw));
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
  return { playing: () => playing, pause: () => play(false), layer: () => document.querySelector("input[name=layer]:checked").value };
}

// "day 12, 06:00"
function clockOf(hours) {
  const minutes = Math.round(hours * 60), two = (n) => String(n).padStart(2, "0");
  return "day " + Math.floor(minutes / 1440) + ", " + two(Math.floor(minutes / 60) % 24) + ":" + two(minutes % 60);
}
