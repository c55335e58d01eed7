// Arrow keys in the week grid: <table class="pp-week"> with <button data-at="day,row"> in the free cells.
(() => {
  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const FARTHEST = 48; // half hours of a day

  document.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const slot = step && event.target.closest(".pp-week button[data-at]");
    if (!slot) return;
    const [day, row] = slot.dataset.at.split(",").map(Number);
    for (let far = 1; far <= FARTHEST; far += 1) { // skip over what cannot be had
      const at = `${day + step[0] * far},${row + step[1] * far}`;
      const next = slot.closest(".pp-week").querySelector(`[data-at="${at}"]`);
      if (next) {
        event.preventDefault();
        next.focus();
        return;
      }
    }
  });
})();
