// The editor: line numbers that follow the text, and notes beside the lines that they are about.
// Without it the page shows the same notes as a list, when one presses Check.
(() => {
  "use strict";
  const form = document.getElementById("editor");
  const text = document.getElementById("text");
  const gutter = form.querySelector(".gutter");
  const paper = form.querySelector(".sheetofpaper");
  const wide = matchMedia("(min-width: 1101px)");
  let lines = 0;

  // The text is as high as its lines, so that the page scrolls and everything stays in place.
  const number = () => {
    const now = text.value.split("\n").length;
    if (now === lines) return;
    lines = now;
    text.rows = now + 2;
    gutter.replaceChildren(...Array.from({ length: now }, (_, k) => {
      const one = document.createElement("span");
      one.textContent = k + 1;
      return one;
    }));
  };

  const height = () => parseFloat(getComputedStyle(text).lineHeight);
  const above = () => parseFloat(getComputedStyle(text).paddingTop);

  // Each note stands at its line, or under the note before it where that is too near.
  const place = () => {
    const notes = [...form.querySelectorAll("#notes li")];
    for (const one of gutter.children) one.className = "";
    let free = 0;
    for (const note of notes) {
      const line = Number(note.dataset.line);
      const mark = gutter.children[line - 1];
      if (mark && mark.className !== "error") mark.className = note.className;
      if (!wide.matches) {
        note.style.top = "";
        continue;
      }
      const top = Math.max(free, above() + Math.max(line - 1, 0) * height());
      note.style.top = `${top}px`;
      free = top + note.offsetHeight + 4;
    }
    paper.classList.toggle("placed", wide.matches);
  };

  const go = (line) => {
    const rows = text.value.split("\n");
    const start = rows.slice(0, Math.max(line - 1, 0)).reduce((sum, row) => sum + row.length + 1, 0);
    text.focus({ preventScroll: true });
    text.setSelectionRange(start, start + (rows[line - 1] ?? "").length);
    const y = text.getBoundingClientRect().top + scrollY + line * height() - innerHeight / 3;
    scrollTo({ top: y });
  };

  let unsaved = false;
  text.addEventListener("input", () => {
    unsaved = true;
    number();
    place();
  });
  form.addEventListener("submit", () => (unsaved = false));
  addEventListener("beforeunload", (event) => unsaved && event.preventDefault());
  form.addEventListener("click", (event) => {
    const to = event.target.closest("[data-to]");
    if (!to) return;
    event.preventDefault();
    go(Number(to.dataset.to) || 1);
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      form.requestSubmit(document.getElementById("save"));
    }
  });
  document.addEventListener("htmx:afterSettle", place);
  wide.addEventListener("change", place);
  number();
  place();
})();
