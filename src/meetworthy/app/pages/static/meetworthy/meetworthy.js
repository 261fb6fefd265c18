// Everything that runs in the page: keys, the palette, menus, and two remembered choices.
// Pages work without it; what it adds is speed.
(() => {
  "use strict";
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const YEAR = 31536000;
  const remember = (name, value) => {
    const secure = location.protocol === "https:" ? ";secure" : "";
    document.cookie = `${name}=${encodeURIComponent(value)};path=/;max-age=${value ? YEAR : 0};samesite=lax${secure}`;
  };

  // The reader's zone, so that the server writes times as the reader's clock shows them.
  remember("zone", Intl.DateTimeFormat().resolvedOptions().timeZone || "");

  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-theme]")) remember("theme", event.target.value);
    const form = event.target.closest("form[data-at-once]");
    if (form && !event.target.matches("[type=search],[type=text]")) form.requestSubmit();
  });

  // A decision is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });

  // What is to be copied can be marked by hand too; the button shows where a script may copy.
  if (navigator.clipboard) for (const button of all("[data-copy]")) button.hidden = false;
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = button.dataset.done;
  });

  // -- dialogs and menus ---------------------------------------------------------------------
  const open = (name) => {
    const dialog = document.getElementById(name);
    if (!dialog || dialog.open) return;
    dialog.showModal();
    if (name === "palette") {
      const input = find("input", dialog);
      input.select();
      choose(0);
    }
  };
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) open(opener.dataset.open);
    if (event.target.matches("dialog")) event.target.close(); // the backdrop
    for (const menu of all("details[data-menu][open]")) {
      if (!menu.contains(event.target) || opener) menu.open = false;
    }
  });

  // -- the palette ---------------------------------------------------------------------------
  const palette = document.getElementById("palette");
  const choices = () => all(".list a", palette).filter((a) => a.checkVisibility());
  let chosen = 0;
  const choose = (place) => {
    const links = choices();
    chosen = Math.max(0, Math.min(place, links.length - 1));
    links.forEach((link, k) => link.classList.toggle("on", k === chosen));
    links[chosen]?.scrollIntoView({ block: "nearest" });
  };
  if (palette) {
    const input = find("input", palette);
    input.addEventListener("input", () => {
      const asked = input.value.trim().toLowerCase();
      for (const item of all("[data-pages] li", palette)) {
        item.hidden = !item.textContent.toLowerCase().includes(asked);
      }
      choose(0);
    });
    palette.addEventListener("htmx:afterSwap", () => choose(0));
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        choose(chosen + step);
      } else if (event.key === "Enter" && choices()[chosen]) {
        event.preventDefault();
        choices()[chosen].click();
      }
    });
  }
  const apple = /Mac|iPhone|iPad/.test(navigator.platform);
  if (apple) for (const key of all("[data-mod]")) key.textContent = "⌘ K";

  // On a phone the navigation is a bar: the page that one is on shows in it.
  find(".side nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  // What can be undone for some seconds says how many are left, and goes with the last.
  setInterval(() => {
    const one = find("[data-left]");
    if (!one) return;
    const left = (one.dataset.left -= 1);
    if (left > 0) one.textContent = one.textContent.replace(/\d+/, left);
    else one.closest("form").remove();
  }, 1000);

  // -- a page that refreshes itself ------------------------------------------------------------
  // What the reader opened stays open, what they look at stays where it is, what is new is shown
  // as new, and a hidden page rests.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const is_live = event.target.matches?.("[data-live]");
    if (is_live && (document.hidden || find("details[data-menu][open]", event.target))) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const live = event.target;
    if (!live.matches?.("[data-live]") || event.detail.xhr.status !== 200) return;
    const refreshes = event.detail.requestConfig?.elt === live;
    if (refreshes && find("details[data-menu][open]", live)) {
      event.detail.shouldSwap = false; // it was opened while the answer was under way
      return;
    }
    const opened = all("details[open][id]:not([data-menu])", live).map((one) => one.id);
    const known = new Set(all(".timeline [id]", live).map((one) => one.id));
    const anchor = all("[id]", live).find((one) => one.getBoundingClientRect().top >= 0);
    const top = anchor?.getBoundingClientRect().top;
    const had = live.contains(document.activeElement);
    const focused = had && refreshes && document.activeElement.closest("[id]").id;
    document.addEventListener("htmx:afterSettle", () => {
      const now = document.getElementById(live.id);
      for (const id of opened) {
        const one = document.getElementById(id);
        if (one) one.open = true;
      }
      for (const item of all(".timeline [id]", now)) item.classList.toggle("fresh", !known.has(item.id));
      const stays = anchor && document.getElementById(anchor.id);
      if (stays && scrollY) scrollBy({ top: stays.getBoundingClientRect().top - top, behavior: "instant" });
      const again = (focused && document.getElementById(focused)) || (had && find("[data-row].on", now));
      if (again) (find("summary,a,button", again) ?? again).focus({ preventScroll: true });
    }, { once: true });
  });

  // -- keys ----------------------------------------------------------------------------------
  const rows = () => all("[data-row]").filter((row) => row.checkVisibility());
  const move = (step) => {
    if (waits("#inbox .htmx-request", () => move(step))) return;
    const list = rows();
    if (!list.length) return;
    const focused = list.findIndex((row) => row.contains(document.activeElement));
    const now = focused < 0 ? list.findIndex((row) => row.matches(".on")) : focused;
    const next = list[now < 0 ? 0 : Math.max(0, Math.min(now + step, list.length - 1))];
    const link = next.matches("a") ? next : find("a", next);
    link.focus();
    if (link.matches("[data-choose]:not([aria-current])")) link.click(); // shown beside the list
    next.scrollIntoView({ block: "nearest" });
  };
  const act = {
    j: () => move(1),
    k: () => move(-1),
    "/": () => (find("[data-search]") ? find("[data-search]").select() : open("palette")),
    "?": () => open("keys"),
  };
  const keyed = (key) => all("[data-key]").find((one) => one.dataset.key === key && one.checkVisibility());
  // Who is shown beside a list changes with it: a key pressed meanwhile is meant for who comes.
  // While something is being done no second thing is.
  const waits = (what, then) => {
    const busy = find(what);
    if (busy) document.addEventListener("htmx:afterSettle", () => queueMicrotask(then), { once: true });
    return busy;
  };
  const press = (key) => {
    if (find(".panel form.htmx-request") || waits("[data-choose].htmx-request", () => press(key))) return;
    const own = keyed(key);
    if (!own) return;
    own.matches("summary") ? (own.parentElement.open = true) : own.click();
    find("select,textarea,input:not([type=hidden])", own.matches("summary") ? own.parentElement : own)?.focus();
  };
  let going = 0; // until when a letter after `g` is awaited
  document.addEventListener("keydown", (event) => {
    if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open("palette");
      return;
    }
    if (event.key === "Escape") {
      for (const menu of all("details[data-menu][open]")) {
        menu.open = false;
        find("summary", menu).focus();
      }
    }
    const typing = event.target.closest("input:not([type=radio],[type=checkbox]),textarea,select,[contenteditable]");
    if (typing || event.metaKey || event.ctrlKey || event.altKey || find("dialog[open]")) return;
    if (going > event.timeStamp) {
      going = 0;
      const link = all("[data-go]").find((one) => one.dataset.go === event.key);
      if (link) {
        event.preventDefault();
        link.click();
        return;
      }
    }
    if (event.key === "g") {
      going = event.timeStamp + 1500;
      return;
    }
    if (keyed(event.key)) {
      event.preventDefault();
      press(event.key);
    } else if (act[event.key]) {
      event.preventDefault();
      act[event.key]();
    }
  });
})();
