// Opens the gateway's payment window and then asks our server to look. The server believes only the gateway itself.
(() => {
  const button = document.querySelector("[data-pay]");
  const check = document.querySelector("[data-pay-check]");
  const facts = JSON.parse(document.getElementById("pay-facts").textContent);
  if (button.hasAttribute("data-pay-back")) return check.submit(); // phones come back to this page by a redirect
  if (!window.PortOne) return; // the vendor's script did not load: the transfer remains
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    const answer = await window.PortOne.requestPayment(facts).catch((error) => ({ code: "error", message: String(error) }));
    if (answer && answer.code === undefined) return check.submit();
    document.querySelector("[data-pay-said]").textContent = (answer && answer.message) || "";
    button.disabled = false;
  });
})();
