/* The flow of logging a drill on a phone: start, one big button at a time, short questions,
   save. The form itself does the work without this; here it is shown in parts, and every
   tap is kept on the phone (outbox.js) until the server has the record. */

import { get, keeps, mine, newKey, put, remove } from "./outbox.js";
import { sendNow, show } from "./outbox-bar.js";
import { nowIn, sayTime, Stamps } from "./log-stamps.js";
import { Photos } from "./log-photos.js";
import { arrange } from "./log-questions.js";

const form = document.getElementById("log");
const flow = document.getElementById("log-flow");
const part = (name) => document.getElementById(`log-${name}`);
const { owner, zone } = flow.dataset;
const page = location.pathname + location.search;

let entry = { key: newKey(), owner, page, action: form.getAttribute("action"), state: "writing" };

function reveal(step) {
  entry.step = step;
  const answers = step === "answers";
  part("what").hidden = step === "running" || (answers && !entry.changing);
  part("running").hidden = answers;
  part("when").hidden = !answers || !entry.changing;
  part("summary").hidden = !answers || Boolean(entry.changing);
  for (const name of ["questions", "proof", "problems", "save"]) part(name).hidden = !answers;
  part("typed").hidden = part("plans").hidden = step !== "ready";
  if (answers) summarize();
}

function summarize() {
  const kind = form.querySelector('[name="type"]:checked ~ label')?.textContent
    ?? document.querySelector(".log-kind b")?.textContent ?? "";
  const as = form.querySelector('[name="held_as"]:checked');
  const special = as && as.value !== "drill" ? `${form.querySelector(`label[for="${as.id}"]`).textContent}: ` : "";
  part("summary-what").textContent = `${special}${kind}${stamps.started ? `, ${sayTime(zone, stamps.started)}` : ""}`;
}

/* --- kept on the phone --------------------------------------------------------------- */

const NOT_KEPT = ["csrf_token", "client_key", "go", "files"];

function fields() {
  const told = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NOT_KEPT.includes(name));
  return [...told, ["client_key", entry.key]];
}

function keep() {
  entry = { ...entry, fields: fields() };
  return put(entry);
}

function fill(told) {
  const values = new Map();
  for (const [name, value] of told) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || NOT_KEPT.includes(field.name) || field.type === "file") continue;
    const said = values.get(field.name) ?? [];
    if (field.type === "radio" || field.type === "checkbox") field.checked = said.includes(field.value);
    else if (field.type !== "submit") field.value = said[0] ?? "";
  }
}

/* --- errors that the server found ---------------------------------------------------- */

function showErrors(errors, other) {
  document.querySelectorAll(".log-error").forEach((old) => old.remove());
  const summary = document.createElement("div");
  summary.className = "banner banner-error log-error";
  summary.setAttribute("role", "alert");
  summary.tabIndex = -1;
  const list = summary.appendChild(document.createElement("div"));
  list.className = "banner-body";
  const title = list.appendChild(document.createElement("p"));
  title.className = "banner-title";
  title.textContent = flow.dataset.saysMend;
  for (const [name, words] of Object.entries(errors)) {
    const line = list.appendChild(document.createElement("p"));
    const field = document.getElementById(name);
    const target = field ? line.appendChild(document.createElement("a")) : line;
    target.textContent = words;
    if (field) {
      target.href = `#${name}`;
      for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    }
  }
  if (other) {
    const link = list.appendChild(document.createElement("a"));
    link.href = other;
    link.textContent = other;
  }
  entry.changing = true;
  reveal("answers");
  form.prepend(summary);
  summary.focus();
}

/* --- saving ------------------------------------------------------------------------- */

async function save(event) {
  event.preventDefault();
  if (!photos.ready(form.elements.no_pupils)) return;
  document.querySelectorAll(".log-error").forEach((old) => old.remove());
  const buttons = part("save").querySelectorAll("button");
  buttons.forEach((button) => (button.disabled = true));
  entry = { ...entry, fields: fields(), go: event.submitter?.value ?? "submit", state: "waiting", errors: null };
  await put(entry);
  const { sent } = await sendNow();
  if (sent[entry.key]) {
    location.assign(sent[entry.key]);
    return;
  }
  buttons.forEach((button) => (button.disabled = false));
  const now = await get(entry.key);
  if (now?.state === "mend" && !now.record) {
    const { errors, other } = now;
    entry = { ...now, state: "writing" };
    await put(entry);
    await show();
    showErrors(errors ?? {}, other);
    return;
  }
  form.hidden = true;
  document.querySelector(".page-head").hidden = true;
  part("kept").hidden = false;
  part("kept").focus();
}

/* --- beginning ---------------------------------------------------------------------- */

const stamps = new Stamps(form, flow, async (done) => {
  arrange(form, flow);
  if (done) {
    entry.changing = false;
    reveal("answers");
    part("summary").scrollIntoView();
  } else reveal(stamps.started ? "running" : "ready");
  await keep();
});
const photos = new Photos(flow, () => entry.key, keep);

async function begunBefore() {
  const wanted = new URLSearchParams(location.hash.slice(1)).get("mend");
  if (wanted) {
    const found = await get(wanted);
    if (found?.owner === owner && found.state === "mend") return found;
  }
  const found = (await mine(owner)).filter((one) => one.state === "writing" && one.page === page);
  return found[0];
}

async function begin() {
  form.elements.client_key.value = entry.key;
  const today = nowIn(zone);
  // A page held ready since yesterday must not say yesterday.
  if (!form.elements.drill_id.value) form.elements.date.value = today.date;
  form.elements.date.max = today.date;
  const before = await begunBefore();
  if (before) {
    entry = { ...before, state: "writing", page };
    fill(before.fields);
    form.elements.client_key.value = entry.key;
    part("restored").hidden = false;
    await photos.restore();
  }
  stamps.restore();
  arrange(form, flow);
  if (before?.state === "mend") {
    await put(entry);
    await show();
    showErrors(before.errors ?? {}, before.other);
  } else reveal(entry.step ?? "ready");
  form.addEventListener("submit", save);
  form.addEventListener("input", keep);
  form.addEventListener("change", (event) => {
    arrange(form, flow);
    if (["type", "held_as"].includes(event.target.name)) stamps.label();
    keep();
  });
  part("typed").addEventListener("click", () => {
    entry.changing = true;
    reveal("answers");
    form.elements.date.focus();
    keep();
  });
  part("change").addEventListener("click", () => {
    entry.changing = true;
    reveal("answers");
    form.elements.date.focus();
  });
  part("afresh").addEventListener("click", async () => {
    await remove(entry.key);
    location.reload();
  });
  navigator.storage?.persist?.();
}

// Where nothing can be kept, or the server sent the form back, the plain form does the work.
if (!form.querySelector(".error-summary") && (await keeps())) await begin();
