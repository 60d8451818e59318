"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const root = document.documentElement;
  at("theme").addEventListener("click", () => {
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  const table = at("table");
  const bodies = Array.from(table.tBodies);
  const fired = bodies.filter((body) => !("dead" in body.dataset)).length;
  const filter = () => {
    const wanted = at("filter").value.trim().toLowerCase();
    const label = at("label").value;
    const dead = at("dead").checked;
    let shown = 0;
    for (const body of bodies) {
      const data = body.dataset;
      const fits = (dead || !("dead" in data)) && (!label || data.label === label)
        && (!wanted || data.find.includes(wanted));
      body.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    at("shown").textContent = `${shown} of ${dead ? bodies.length : fired} rules`;
  };
  at("controls").addEventListener("input", filter);
  at("controls").addEventListener("submit", (event) => event.preventDefault());
  const heads = Array.from(table.tHead.rows[0].cells);
  heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => {
    const number = head.classList.contains("number");
    const was = head.getAttribute("aria-sort");
    const down = was ? was === "ascending" : number;
    heads.forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const value = (body) => body.rows[0].cells[column].dataset.value;
    const order = (a, b) => {
      const [x, y] = [value(a), value(b)];
      // What is not known comes last either way.
      if (x === "" || y === "") return (x === "") - (y === "");
      const difference = number ? x - y : (x < y ? -1 : x > y ? 1 : 0);
      return down ? -difference : difference;
    };
    const sorted = bodies.slice().sort(order);
    const fragment = document.createDocumentFragment();
    sorted.forEach((body) => fragment.append(body));
    table.append(fragment);
  }));
  table.addEventListener("click", (event) => {
    const button = event.target.closest(".open");
    if (!button) return;
    const more = button.closest("tbody").rows[1];
    more.hidden = !more.hidden;
    button.setAttribute("aria-expanded", String(!more.hidden));
  });
  filter();
})();
