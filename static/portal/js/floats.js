// <details data-float> is a menu or an explanation over the page: Escape and a click elsewhere close it.
(() => {
  const open = () => document.querySelectorAll("details[data-float][open]");

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const details of open()) {
      const inside = details.contains(document.activeElement);
      details.open = false;
      if (inside) details.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    for (const details of open()) {
      if (!details.contains(event.target)) details.open = false;
    }
  });
})();
