// Answers that HTMX would drop: refusals go where the server says, the rest becomes a notice that is read aloud.
(() => {
  const notices = () => document.getElementById("notices");

  function say(id) {
    notices().replaceChildren(document.getElementById(id).content.cloneNode(true));
  }

  // HX-Retarget marks a refusal with its sentence; 422 is a form that comes back with its errors.
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const { status } = detail.xhr;
    if (status >= 400 && (status === 422 || detail.xhr.getResponseHeader("HX-Retarget"))) {
      detail.shouldSwap = true;
      detail.isError = false;
    }
  });
  document.addEventListener("htmx:responseError", () => say("say-failed"));
  document.addEventListener("htmx:sendError", () => say("say-lost"));
  document.addEventListener("htmx:timeout", () => say("say-lost"));
  // A security key that is refused or cancelled must not fail silently (allauth tells by this event).
  document.addEventListener("allauth.error", () => say("say-failed"));
  // What was said about the last deed is stale when the next one begins.
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.requestConfig.verb !== "get") notices().replaceChildren();
  });
})();
