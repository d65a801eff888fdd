// Saves each field within three seconds, and keeps it on this device until the server has it.
//
// <form data-save-url="…" data-owner="id of the person">, and in it fields: <div data-save="key" data-revision="2">.
// Posts csrf_token, field=key, revision=…, what the field was sent with (key.base, where the form says it), and its controls
// under their own names; the answer is JSON:
//   200 {revision, base, saved, follows, merged}   saved: a sentence such as 'Saved at 08:42 Lima'; follows: a mark of what
//                             depends on the answers; merged: {controls, base, sentence}, where others wrote beside it meanwhile
//   400, 401                  signed out, or the token is old: the text stays, one can sign in on this page
//   409 {controls, base, words, revision, name, sentence, rows}   somebody else wrote here: both texts are shown;
//                             rows: HTML to choose between rows that both changed, sent as key.choose.…
//   409 {error}               the text is no draft any more: said, and nothing is sent from here on
//   410 {error, kept, saved, to}   the question is no longer asked, or was taken back: said beside it at once; kept: the
//                             server has the words all the same, and tells revision and base; to: {address, words} of
//                             whoever is to have them instead
//   413, 422 {error}          cannot be read: said over the form and beside the field, what was typed stays on this device
//   anything else             tried again, ever more slowly
// Where an answer is fixed by now, <div data-fixed="key"> shows what was typed for it and never saved, to be copied.
// What this device has of a question that is on the page no more is shown over the form, to be copied.
// GET with key=revision of each field answers with what colleagues have saved since: {key: {controls, revision, sentence}}.
const PAUSE = 1000;
const AT_MOST = 2500;
const FIRST_WAIT = 3000;
const LONGEST_WAIT = 30000;
const LOOK = 15000; // How often it looks what colleagues have saved,
const AWAY = 600000; // as long as somebody has typed within this time: a page left open is nobody's.
// While a button or a finger is down nothing moves here, else a press ends beside what it began on and does nothing.
let pressed = false;
for (const name of ["pointerdown", "pointerup", "pointercancel"]) {
  document.addEventListener(name, () => (pressed = name === "pointerdown"), true);
}
const ASIDE = "aside: ";
const LONGEST_MAIL = 1500; // Longer addresses do not reach every mail program.
const KEEPALIVE_LIMIT = 60000; // The browser refuses larger bodies that outlive their page.

export function start(forms, house) {
  forms.forEach((form) => new Autosave(form, house));
}

class Autosave {
  constructor(form, house) {
    const template = form.querySelector("template[data-autosave]");
    Object.assign(this, { form, house, words: template.dataset, parts: template.content });
    Object.assign(this, { dirty: new Map(), wait: FIRST_WAIT, sending: false, timer: 0, refused: new Set() });
    Object.assign(this, { unsure: new Map(), merged: new Map(), chosen: new Map(), heard: new Map() });
    Object.assign(this, { unsaid: new Map(), typing: new Map() });
    this.waiting = new Map();
    form.addEventListener("input", (event) => this.changed(event.target, PAUSE));
    form.addEventListener("change", (event) => this.changed(event.target, 0));
    form.addEventListener("focusout", ({ target }) => this.left(target.closest("[data-save]")));
    form.addEventListener("submit", () => clearTimeout(this.timer));
    window.addEventListener("online", () => this.flush());
    document.addEventListener("visibilitychange", () => document.hidden && this.flush());
    document.querySelector(".checks-bar")?.addEventListener("click", close);
    for (const field of form.querySelectorAll("[data-save], [data-fixed]")) this.offer(field);
    this.offerGone();
    this.typed = Date.now();
    this.early();
    setInterval(() => this.look(), LOOK);
  }

  // On a slow line people type before this has come: what differs from the page as it was sent is saved like the rest.
  // Hence nothing may differ but what was typed: the browser is not to put in again what stood here an hour ago.
  early() {
    this.form.autocomplete = "off";
    const sent = this.form.cloneNode(true);
    sent.reset();
    for (const field of this.fields()) {
      const first = sent.querySelector(`[data-save="${CSS.escape(field.dataset.save)}"]`);
      if (!same(read(field), read(first))) this.changed(field.querySelector("input, textarea, select"), PAUSE);
    }
  }

