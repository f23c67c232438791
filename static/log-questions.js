/* Which questions come first for the kind of drill chosen; the others wait under More. */

/** Put the questions in their place and hide those that make no sense of a real event. */
export function arrange(form, flow) {
  const type = form.querySelector('[name="type"]:checked, [name="type"][type="hidden"]')?.value ?? "other";
  const real = form.querySelector('[name="held_as"]:checked')?.value !== "drill";
  const first = flow.querySelector("#log-first");
  const rest = flow.querySelector("#log-rest");
  for (const question of flow.querySelectorAll(".log-question")) {
    const wanted = question.dataset.first.split(" ").includes(type);
    const place = wanted ? first : rest;
    if (question.parentElement !== place) place.append(question);
    question.hidden = real && "drillOnly" in question.dataset;
  }
  const title = document.getElementById("log-title");
  if (title) title.hidden = type !== "other";
  sayWanted(form, type);
}

/** What the law wants on record of this kind of drill, and which of it is there already. */
function sayWanted(form, type) {
  const list = document.getElementById("log-wanted");
  if (!list) return;
  const as = form.querySelector('[name="held_as"]:checked')?.value ?? "drill";
  const told = new FormData(form);
  const photos = document.querySelectorAll("#log-photos li").length > 0;
  const there = (name) => name === "files"
    ? photos || told.getAll("files").some((file) => file.size > 0)
    : Boolean(told.get(name) || told.get(`stamp_${name.replace("_time", "")}`));
  for (const item of list.querySelectorAll("li")) {
    const wanted = item.dataset.types.split(" ").includes(type);
    item.hidden = !wanted || as === "false_alarm" || (as !== "drill" && "drillOnly" in item.dataset);
    const done = "there" in item.dataset || item.dataset.fields.split(" ").some((name) => there(name) || (name === "time" && told.get("stamp_started")));
    item.classList.toggle("is-there", done);
    item.querySelector(".log-wanted-there").hidden = !done;
  }
  list.hidden = [...list.querySelectorAll("li")].every((item) => item.hidden);
}
