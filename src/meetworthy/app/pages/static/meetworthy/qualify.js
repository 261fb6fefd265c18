// The qualifying page by keys: a number chooses a criterion, a letter says what it is, enter
// records.  Without this the page is a plain form.
(() => {
  "use strict";
  const sheet = document.getElementById("sheet");
  const lines = () => [...sheet.querySelectorAll("[data-line]")];
  const chosen = () => lines().find((line) => line.contains(document.activeElement)) ?? lines()[0];
  const choose = (line) => {
    line.querySelector("h3 a").focus({ preventScroll: true });
    line.scrollIntoView({ block: "nearest" });
  };
  const changed = () => sheet.dispatchEvent(new Event("change", { bubbles: true }));

  // The quote's field is as high as what is written in it.
  const grow = (field) => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  };
  sheet.addEventListener("input", (event) => event.target.matches("textarea") && grow(event.target));
  for (const field of sheet.querySelectorAll("textarea")) if (field.value) grow(field);
  // A page that nobody looks at does not ask for what is new.
  document.getElementById("again").addEventListener("htmx:beforeRequest", (event) => {
    if (document.hidden) event.preventDefault();
  });
  sheet.addEventListener("reset", () => setTimeout(changed));

  const set = (key) => {
    const line = chosen();
    const radio = line.querySelector(`[data-set="${key}"]`);
    radio.checked = !radio.checked; // the same key again takes it back
    changed();
    if (radio.checked) line.querySelector("textarea").focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey || document.querySelector("dialog[open]")) return;
    const quoting = event.target.closest("#sheet textarea");
    if (quoting && event.key === "Escape") choose(quoting.closest("[data-line]"));
    if (quoting && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      sheet.requestSubmit();
    }
    if (event.target.closest("input:not([type=radio]),textarea,select,[data-menu] *")) return;
    const line = /^[1-9]$/.test(event.key) && lines()[Number(event.key) - 1];
    if (line) choose(line);
    else if ("cpd".includes(event.key)) set(event.key);
    else if (event.key === "Enter" && sheet.querySelector("[data-set]:checked") && !event.target.closest("button,a[data-key]")) sheet.requestSubmit();
    else return;
    event.preventDefault();
  });
})();
