// Progressive enhancement: nothing on any page needs this. It refreshes what waits, keeps what was typed when the line is
// lost, and keeps a form from being sent twice by one impatient hand.
"use strict";
(() => {
  const keep = (form) => `typed:${location.pathname}${location.search}#${form.id}`;

  // No lost text: what is typed stays in this tab until the form has been sent and answered.
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const saved = sessionStorage.getItem(keep(form));
    const fields = () => [...form.elements].filter((e) => e.name && e.type !== "hidden" && e.type !== "password");
    if (saved) {
      const values = JSON.parse(saved);
      for (const e of fields()) {
        if (!(e.name in values)) continue;
        if (e.type === "radio" || e.type === "checkbox") e.checked = values[e.name].includes(e.value);
        else if (!e.value) e.value = values[e.name][0] ?? "";
      }
    }
    form.addEventListener("input", () => {
      const values = {};
      for (const e of fields()) {
        if ((e.type === "radio" || e.type === "checkbox") && !e.checked) continue;
        (values[e.name] ??= []).push(e.value);
      }
      sessionStorage.setItem(keep(form), JSON.stringify(values));
    });
  }
  for (const done of document.querySelectorAll("[data-sent]")) {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(`typed:${done.dataset.sent}`)) sessionStorage.removeItem(key);
    }
  }

  // Sent once: the server takes the same decision id only once anyway; this spares the second wait.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sending) event.preventDefault();
    form.dataset.sending = "yes";
    setTimeout(() => delete form.dataset.sending, 5000);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form").forEach((f) => delete f.dataset.sending));

  // Live refresh: a part of the page asks again for itself, and when the page is seen again. Nobody loses his place: what is
  // opened stays open, what has the focus keeps it or nothing is replaced, and the first row in view stays where it is.
  const live = document.querySelector("[data-live]");
  if (live) {
    const link = (e) => e?.getAttribute?.("href") ?? e?.textContent;
    const refresh = async () => {
      if (document.hidden) return;
      try {
        const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
        if (!answer.ok || answer.redirected) return;
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
        if (!fresh) return;
        const opened = live.querySelectorAll("details");
        fresh.querySelectorAll("details").forEach((d, i) => { if (opened[i]) d.open = opened[i].open; });
        if (fresh.innerHTML === live.innerHTML) return;
        const at = live.contains(document.activeElement) ? document.activeElement : null;
        const find = (was) => was && [...fresh.querySelectorAll(was.tagName)].find((e) => link(e) === link(was));
        const focus = find(at);
        if (at && !focus) return; // the next time
        const seen = [...live.querySelectorAll("a")].find((e) => e.getBoundingClientRect().bottom > 0 && find(e));
        const top = seen?.getBoundingClientRect().top, stay = find(seen);
        live.replaceChildren(...fresh.childNodes);
        if (stay) scrollBy({ top: stay.getBoundingClientRect().top - top, behavior: "instant" });
        focus?.focus({ preventScroll: true });
        const said = document.querySelector("[role=status]");
        if (said) said.textContent = live.dataset.changed;
      } catch { /* the line is lost; the next time may do */ }
    };
    setInterval(refresh, Number(live.dataset.live) * 1000);
    document.addEventListener("visibilitychange", refresh);
  }

  // Keyboard on the diagram: arrow keys go along the arrows, by the lists that each node carries.
  document.addEventListener("keydown", (event) => {
    const node = event.target.closest?.("svg [data-next], svg [data-before]");
    const way = { ArrowRight: "next", ArrowDown: "next", ArrowLeft: "before", ArrowUp: "before" }[event.key];
    if (!node || !way) return;
    const to = (node.dataset[way] ?? "").split(" ")[0];
    const target = to && document.getElementById(to);
    if (target) { event.preventDefault(); target.focus(); }
  });

  // Where it stood on a day: a slider beside the field, which asks for that day when it is let go.
  const slide = document.getElementById("slide"), day = document.getElementById("op");
  if (slide && day) {
    const first = Date.parse(day.min), days = (text) => Math.round((Date.parse(text) - first) / 864e5);
    slide.max = days(day.max);
    slide.value = day.value ? days(day.value) : slide.max;
    slide.closest(".slide").classList.add("on");
    const tell = () => slide.setAttribute("aria-valuetext", (day.value = new Date(first + slide.value * 864e5).toISOString().slice(0, 10)));
    slide.addEventListener("input", tell);
    slide.addEventListener("change", async () => {
      tell();
      const path = new URL(day.form.action).pathname, asked = `${path}?op=${day.value}`;
      try {
        const answer = await fetch(asked, { credentials: "same-origin" });
        if (!answer.ok || answer.redirected) throw new Error();
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("stood");
        document.getElementById("stood").innerHTML = fresh.innerHTML;
        if (path === location.pathname) history.replaceState(null, "", asked);
      } catch { day.form.submit(); }
    });
  }
})();
