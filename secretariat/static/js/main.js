// What every page has: a form is sent once only. The other modules are loaded where the markup asks for them by its
// attributes, and get `house` to work with. Everything works without any of this, only less comfortably.
const MODULES = {
  "form[data-save-url]": "autosave.js",
  "[data-progress-url]": "progress.js",
  "[data-order-url]": "reorder.js",
  "input[data-upload-url]": "upload.js",
  "[data-key]": "keys.js",
  "[data-reading]": "reading.js",
  "#words": "boxes.js",
  "[data-quote]": "quotes.js",
  "[data-counts], [data-rows], [data-field]": "fields.js",
  "[data-day-words]": "day.js",
  "#question select[name=kind]": "question.js",
};
const PRESS = "pressed"; // When and where a finger last sent a form, for the page that comes next.
const TWICE = 600; // Milliseconds within which two taps at one place are one person's double tap,
const NEAR = 40; // and pixels that lie between them at most.
const sent = new WeakSet();
let begun = null; // The <main> that somebody has pressed in: another one, once the next text stands in its place.
const house = { free, fresh, replace };

document.addEventListener("submit", once);
document.addEventListener("click", late, true);
// A page that comes back from the browser's memory is a page that can be sent again.
window.addEventListener("pageshow", (event) => event.persisted && document.querySelectorAll("form").forEach(free));
for (const [selector, name] of Object.entries(MODULES)) {
  const found = document.querySelectorAll(selector);
  // Modules are given `house` rather than importing it: one request less on a slow line.
  if (found.length) import(`./${name}`).then((module) => module.start(found, house));
}

// A form that was sent cannot be sent again: its button says what goes on, and a second press does nothing.
function once(event) {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || "again" in form.dataset) return; // A file is the answer.
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  // After this turn: a disabled button would not send its own name and value.
  setTimeout(() => busy(form, event.submitter));
}

// The second press of a double press whose first one sent the text before: the next has its button at the same place,
// and nobody has read it yet. A mouse counts its presses from page to page, a finger does not.
function late(event) {
  const main = document.querySelector("main");
  const second = begun !== main && (event.pointerType === "touch" ? tappedTwice(event) : event.detail > 1);
  const button = event.target.closest("button");
  const sends = button?.type === "submit" && button.form?.method === "post";
  if (second && sends) event.preventDefault();
  if (second) return;
  begun = main;
  if (sends) sessionStorage.setItem(PRESS, JSON.stringify([Date.now(), event.clientX, event.clientY]));
}

function tappedTwice({ clientX, clientY }) {
  const [when, x, y] = JSON.parse(sessionStorage.getItem(PRESS) ?? "[]");
  // A clock that was put back meanwhile makes no tap the second of another.
  return Math.abs(Date.now() - when) < TWICE && Math.hypot(clientX - x, clientY - y) < NEAR;
}

function busy(form, pressed) {
  for (const button of buttons(form)) {
    button.disabled = true;
    if (button !== pressed || !button.dataset.busy) continue;
    button.dataset.rest = button.textContent;
    button.textContent = button.dataset.busy;
  }
}

// Lets a form be sent again.
function free(form) {
  sent.delete(form);
  for (const button of buttons(form)) {
    button.disabled = false;
    if (button.dataset.rest) button.textContent = button.dataset.rest;
    delete button.dataset.rest;
  }
}

function buttons(form) {
  return [...form.elements].filter((one) => one.tagName === "BUTTON" && one.type === "submit");
}

// The page as the server would show it now.
async function fresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// Puts parts of another page in place of ours, and the shapes that they bring.
function replace(selectors, page) {
  for (const selector of selectors) {
    const found = page.querySelectorAll(selector);
    document.querySelectorAll(selector).forEach((old, place) => found[place] && old.replaceWith(found[place]));
  }
  const sprite = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  sprite.append(...[...page.querySelectorAll("symbol")].filter((one) => !document.getElementById(one.id)));
  if (!sprite.firstChild) return;
  sprite.setAttribute("class", "position-absolute");
  sprite.setAttribute("width", "0");
  sprite.setAttribute("height", "0");
  sprite.setAttribute("aria-hidden", "true");
  document.body.append(sprite);
}