  fields() {
    return this.form.querySelectorAll("[data-save]");
  }

  changed(control, pause) {
    const field = control.closest("[data-save]");
    if (!field || control.type === "file") return;
    this.typed = Date.now();
    if (control.closest("[data-part]")) return;
    this.typing.set(field, control);
    this.putAside(field);
    keep(this.place(field), { typed: read(field), base: base(field)?.value, label: label(field) });
    if (this.ended || asked(field)) return; // Sent with the choice between the two texts.
    if (!this.dirty.has(field)) this.dirty.set(field, Date.now());
    const oldest = Math.min(...this.dirty.values());
    this.later(Math.max(0, Math.min(pause, oldest + AT_MOST - Date.now())));
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), pause);
  }

  async flush() {
    if (this.sending || this.ended || !this.dirty.size) return;
    this.sending = true;
    const [field] = this.dirty.keys();
    this.dirty.delete(field);
    const done = await this.send(field);
    this.sending = false;
    if (done) {
      this.wait = FIRST_WAIT;
      if (this.dirty.size) this.later(0);
      return;
    }
    this.dirty.set(field, this.dirty.get(field) ?? Date.now());
    this.later(this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  // Answers whether the matter is settled; if not, it is tried again.
  // What may have come though its answer did not is sent as it was until there is one: no text is held against itself.
  async send(field) {
    const typed = this.unsure.get(field) ?? read(field);
    this.unsure.set(field, typed);
    let answer;
    try {
      answer = await this.post(field, typed);
    } catch {
      return this.say(this.words.kept, false);
    }
    const told = await answer.json().catch(() => ({}));
    await lifted();
    if (signedOut(answer)) return (await this.renew()) ? this.send(field) : this.askToSignIn();
    if (answer.status >= 500) return this.say(answer.status === 507 ? this.words.full : this.words.kept, false);
    this.unsure.delete(field);
    this.chosen.delete(field);
    if (!same(typed, read(field))) this.dirty.set(field, Date.now());
    if (answer.ok) return this.saved(field, typed, told);
    if (answer.status === 409) return told.controls ? this.conflict(field, told) : this.over(told.error);
    if (answer.status === 410) return this.gone(field, typed, told);
    if (answer.status === 413 || answer.status === 422) return this.refuse(field, told.error);
    return this.say(this.words.kept, false);
  }

  post(field, typed) {
    const { save, revision } = field.dataset;
    const sentWith = base(field);
    const more = { ...(sentWith && { [sentWith.name]: sentWith.value }), ...this.chosen.get(field) };
    const body = new URLSearchParams({ csrf_token: this.token(), field: save, revision, ...more, ...typed });
    const keepalive = body.toString().length < KEEPALIVE_LIMIT;
    const headers = { Accept: "application/json", "X-CSRFToken": this.token() };
    return fetch(this.form.dataset.saveUrl, { method: "POST", body, headers, keepalive });
  }

  token() {
    return this.form.elements.csrf_token?.value ?? "";
  }

  saved(field, typed, told) {
    seen(field, told);
    if (same(typed, read(field))) forget(this.place(field));
    if (told.merged) this.merged.set(field, { ...told.merged, typed });
    else this.merged.delete(field);
    this.bring(field);
    this.refused.delete(field);
    this.wrong(field, null);
    field.querySelector("[data-part=gone]")?.remove(); // Handed over once more.
    this.sayAll(told.saved);
    this.form.querySelector(`[data-taken-over="${CSS.escape(field.dataset.save)}"]`)?.remove();
    if (told.follows && told.follows !== this.form.dataset.follow) this.follow(told.follows);
    return true;
  }

  // Rows that others wrote come in once nobody is in this answer: no row is to move under somebody's hands.
  bring(field) {
    const told = this.merged.get(field);
    if (!told || field.contains(document.activeElement) || !same(told.typed, read(field))) return;
    this.merged.delete(field);
    write(field, told.controls);
    seen(field, told);
    this.tell(field, told.sentence);
  }

  left(field) {
    if (!field) return;
    lifted().then(() => {
      this.bring(field);
      this.mark(field);
    });
  }

  // What the server does not take is not saved: said at once, and what is missing by now is taken anew.
  refuse(field, sentence) {
    if (!this.refused.has(field)) this.follow();
    this.refused.add(field);
    this.wrong(field, sentence);
    this.sayAll();
    return true;
  }

  // Taken out of the call meanwhile, or back: that is no mistake of whoever writes, and is said while they do.
  gone(field, typed, told) {
    if (!told.kept) this.refused.add(field);
    else this.refused.delete(field);
    if (told.kept && same(typed, read(field))) forget(this.place(field));
    if (!field.querySelector("[data-part=gone]")) this.follow();
    seen(field, told);
    this.wrong(field, null);
    this.tell(field, told.error, "gone");
    if (told.to) this.offerMail(field, told.to);
    this.sayAll(told.saved);
    return true;
  }

  // A mail to whoever has the question by now, with the words as they stand when it is pressed.
  offerMail(field, { address, words }) {
    const line = field.querySelector("[data-part=gone]");
    const link = Object.assign(document.createElement("a"), { textContent: words });
    const write = () => {
      // As RFC 6068 has it: the sign of an address stands as it is, and a line ends with two characters.
      const to = encodeURIComponent(address).replace("%40", "@");
      const text = encodeURIComponent(lines(plain(read(field))).replaceAll("\n", "\r\n"));
      const body = text.length < LONGEST_MAIL ? `&body=${text}` : "";
      link.href = `mailto:${to}?subject=${encodeURIComponent(label(field))}${body}`;
    };
    write();
    link.addEventListener("click", write);
    if (!line.querySelector("a")) line.append(" ", link);
  }

  // That one field is saved is no word about the others.
  sayAll(saved) {
    if ([...this.fields()].some(asked)) return this.say(this.words.two, false);
    if (!this.refused.size) return this.dirty.size ? false : this.say(saved, true); // with the last of them
    const names = [...this.fields()].filter((one) => this.refused.has(one)).map(label);
    return this.say(this.words.refused.replace("{fields}", () => names.join("; ")), false);
  }

  // Somebody sent the text meanwhile, or it was waived: what is typed stays on this device, and nothing says that it is saved.
  over(sentence) {
    this.ended = true;
    this.dirty.clear();
    return !this.say(`${sentence} ${this.words.over}`, false);
  }

  // Takes what depends on the answers anew: what is missing, and what can be done by now.
  async follow(mark) {
    if (mark) this.form.dataset.follow = mark;
    const page = await this.house.fresh().catch(() => null);
    await lifted();
    if (page) this.house.replace(["[data-follows]"], page);
  }

  say(sentence, safe) {
    const line = this.form.querySelector("[data-saved]");
    const words = line.querySelector("[data-saved-words]");
    line.querySelector("[data-saved-mark]").hidden = !safe;
    words.classList.toggle("unsaved", !safe);
    // A screen reader says each change.
    if (sentence && words.textContent !== sentence) words.textContent = sentence;
    return safe;
  }

  // An error is shown once the box it was typed in is left: half a number is no mistake.
  wrong(field, sentence) {
    const shown = field.querySelector("[data-part=wrong]");
    if (sentence && shown?.textContent === sentence) return;
    shown?.remove();
    for (const one of field.querySelectorAll("input, textarea, select")) {
      one.removeAttribute("aria-invalid");
      one.classList.remove("is-invalid");
    }
    field.querySelector(".wrong:not([data-counts], [data-part])")?.remove();
    this.unsaid.set(field, sentence);
    this.mark(field);
  }

  mark(field) {
    if (document.activeElement === this.typing.get(field)) return;
    const sentence = this.unsaid.get(field);
    this.unsaid.delete(field);
    if (!sentence) return;
    const line = document.createElement("p");
    Object.assign(line, { className: "wrong", id: `${field.dataset.save}-now`, textContent: sentence });
    line.dataset.part = "wrong";
    field.append(line);
    const controls = [...field.querySelectorAll("input, textarea, select")];
    for (const one of controls) one.setAttribute("aria-invalid", "true");
    controls[0]?.setAttribute("aria-errormessage", line.id);
  }

  place(field) {
    return `draft ${this.form.dataset.owner} ${this.form.dataset.saveUrl} ${field.dataset.save ?? field.dataset.fixed}`;
  }

  // After a crash: this device has a text that the server never got, or several, each of a time before.
  offer(field) {
    const [place, here] = [this.place(field), read(field)];
    const older = aside(place).filter((copy) => !same(copy.typed, here));
    setAside(place, older);
    for (const copy of older) this.show(field, copy);
    const last = kept(place);
    if (!last) return;
    if (same(last.typed, here)) return forget(place);
    this.waiting.set(field, last);
    this.show(field, last);
  }

  // What waits to be chosen is not written over by what is typed meanwhile: both are kept until somebody chooses.
  putAside(field, copy = this.waiting.get(field)) {
    if (copy) setAside(this.place(field), [...aside(this.place(field)), copy]);
    this.waiting.delete(field);
  }

  // A copy is chosen, or thrown away; where it is put back, words that the server has not got take its place.
  choose(field, copy, deed) {
    const place = this.place(field);
    if (this.waiting.get(field) === copy) {
      this.waiting.delete(field);
      forget(place);
    }
    setAside(place, aside(place).filter((one) => one.at !== copy.at || !same(one.typed, copy.typed)));
    if (deed !== "restore") return;
    const now = this.waiting.has(field) ? null : kept(place);
    if (now) {
      this.putAside(field, now);
      this.show(field, now);
    }
    this.put(field, copy.typed, copy);
  }

  show(field, copy) {
    const part = this.restorable(copy);
    part.addEventListener("click", ({ target }) => {
      const { do: deed } = target.dataset;
      if (!deed) return;
      part.remove();
      this.choose(field, copy, deed);
      field.querySelector("input, textarea, select")?.focus();
    });
    if (field.dataset.fixed) part.querySelector("[data-do=restore]").remove();
    field.append(part);
  }

  // The question was taken out before the server had the words: nowhere to put them back.
  offerGone() {
    const begins = this.place({ dataset: { save: "" } });
    const there = [...this.form.querySelectorAll("[data-save], [data-fixed]")].map((field) => this.place(field));
    for (const place of places().filter((one) => one.startsWith(begins) && !there.includes(one))) {
      for (const copy of [...aside(place), kept(place)].filter(Boolean)) this.showGone(place, copy);
    }
  }

  showGone(place, copy) {
    const part = this.restorable(copy);
    part.firstElementChild.after(Object.assign(document.createElement("p"), { textContent: copy.label ?? "" }));
    part.querySelector("[data-slot=gone]").hidden = false;
    part.querySelector("[data-do=restore]").remove();
    part.querySelector("[data-do=forget]").addEventListener("click", () => {
      if (kept(place)?.at === copy.at) forget(place);
      setAside(place, aside(place).filter((one) => one.at !== copy.at));
      part.remove();
    });
    this.form.prepend(part);
  }

  restorable(copy) {
    const spoken = document.documentElement.lang;
    const written = new Date(copy.at).toLocaleString(spoken, { dateStyle: "long", timeStyle: "short" });
    const at = spoken === "fr" ? written.replace(/^1 (?=\p{L})/u, "1er ") : written; // what CLDR does not know
    return this.part("restore", { at, text: plain(copy.typed) });
  }

  // What comes back is held against the answer that it was written over.
  put(field, typed, over = {}) {
    write(field, typed);
    seen(field, { base: over.base });
    this.changed(field.querySelector("input, textarea, select"), 0);
  }

  conflict(field, told) {
    field.querySelector("[data-part=conflict]")?.remove();
    this.dirty.delete(field);
    if (told.rows) return this.chooseRows(field, told.rows);
    const theirs = told.controls;
    const part = this.part("conflict", { by: told.sentence ?? told.name ?? "", theirs: told.words ?? plain(theirs) });
    part.addEventListener("click", ({ target }) => {
      const { do: deed } = target.dataset;
      if (!deed) return;
      seen(field, told);
      part.remove();
      if (deed === "theirs") write(field, theirs);
      this.put(field, read(field));
      field.querySelector("input, textarea, select").focus();
    });
    field.append(part);
    this.sayAll();
    return true;
  }

  // The answer is sent once more as it stands here, with what stays of each row that both changed.
  chooseRows(field, html) {
    const part = document.createRange().createContextualFragment(html).querySelector("[data-part=conflict]");
    const button = part.querySelector("[data-do=choose]");
    button.hidden = false;
    button.addEventListener("click", () => {
      const open = [...part.querySelectorAll("[data-choice]")].find((one) => !one.querySelector(":checked"));
      if (open) return open.querySelector("input").focus();
      const ticked = [...part.querySelectorAll(":checked")].map((one) => [one.name, one.value]);
      this.chosen.set(field, Object.fromEntries(ticked));
      part.remove();
      field.querySelector("input, textarea, select").focus();
      return this.put(field, read(field));
    });
    field.append(part);
    return this.sayAll() || true;
  }

  async look() {
    if (!("look" in this.form.dataset) || document.hidden || this.sending || Date.now() - this.typed > AWAY) return;
    const shown = new URLSearchParams([...this.fields()].map((one) => [one.dataset.save, one.dataset.revision]));
    const headers = { Accept: "application/json" };
    const answer = await fetch(`${this.form.dataset.saveUrl}?${shown}`, { headers }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const told = await answer.json().catch(() => ({}));
    await lifted();
    if (this.sending) return;
    const news = [...this.fields()].filter((field) => this.hear(field, told[field.dataset.save]));
    if (news.length) this.follow();
  }

  // Answers whether this is news: where somebody stays in a field it is told again each time, and the page is not.
  hear(field, told) {
    if (!told) return false;
    const known = this.heard.get(field) === told.revision;
    this.heard.set(field, told.revision);
    this.meanwhile(field, told);
    return !known;
  }

  // A colleague's words come in by themselves where nobody is; where somebody writes, that is only said.
  meanwhile(field, told) {
    const here = document.activeElement;
    if (told.revision <= Number(field.dataset.revision)) return; // Saved from here while this was on its way.
    const mine = this.dirty.has(field) || field.contains(here) || this.holds(field) || asked(field);
    if (!mine) {
      write(field, told.controls);
      seen(field, told);
      here?.focus();
    }
    this.tell(field, told.sentence);
  }

  // Answers whether this device has words of this field that the server may not have.
  holds(field) {
    return kept(this.place(field)) || aside(this.place(field)).length;
  }

  tell(field, sentence, part = "meanwhile") {
    const line = field.querySelector(`[data-part=${part}]`) ?? field.appendChild(document.createElement("p"));
    if (line.firstChild?.textContent === sentence) return; // A screen reader says each change.
    Object.assign(line, { className: part === "gone" ? "wrong" : "under", role: "status", textContent: sentence });
    line.dataset.part = part;
  }

  part(name, slots) {
    const part = this.parts.querySelector(`[data-part="${name}"]`).cloneNode(true);
    for (const [slot, text] of Object.entries(slots)) part.querySelector(`[data-slot="${slot}"]`).textContent = text;
    return part;
  }

  askToSignIn() {
    this.say(this.words.signedOut, false);
    if (this.dialog?.open) return false;
    if (!this.dialog) {
      this.dialog = this.part("sign-in", {});
      this.dialog.addEventListener("click", ({ target }) => target.dataset.do === "sign-in" && this.signIn());
      this.dialog.querySelector("form").addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
        event.preventDefault();
        this.signIn();
      });
      document.body.append(this.dialog);
    }
    // Asked once: whoever says 'later' is reminded by the line above the form only.
    if (!this.asked) this.dialog.showModal();
    this.asked = true;
    return false;
  }

  async signIn() {
    const [email, password] = this.dialog.querySelectorAll("input");
    const wrong = this.dialog.querySelector("[data-slot=wrong]");
    wrong.hidden = true;
    if (!(await signIn(this.words.signInUrl, email.value, password.value)) || !(await this.renew())) {
      wrong.hidden = false;
      password.focus();
      return;
    }
    password.value = "";
    this.asked = false;
    this.dialog.close();
    this.later(0);
  }

  // A new session has a new token; and it must be the same person who wrote this. Answers whether there is one.
  async renew() {
    const page = await this.house.fresh().catch(() => document.implementation.createHTMLDocument());
    const form = page.querySelector(`form[data-save-url][data-owner="${CSS.escape(this.form.dataset.owner)}"]`);
    const token = form?.querySelector("[name=csrf_token]")?.value;
    if (!token || token === this.token()) return false;
    for (const one of document.querySelectorAll("[name=csrf_token]")) one.value = token;
    return true;
  }
}

