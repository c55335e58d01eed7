// Fields that answer while one types: a password shown on request, letters counted, the page printed.
(() => {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-reveal]");
    if (!button) return;
    const input = button.parentElement.querySelector("input");
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", shown);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  document.addEventListener("input", (event) => {
    const counter = document.getElementById(`${event.target.id}_count`);
    if (counter) counter.textContent = event.target.value.length;
  });
})();
