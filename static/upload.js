/* Shows how far an upload has come. The form does the work; this adds the bar. */

const form = document.getElementById("add-evidence");

form?.addEventListener("submit", (event) => {
  if (!form.elements.files.files.length || !form.elements.no_pupils.checked) return;
  event.preventDefault();
  const bar = document.getElementById("files-progress");
  const button = form.querySelector('button[type="submit"]');
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (now) => {
    if (now.lengthComputable) bar.value = (100 * now.loaded) / now.total;
  });
  const plain = () => form.submit(); // what the form would have done without a script
  request.addEventListener("load", () => {
    if (request.status === 200) location.reload();
    else if (request.status === 422) say(JSON.parse(request.responseText).refused, request);
    else plain();
  });
  request.addEventListener("error", () => {
    bar.hidden = true;
    button.disabled = false;
  });
  bar.hidden = false;
  button.disabled = true;
  request.open("POST", form.action);
  request.setRequestHeader("X-Requested-With", "fetch");
  request.send(new FormData(form));

  function say(words, answer) {
    bar.hidden = true;
    button.disabled = false;
    form.querySelectorAll(".field-error").forEach((old) => old.remove());
    for (const one of words) {
      const line = document.createElement("p");
      line.className = "field-error";
      line.setAttribute("role", "alert");
      line.textContent = one;
      form.querySelector(".field").append(line);
    }
    // What was kept is on the page at the next look; the words above must stay to be read.
    if (JSON.parse(answer.responseText).kept.length) form.elements.files.value = "";
  }
});