// The list over the form closes once one goes to a field of it.
function close({ target, currentTarget }) {
  if (target.closest("a")) currentTarget.open = false;
}

async function signIn(url, email, password) {
  try {
    const page = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
    const form = page.querySelector("input[name=password]").form;
    const body = new URLSearchParams([...new FormData(form)]);
    body.set("email", email);
    body.set("password", password);
    const answer = await fetch(form.getAttribute("action") || url, { method: "POST", body });
    return answer.ok;
  } catch {
    return false;
  }
}

function lifted() {
  return new Promise((go) => {
    if (!pressed) return go();
    for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, () => setTimeout(go), { once: true });
  });
}

function signedOut(answer) {
  return answer.status === 400 || answer.status === 401 || (answer.redirected && new URL(answer.url).pathname.startsWith("/login"));
}

// What a field holds: {name of a control: value}; what is asked beside it is none of that.
function read(field) {
  const typed = {};
  for (const one of field.querySelectorAll("input, textarea, select")) {
    if (!one.name || one.type === "hidden" || one.type === "file" || one.closest("[data-part]")) continue;
    if ((one.type === "radio" || one.type === "checkbox") && !one.checked) continue;
    typed[one.name] = one.value;
  }
  return typed;
}

function label(field) {
  return field.querySelector("legend, label")?.textContent.trim() ?? "";
}

