// Filters, keys and copying. The page is complete without any of this.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const form = document.getElementById("filters");
  const findings = all(".finding");
  const rows = all("[data-row]");
  const picks = ["code", "channel", "team", "asset"];
  const words = new WeakMap();

  document.documentElement.classList.add("js");
  form.hidden = false;

  const text = (element) => {
    if (!words.has(element)) {
      const group = element.closest("[data-group]");
      const title = group ? group.closest(".term").querySelector("h3").textContent : "";
      words.set(element, `${title} ${element.textContent}`.toLowerCase());
    }
    return words.get(element);
  };

  const wanted = () => {
    const data = new FormData(form);
    const wish = { severity: data.getAll("severity"), q: (data.get("q") || "").trim().toLowerCase() };
    for (const key of picks) wish[key] = data.get(key) || "";
    return wish;
  };

  const fits = (element, wish, keys) =>
    keys.every((key) => !wish[key] || (element.dataset[key] || "").split("\n").includes(wish[key]));

  const remember = (wish) => {
    const query = new URLSearchParams();
    for (const severity of wish.severity) query.append("severity", severity);
    for (const key of ["q", ...picks]) if (wish[key]) query.set(key, wish[key]);
    const search = query.toString();
    try {
      history.replaceState(null, "", `${location.pathname}${search ? `?${search}` : ""}${location.hash}`);
    } catch (error) {
      // A page shown inside another one may not name its own address; the filter still works.
      if (!(error instanceof DOMException)) throw error;
    }
    return Boolean(search);
  };

  const apply = () => {
    const wish = wanted();
    const filtered = remember(wish);
    let open = 0;
    let total = 0;
    for (const element of findings) {
      const fit = (!wish.severity.length || wish.severity.includes(element.dataset.severity))
        && fits(element, wish, picks) && (!wish.q || text(element).includes(wish.q));
      element.hidden = !fit;
      if (!element.classList.contains("lookalike")) {
        total += 1;
        open += fit ? 1 : 0;
      }
    }
    for (const row of rows) row.hidden = !fits(row, wish, ["channel", "team", "asset"]);
    for (const group of all("[data-group]")) group.hidden = !group.querySelector(".finding:not([hidden])");
    for (const rest of all("[data-rest]")) {
      rest.open = filtered;
      rest.hidden = !rest.querySelector(".finding:not([hidden])");
    }
    for (const section of all("main > section")) {
      const empty = section.querySelector(".empty");
      const items = all(".finding, [data-row]", section);
      if (empty) empty.hidden = !items.length || items.some((item) => !item.hidden);
    }
    document.getElementById("shown").textContent =
      filtered ? `${open.toLocaleString("en")} of ${total.toLocaleString("en")} findings`
        : `${total.toLocaleString("en")} findings`;
    document.getElementById("clear").hidden = !filtered;
  };

  const recall = () => {
    const query = new URLSearchParams(location.search);
    for (const box of all("[name=severity]", form)) box.checked = query.getAll("severity").includes(box.value);
    for (const key of ["q", ...picks]) if (form.elements[key]) form.elements[key].value = query.get(key) || "";
  };

  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 80);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));

  const reveal = (element) => {
    for (let box = element.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  };
  // What is out of view has an estimated height until it comes near: jump again until the place holds still.
  let settling = 0;
  const settle = (target, left = 60, calm = 0) => {
    cancelAnimationFrame(settling);
    const before = target.getBoundingClientRect().top;
    target.scrollIntoView({ behavior: "instant", block: "start" });
    const still = Math.abs(target.getBoundingClientRect().top - before) > 1 ? 0 : calm + 1;
    if (left && still < 3) settling = requestAnimationFrame(() => settle(target, left - 1, still));
  };
  const follow = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    reveal(target);
    settle(target);
  };
  addEventListener("hashchange", follow);

  const copy = async (words) => {
    if (navigator.clipboard) {
      try {
        await navigator.clipboard.writeText(words);
        return true;
      } catch (error) {
        if (!(error instanceof DOMException)) throw error;
      }
    }
    const area = document.createElement("textarea");
    area.value = words;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest(".copy");
    if (!button) return;
    const done = await copy(button.dataset.markdown);
    button.textContent = done ? "Copied" : "Could not copy";
    setTimeout(() => { button.textContent = "Copy as Markdown"; }, 1600);
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      event.preventDefault();
      form.elements.q.focus();
    }
    if (event.key !== "j" && event.key !== "k") return;
    const visible = findings.filter((item) => !item.hidden && !item.closest("details:not([open])"));
    const at = visible.indexOf(document.activeElement.closest(".finding"));
    const next = visible[event.key === "j" ? at + 1 : Math.max(at - 1, 0)];
    if (!next) return;
    next.focus({ preventScroll: true });
    settle(next);
  });

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    for (const box of closed) box.open = true;
  });
  addEventListener("afterprint", () => { for (const box of closed) box.open = false; });

  recall();
  apply();
  follow();
})();
