// Filters, keys and copying. The page is complete without any of this.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const form = document.getElementById("filters");
  const findings = all(".finding");
  const rows = all("[data-row]");
  const picks = ["code", "channel", "team", "asset"];
  const boxes = ["severity", "status"];
  const words = new WeakMap();
  const total = findings.filter((element) => !element.classList.contains("lookalike")).length;
  let narrowed = false;  // what is hidden now is hidden by a filter

  document.documentElement.classList.add("js");
  form.hidden = false;

  const text = (element) => {
    if (!words.has(element)) {
      const group = element.closest("[data-group]");
      const title = group ? group.closest(".term, .block").querySelector("h3").textContent : "";
      words.set(element, `${title} ${element.textContent}`.toLowerCase());
    }
    return words.get(element);
  };

  const wanted = () => {
    const data = new FormData(form);
    const wish = { severity: data.getAll("severity"), status: data.getAll("status"), q: (data.get("q") || "").trim().toLowerCase() };
    for (const key of picks) wish[key] = data.get(key) || "";
    return wish;
  };

  const fits = (element, wish, keys) =>
    keys.every((key) => !wish[key] || (element.dataset[key] || "").split("\n").includes(wish[key]));

  const remember = (wish) => {
    const query = new URLSearchParams();
    for (const key of boxes) for (const value of wish[key]) query.append(key, value);
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

  const count = (number) => number.toLocaleString("en");

  const narrow = (wish, filtered) => {
    let open = 0;
    let gone = 0;
    for (const element of findings) {
      const fit = boxes.every((key) => !wish[key].length || wish[key].includes(element.dataset[key]))
        && fits(element, wish, picks) && (!wish.q || text(element).includes(wish.q));
      element.hidden = !fit;
      if (fit && !element.classList.contains("lookalike")) open += 1;
      if (fit && element.dataset.status === "gone") gone += 1;
    }
    for (const row of rows) row.hidden = !fits(row, wish, ["channel", "team", "asset"]);
    for (const group of all("[data-group]")) group.hidden = !group.querySelector(".finding:not([hidden])");
    for (const rest of all("[data-rest]")) {
      rest.open = rest.dataset.rest ? wish.status.includes(rest.dataset.rest) : filtered;
      rest.hidden = !rest.querySelector(".finding:not([hidden])");
    }
    for (const section of all("main > section")) {
      const empty = section.querySelector(".empty");
      const items = all(".finding, [data-row]", section);
      if (empty) empty.hidden = !items.length || items.some((item) => !item.hidden);
    }
    return `${count(open)} of ${count(total)} findings${wish.status.includes("gone") ? `, ${count(gone)} gone` : ""}`;
  };

  const apply = () => {
    const wish = wanted();
    const filtered = remember(wish);
    // A page that opens without a filter is as it should be already.
    const told = filtered || narrowed ? narrow(wish, filtered) : "";
    document.getElementById("shown").textContent = filtered ? told : `${count(total)} finding${total === 1 ? "" : "s"}`;
    document.getElementById("clear").hidden = !filtered;
    narrowed = filtered;
  };

  const recall = () => {
    const query = new URLSearchParams(location.search);
    for (const key of boxes) {
      for (const box of all(`[name=${key}]`, form)) box.checked = query.getAll(key).includes(box.value);
    }
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

  // Decisions live here until they are exported: a page from a file has no place of its own to keep them.
  const KINDS = { accept: "Accepted", false_positive: "False positive", wont_fix: "Won't fix" };
  const decisions = new Map();
  const bar = document.getElementById("decisions");
  let exported = true;

  const node = (tag, settings = {}, ...inside) => {
    const made = Object.assign(document.createElement(tag), settings);
    made.append(...inside);
    return made;
  };
  // A JSON string is a YAML string, once what YAML or an eye cannot read is escaped too.
  const quoted = (words) => JSON.stringify(words).replace(/[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const yaml = () => {
    const lines = ["# Decisions made in a report of msgcheck.", "version: 1", "decisions:"];
    for (const [id, one] of decisions) {
      lines.push(`  - id: ${quoted(id)}`, `    code: ${quoted(one.code)}`, `    about: ${quoted(one.about)}`,
        `    decision: ${one.kind}`, `    reason: ${quoted(one.reason)}`, `    date: ${one.date}`, "    quotes:");
      for (const words of one.quotes) lines.push(`      - ${quoted(words)}`);
      if (!one.quotes.length) lines[lines.length - 1] += " []";
    }
    return `${lines.join("\n")}\n`;
  };
  const today = () => {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  };
  const tally = () => {
    bar.hidden = !decisions.size;
    bar.querySelector("span").textContent = `${decisions.size} ${decisions.size === 1 ? "decision" : "decisions"}`;
  };
  const identity = (element) => element.id.slice(0, 16);  // a second finding of one identity has a number behind it
  const show = (element) => {
    const one = decisions.get(identity(element));
    for (const old of all(":scope > .decided, .body > .decided", element)) old.remove();
    if (!one) return;
    const note = node("p", { className: "decided" }, KINDS[one.kind], node("span", {}, one.reason ? `: ${one.reason}` : ""));
    (element.querySelector(":scope > .body") || element).append(note);
  };
  const ask = (element, button) => {
    const id = identity(element);
    const known = decisions.get(id);
    const choices = Object.entries(KINDS).map(([value, label]) => node("label", {},
      node("input", { type: "radio", name: `decision-${element.id}`, value, required: true, checked: known?.kind === value }), ` ${label}`));
    const reason = node("input", { type: "text", value: known?.reason || "", autocomplete: "off" });
    const box = node("form", { className: "decision" },
      node("fieldset", {}, node("legend", {}, "Your decision"), ...choices),
      node("label", {}, "Reason", reason),
      node("div", { className: "row" }, node("button", { type: "submit", className: "quiet" }, "Keep"),
        node("button", { type: "button", className: "quiet drop" }, known ? "Take back" : "Cancel")));
    const close = () => {
      box.remove();
      button.setAttribute("aria-expanded", "false");
      show(element);
      tally();
      button.focus();
    };
    box.addEventListener("submit", (event) => {
      event.preventDefault();
      const title = (element.querySelector("h3 bdi, h4 bdi") || element.closest(".term").querySelector("h3 bdi")).textContent;
      decisions.set(id, {
        kind: new FormData(box).get(`decision-${element.id}`), reason: reason.value.trim(), code: element.dataset.code,
        about: title, date: today(),
        quotes: [...new Set(all("blockquote", element).map((quote) => quote.textContent))],
      });
      exported = false;
      close();
    });
    box.querySelector(".drop").addEventListener("click", () => {
      if (decisions.delete(id)) exported = false;
      close();
    });
    box.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
    box.addEventListener("cancel", close);
    (element.querySelector(":scope > .body") || element).append(box);
    button.setAttribute("aria-expanded", "true");
    box.querySelector("input").focus();
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".decide");
    if (!button) return;
    const element = button.closest(".finding");
    const open = element.querySelector("form.decision");
    if (open) open.dispatchEvent(new Event("cancel"));
    else ask(element, button);
  });
  document.getElementById("export").addEventListener("click", () => {
    const address = URL.createObjectURL(new Blob([yaml()], { type: "application/yaml" }));
    node("a", { href: address, download: "msgcheck-decisions.yaml" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
    exported = true;
  });
  addEventListener("beforeunload", (event) => { if (decisions.size && !exported) event.preventDefault(); });

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
