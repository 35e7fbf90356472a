// A study's page: charts tell the number under the pointer or behind the arrow keys, tables sort, one outcome is shown at a time.
(function () {
  // The mark under a point, or the nearest within reach.
  function nearest(marks, x, y) {
    let best = null, least = 24;
    for (const mark of marks) {
      const box = mark.getBoundingClientRect();
      const across = Math.max(box.left - x, 0, x - box.right), down = Math.max(box.top - y, 0, y - box.bottom);
      const centre = Math.hypot((box.left + box.right) / 2 - x, (box.top + box.bottom) / 2 - y);
      const far = Math.hypot(across, down) + centre / 1000;
      if (far < least) [best, least] = [mark, far];
    }
    return best;
  }
  for (const chart of document.querySelectorAll(".chart")) {
    const marks = [...chart.querySelectorAll(".mark")], out = chart.parentElement.querySelector(".readout");
    if (!marks.length) continue;
    chart.parentElement.classList.add("reads");
    let now = -1;
    function show(index) {
      marks[now]?.classList.remove("on");
      now = index;
      marks[now]?.classList.add("on");
      out.textContent = now < 0 ? "" : marks[now].querySelector("title").textContent;
    }
    const at = (event) => {
      const mark = event.target.closest(".mark") ?? nearest(marks, event.clientX, event.clientY);
      if (mark && marks.indexOf(mark) !== now) show(marks.indexOf(mark));
    };
    chart.addEventListener("pointermove", at);
    chart.addEventListener("pointerdown", at);
    chart.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && document.activeElement !== chart && show(-1));
    chart.addEventListener("blur", () => show(-1));
    // Marks of a heat map stand in rows: up and down keep the column.
    const place = (mark) => mark.getBoundingClientRect();
    function beside(step) {
      const from = place(marks[now]), column = (box) => Math.abs(box.left + box.width / 2 - from.left - from.width / 2);
      const there = marks.map((mark, index) => [place(mark), index]).filter(([box]) => (box.top - from.top) * step > 1 && column(box) < 1);
      there.sort(([a], [b]) => Math.abs(a.top - from.top) - Math.abs(b.top - from.top));
      return there.length ? there[0][1] : now;
    }
    const map = chart.querySelector(".mark rect") !== null;
    chart.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const last = marks.length - 1;
      let next;
      if (event.key === "Home") next = 0;
      else if (event.key === "End") next = last;
      else if (event.key === "Escape") next = -1;
      else if (now < 0 && event.key.startsWith("Arrow")) next = 0;
      else if (event.key === "ArrowRight") next = Math.min(now + 1, last);
      else if (event.key === "ArrowLeft") next = Math.max(now - 1, 0);
      else if (event.key === "ArrowDown") next = map ? beside(1) : Math.min(now + 1, last);
      else if (event.key === "ArrowUp") next = map ? beside(-1) : Math.max(now - 1, 0);
      else return;
      event.preventDefault();
      show(next);
      marks[now]?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
    });
  }

  for (const table of document.querySelectorAll("table.sorting")) {
    const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
    const key = (row, column) => {
      const cell = row.cells[column];
      return cell.dataset.v === undefined ? cell.textContent : Number(cell.dataset.v);
    };
    // Numbers before words.
    const compare = (a, b) => (typeof a === typeof b ? (typeof a === "number" ? a - b : a.localeCompare(b, "en", { numeric: true })) : typeof a === "number" ? -1 : 1);
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.onclick = () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...body.rows].map((row) => [key(row, column), row]);
        rows.sort(([a], [b]) => (down ? compare(b, a) : compare(a, b)));
        body.append(...rows.map(([, row]) => row));
      };
    });
  }

  const measures = [...document.querySelectorAll("section.measure")], choice = document.getElementById("choice");
  if (choice && measures.length > 1) {
    choice.setAttribute("role", "group");
    choice.setAttribute("aria-label", "Outcome that is shown");
    const buttons = [];
    const add = (name, wanted) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.onclick = () => {
        measures.forEach((measure, index) => (measure.hidden = wanted !== null && wanted !== index));
        buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
      };
      buttons.push(button);
      choice.append(button);
    };
    measures.forEach((measure, index) => add(measure.querySelector("h3").textContent, index));
    add("all outcomes", null);
    buttons[0].click();
  }
})();