function write(field, typed) {
  // A colleague may have written more rows than stand here.
  const more = field.querySelector("[data-add-row]");
  while (more && !more.hidden && Object.keys(typed).some((name) => !field.querySelector(`[name="${CSS.escape(name)}"]`))) more.click();
  for (const one of field.querySelectorAll("input, textarea, select")) {
    if (!one.name || one.type === "hidden" || one.closest("[data-part]")) continue;
    if (one.type === "radio" || one.type === "checkbox") one.checked = typed[one.name] === one.value;
    else one.value = typed[one.name] ?? "";
  }
}

// What the page shows by now: the server's revision, and by what it says later that it was sent with this.
function seen(field, told) {
  if (told.revision !== undefined) field.dataset.revision = told.revision;
  for (const name of ["revision", "base"]) {
    const control = hidden(field, name);
    if (control && told[name] !== undefined) control.value = told[name];
  }
}

function hidden(field, name) {
  return field.querySelector(`[name="${CSS.escape(`${field.dataset.save}.${name}`)}"]`);
}

function base(field) {
  return hidden(field, "base");
}

// Two texts stand here, and nobody has chosen yet.
function asked(field) {
  return field.querySelector("[data-part=conflict]") ?? document.getElementById(`two-${field.dataset.save}`);
}

function plain(typed) {
  return Object.values(typed).filter(Boolean).join("\n");
}

function same(one, other) {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => lines(one[name]) === lines(other[name]));
}

function lines(text) {
  return (text ?? "").replaceAll("\r\n", "\n");
}

function keep(place, copy) {
  try {
    localStorage.setItem(place, JSON.stringify({ ...copy, at: Date.now() }));
  } catch {
    // The device is full or forbids it; the server has the text within seconds anyway.
  }
}

function kept(place) {
  try {
    return JSON.parse(localStorage.getItem(place));
  } catch {
    return null;
  }
}

// The older copies of a field, which wait to be chosen.
function aside(place) {
  return kept(`${ASIDE}${place}`) ?? [];
}

function setAside(place, copies) {
  if (!copies.length) return forget(`${ASIDE}${place}`);
  try {
    localStorage.setItem(`${ASIDE}${place}`, JSON.stringify(copies));
  } catch {
    // As above.
  }
}

// The places of which this device has words, whatever page they are of.
function places() {
  try {
    return [...new Set(Object.keys(localStorage).map((one) => one.replace(ASIDE, "")))];
  } catch {
    return [];
  }
}

function forget(place) {
  localStorage.removeItem(place);
}
