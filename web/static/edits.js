// The keys j and k move between the edits of a text. The page works without: every edit has a link to the next.
// They can be switched off, for those whose voice or hand strikes letters by chance (WCAG 2.1.4).
"use strict";
(() => {
  const KEPT = "onward-keys";
  const box = document.querySelector("[data-keys] input");
  if (!box) return;
  const stored = () => { try { return localStorage.getItem(KEPT); } catch { return null; } };
  const store = (value) => { try { localStorage.setItem(KEPT, value); } catch { /* kept for this page alone */ } };
  box.closest("[data-keys]").hidden = false;
  box.checked = stored() !== "off";
  box.addEventListener("change", () => store(box.checked ? "on" : "off"));

  const edits = () => [...document.querySelectorAll("[data-edit]")];
  const writes = (element) =>
    element.isContentEditable || ["TEXTAREA", "SELECT"].includes(element.tagName) ||
    (element.tagName === "INPUT" && !["checkbox", "radio"].includes(element.type));

  function next(step) {
    const all = edits();
    const at = all.findIndex((one) => one === document.activeElement || one.contains(document.activeElement));
    if (at >= 0) return all[at + step];
    const line = window.innerHeight / 3;
    return step > 0
      ? all.find((one) => one.getBoundingClientRect().top > line) || all[0]
      : all.filter((one) => one.getBoundingClientRect().top < line).pop();
  }

  document.addEventListener("keydown", (event) => {
    const step = { j: 1, k: -1 }[event.key];
    if (!step || !box.checked || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (writes(event.target)) return;
    const edit = next(step);
    if (edit) {
      edit.focus({ preventScroll: true });
      edit.scrollIntoView({ block: "center" });
    } else {
      const page = document.querySelector(step > 0 ? "[data-pages] [rel=next]" : "[data-pages] [rel=prev]");
      if (page) page.click();
    }
    event.preventDefault();
  });
})();
