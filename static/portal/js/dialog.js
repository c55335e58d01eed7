// <a href="/page/" data-dialog="id"> asks in a <dialog> instead of on a page of its own; without script the page asks.
// The dialog closes by itself: Escape, or <form method="dialog">.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (!dialog) return;
  event.preventDefault();
  dialog.showModal();
});
