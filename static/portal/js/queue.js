// Keys of the request queue: j and k move along the list, a approves, r goes to the reason. They can be switched off
// (WCAG 2.1.4), are not heard while somebody types, and the page does everything without them.
(() => {
  const STORE = "queue-keys";
  const help = document.querySelector("[data-keys]");
  const button = help && help.querySelector("[data-keys-switch]");
  if (!button) return;
  let on = localStorage.getItem(STORE) !== "off";

  function show() {
    button.setAttribute("aria-pressed", on);
    for (const sign of document.querySelectorAll(".pp-act .pp-kbd")) sign.hidden = !on;
  }

  function step(by) {
    const links = [...document.querySelectorAll("[data-queue] a")];
    const here = links.findIndex((link) => link === document.activeElement);
    const open = links.findIndex((link) => link.hasAttribute("aria-current"));
    const next = here < 0 ? Math.max(open, 0) + (open < 0 ? 0 : by) : here + by;
    const link = links[Math.min(Math.max(next, 0), links.length - 1)];
    if (link) link.focus();
  }

  const DEEDS = {
    j: () => step(1),
    k: () => step(-1),
    a: () => { const deed = document.querySelector("[data-key=a]"); if (deed) deed.click(); },
    r: () => { const field = document.querySelector("#reject select"); if (field) field.focus(); },
  };

  button.addEventListener("click", () => {
    on = !on;
    localStorage.setItem(STORE, on ? "on" : "off");
    show();
  });
  document.addEventListener("keydown", (event) => {
    const busy = event.ctrlKey || event.metaKey || event.altKey || event.repeat;
    if (!on || busy || event.target.closest("input, select, textarea, [contenteditable]")) return;
    const deed = DEEDS[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });
  help.hidden = false;
  show();
})();
