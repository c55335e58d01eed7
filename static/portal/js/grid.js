// Arrow keys in the week grid: <table class="pp-week"> with <a data-at="day,row"> in the free cells. One of them is in
// the order of the Tab key; without script all are.
(() => {
  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const FARTHEST = 48; // half hours of a day

  // The next free cell that way: in its own day upwards and downwards, else the nearest of the next day that has one.
  function neighbour(week, [day, row], [across, down]) {
    for (let far = 1; far <= FARTHEST; far += 1) {
      if (down) {
        const next = week.querySelector(`[data-at="${day},${row + down * far}"]`);
        if (next) return next;
      } else {
        const rows = [...week.querySelectorAll(`[data-at^="${day + across * far},"]`)];
        const apart = (slot) => Math.abs(Number(slot.dataset.at.split(",")[1]) - row);
        if (rows.length) return rows.reduce((best, slot) => (apart(slot) < apart(best) ? slot : best));
      }
    }
    return null;
  }

  document.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const slot = step && event.target.closest(".pp-week [data-at]");
    const next = slot && neighbour(slot.closest(".pp-week"), slot.dataset.at.split(",").map(Number), step);
    if (!next) return;
    event.preventDefault();
    slot.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });

  const rove = () => document.querySelectorAll(".pp-week").forEach((week) => {
    const slots = week.querySelectorAll("[data-at]");
    slots.forEach((slot, index) => { slot.tabIndex = index ? -1 : 0; });
  });
  rove();
  document.addEventListener("htmx:afterSettle", rove);
})();
