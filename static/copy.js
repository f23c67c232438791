// Copies the calendar's address. Without scripts it is marked and copied by hand.

const address = document.getElementById("address");
const button = document.getElementById("copy");
const said = document.getElementById("copy-said");

address.addEventListener("focus", () => address.select());

button.hidden = false;
button.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(address.value);
    said.textContent = button.dataset.copied;
  } catch {
    // Not over https, or not allowed: the person's own keys always are.
    address.focus();
    address.select();
    said.textContent = button.dataset.failed;
  }
});
