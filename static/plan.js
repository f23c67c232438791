// Planning: what is said of the drill follows what is typed. Without it the form has a
// button that asks. Nothing is saved from here.

const form = document.getElementById("plan");
const advice = document.getElementById("advice");
const check = document.querySelector(".plan-check");
const WAIT = 400;

let timer = 0;
let asked = 0;

async function ask() {
  const number = ++asked;
  const body = new FormData(form);
  body.set("go", "check");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body,
      headers: { "X-Requested-With": "fetch" },
    });
    const type = answer.headers.get("Content-Type") || "";
    if (number === asked && type.startsWith("text/html") && (answer.ok || answer.status === 422)) {
      advice.innerHTML = await answer.text();
    }
  } catch {
    // No signal: saving asks again.
  }
}

function follow() {
  const type = form.elements.namedItem("type");
  const title = form.querySelector(".plan-title");
  if (type && title) {
    const named = form.elements.namedItem("title");
    title.hidden = type.value !== "other" && !named.value && !title.querySelector(".has-error");
  }
}

if (form && advice) {
  check.hidden = true;
  follow();
  form.addEventListener("change", (event) => {
    follow();
    if (event.target.name === "note" || event.target.name === "title") return;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  // What was typed before this script was here, or kept by the browser over a reload.
  const typed = [...form.querySelectorAll("input[type=date], input[type=time]")];
  if (typed.some((input) => input.value !== input.defaultValue)) ask();
}
