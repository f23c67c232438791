// The plan's months: a drill can be dragged to another day. That opens the page that says
// what the move breaks; nothing is saved from here. Everything works by its links alone.

let dragged = "";

function dayOf(target) {
  return target instanceof Element ? target.closest("[data-day]") : null;
}

function clear() {
  for (const day of document.querySelectorAll(".is-over-day")) day.classList.remove("is-over-day");
}

document.addEventListener("dragstart", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a.plan-drill") : null;
  dragged = link ? link.href : "";
});

document.addEventListener("dragover", (event) => {
  const day = dayOf(event.target);
  if (!dragged || !day) return;
  event.preventDefault();
  clear();
  day.classList.add("is-over-day");
});

document.addEventListener("drop", (event) => {
  const day = dayOf(event.target);
  clear();
  if (!dragged || !day) return;
  event.preventDefault();
  const address = new URL(dragged);
  address.searchParams.set("date", day.dataset.day);
  dragged = "";
  window.location.assign(address);
});

document.addEventListener("dragend", () => {
  dragged = "";
  clear();
});
