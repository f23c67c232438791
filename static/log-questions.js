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
}
