/* The running clock and its big button: each tap is an instant, and each can be undone. */

const STEPS = ["started", "clear", "accounted", "all_clear"];

/** The day and the time of an instant where the district is: {date, time}. */
export function nowIn(zone, at = new Date()) {
  const said = new Intl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit",
    hour: "2-digit", minute: "2-digit",
  }).formatToParts(at);
  const part = (type) => said.find((one) => one.type === type).value;
  return { date: `${part("year")}-${part("month")}-${part("day")}`, time: `${part("hour")}:${part("minute")}` };
}

/** A time as the pages say it: 9:30 a.m. */
export function sayTime(zone, at) {
  const language = document.documentElement.lang || "en";
  const said = new Intl.DateTimeFormat(language, { timeZone: zone, hour: "numeric", minute: "2-digit" }).format(at);
  return language.startsWith("en") ? said.replace("AM", "a.m.").replace("PM", "p.m.") : said;
}

function span(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

export class Stamps {
  /** ``changed(done)`` is called after each tap; done once the all clear was given. */
  constructor(form, flow, changed) {
    Object.assign(this, { form, flow, changed, skipped: new Set() });
    this.list = document.getElementById("log-stamps");
    this.pattern = document.getElementById("log-stamp");
    this.button = document.getElementById("log-step");
    this.skip = document.getElementById("log-skip");
    this.said = document.getElementById("log-said");
    this.clock = document.getElementById("log-clock");
    this.button.addEventListener("click", () => this.stamp(this.next));
    this.skip.addEventListener("click", () => {
      this.skipped.add(this.next);
      this.draw();
      this.button.focus();
    });
    setInterval(() => this.tick(), 500);
  }

  at(step) {
    const value = this.form.elements[`stamp_${step}`].value;
    return value ? new Date(value) : null;
  }

  get started() {
    return this.at("started");
  }

  /** The step that comes after the last one stamped or skipped. */
  get next() {
    const last = STEPS.findLastIndex((step) => this.at(step) || this.skipped.has(step));
    return STEPS[last + 1] ?? null;
  }

  words(step) {
    const type = this.form.querySelector('[name="type"]:checked, [name="type"][type="hidden"]')?.value;
    const inside = step === "clear" && this.flow.dataset.inside.split(" ").includes(type);
    return this.flow.getAttribute(`data-says-${step}${inside ? "-inside" : ""}`);
  }

  stamp(step) {
    const now = new Date();
    const local = nowIn(this.flow.dataset.zone, now);
    const { elements } = this.form;
    elements[`stamp_${step}`].value = now.toISOString();
    elements[step === "started" ? "time" : `${step}_time`].value = local.time;
    if (step === "started") elements.date.value = local.date;
    this.said.textContent = `${this.words(step)} ${step === "started" ? local.time : span(now - this.started)}`;
    this.draw();
    this.changed(step === "all_clear");
  }

  undo(step) {
    // Taking back the start takes back all that came after it.
    for (const one of step === "started" ? STEPS : [step]) {
      this.form.elements[`stamp_${one}`].value = "";
      this.form.elements[one === "started" ? "time" : `${one}_time`].value = "";
      this.skipped.delete(one);
    }
    for (const one of STEPS.slice(STEPS.indexOf(step))) this.skipped.delete(one);
    this.draw();
    this.button.focus();
    this.changed(false);
  }

  restore() {
    this.draw();
  }

  label() {
    this.draw();
  }

  draw() {
    document.getElementById("log-clock-frame").hidden = !this.started;
    if (this.started && this.next) this.button.textContent = this.words(this.next);
    else if (!this.started) this.button.textContent = this.start ??= this.button.textContent;
    this.button.hidden = !this.next;
    this.skip.hidden = !this.started || !this.next || this.next === "all_clear";
    this.start ??= this.button.textContent;
    this.list.replaceChildren();
    for (const step of STEPS.filter((one) => this.at(one))) {
      const line = this.pattern.content.cloneNode(true);
      line.querySelector(".stamp-time").textContent = step === "started" ? sayTime(this.flow.dataset.zone, this.at(step)) : span(this.at(step) - this.started);
      line.querySelector(".stamp-label").textContent = this.words(step);
      line.querySelector(".visually-hidden").textContent = ` ${this.words(step)}`;
      line.querySelector("button").addEventListener("click", () => this.undo(step));
      this.list.append(line);
    }
    this.tick();
  }

  tick() {
    if (this.started) this.clock.textContent = span((this.at("all_clear") ?? new Date()) - this.started);
  }
}
