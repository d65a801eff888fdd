// The reading page: the next text is there before it is asked for. While nothing else goes on, the pages that
// <a data-page> leads to are fetched; going there puts their <main> in place of ours. The address, the title, the way
// back and the focus are as if the browser had gone there. Forms are sent the same way, so that the text after a
// verdict comes as fast. What stands in the boxes comes back with its text. Without this, links and forms load pages.
const FRESH = 20_000; // milliseconds; an older copy is shown at once, and looked at again
const SEEN = 1_000; // milliseconds before a text that is open counts as read
const BOXES = "#words textarea";

const pages = new Map(); // address → { at, text: Promise }
const kept = new Map(); // path → { id of a box: words }
let house;
let here;
let going = new AbortController();

export function start(_found, given) {
  house = given;
  document.addEventListener("click", follow);
  document.addEventListener("submit", send);
  window.addEventListener("popstate", () => place() !== here && go(location.href));
  arrived();
}

function follow(event) {
  const link = event.target.closest("a[data-page]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(link.href, true);
}

async function go(url, forward = false) {
  keep();
  const found = pages.get(url) ?? fetched(url);
  const text = await found.text.catch(() => null);
  if (text === null) {
    location.assign(url);
    return;
  }
  show(text, url, forward);
  if (Date.now() - found.at > FRESH) renew(url);
}

function fetched(url) {
  const text = ask(url, { signal: going.signal }).then(([, words]) => words);
  text.catch(() => pages.delete(url));
  const found = { at: Date.now(), text };
  pages.set(url, found);
  return found;
}

// The answer and its page; a sign-in or an error is left to the browser.
async function ask(url, options) {
  const answer = await fetch(url, { headers: { Accept: "text/html" }, ...options });
  const typed = [409, 422].includes(answer.status);
  if (!(answer.ok || typed) || !new URL(answer.url).pathname.startsWith("/reviews")) throw new Error(answer.url);
  return [answer, await answer.text()];
}

async function send(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || !form.closest("main") || !document.querySelector("[data-reading]")) return;
  event.preventDefault();
  const url = event.submitter?.getAttribute("formaction") ?? form.action;
  const handed = form.id === "words" ? Object.fromEntries([...document.querySelectorAll(BOXES)].map((box) => [box.id, box.value])) : {};
  forget();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const [answer, words] = await ask(url, { method: "POST", body }).catch((error) => [error, null]);
  if (words !== null) {
    keep(handed);
    show(words, answer.redirected ? answer.url : location.href, answer.redirected);
  } else if (answer instanceof TypeError) lost(form);
  else location.reload();
}

// No answer: the form can be sent again; the server does nothing twice.
function lost(form) {
  house.free(form);
  const strip = document.createElement("div");
  strip.className = "strip strip-stop";
  strip.setAttribute("role", "alert");
  strip.textContent = document.querySelector("[data-reading]").dataset.lost;
  document.querySelector("main .head").after(strip);
}

function show(text, url, forward) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const typing = document.activeElement?.matches(BOXES) && !forward && document.activeElement;
  if (forward && url !== location.href) history.pushState(null, "", url);
  house.replace(["main"], page);
  document.title = page.title;
  document.dispatchEvent(new Event("house:page"));
  restore();
  if (typing) goOn(typing);
  else settle();
  arrived();
}

// Whoever is typing while an answer comes goes on at the same place.
function goOn({ id, selectionStart, selectionEnd }) {
  const box = document.getElementById(id);
  box?.focus({ preventScroll: true });
  box?.setSelectionRange(selectionStart, selectionEnd);
}

// The focus goes to what was reported, else to the title, so that a screen reader reads it.
function settle() {
  const anchor = document.getElementById(location.hash.slice(1));
  const target = document.querySelector("main .strip") ?? anchor ?? document.querySelector("main h1");
  if (anchor) anchor.scrollIntoView();
  else window.scrollTo(0, 0);
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

function arrived() {
  here = place();
  const reading = document.querySelector("[data-reading]");
  if (!reading) return;
  const path = here;
  setTimeout(() => path === here && document.visibilityState === "visible" && seen(reading), SEEN);
  if (navigator.connection?.saveData) return;
  (window.requestIdleCallback ?? setTimeout)(prepare);
}

function seen({ dataset: { reading, version, token } }) {
  const body = new URLSearchParams({ csrf_token: token, version });
  fetch(reading, { method: "POST", body, signal: going.signal }).catch(() => {});
}

function prepare() {
  const wanted = new Set([...document.querySelectorAll("main a[data-page]")].map((link) => link.href));
  for (const url of pages.keys()) if (!wanted.has(url)) pages.delete(url);
  for (const url of wanted) if (!pages.has(url)) fetched(url);
}

// A copy that is older is compared with the page as it is now; nothing moves where it is the same or being worked on.
async function renew(url) {
  pages.delete(url);
  const text = await fetched(url).text.catch(() => null);
  if (text === null || url !== location.href || document.activeElement?.closest("form")) return;
  const page = new DOMParser().parseFromString(text, "text/html");
  if (page.querySelector("main").textContent === document.querySelector("main").textContent) return;
  keep();
  house.replace(["main"], page);
  document.dispatchEvent(new Event("house:page"));
  restore();
}

// What was deed is done: every copy may be wrong now.
function forget() {
  going.abort();
  going = new AbortController();
  pages.clear();
}

// What was typed and is not with the server; handed: what the boxes held when their form was sent.
function keep(handed = {}) {
  const words = [...document.querySelectorAll(BOXES)].filter((box) => ![box.defaultValue, handed[box.id]].includes(box.value));
  if (words.length) kept.set(here, Object.fromEntries(words.map((box) => [box.id, box.value])));
  else kept.delete(here);
}

function restore() {
  for (const [id, words] of Object.entries(kept.get(place()) ?? {})) {
    const box = document.getElementById(id);
    if (box && !box.value) box.value = words;
  }
}

function place() {
  return location.pathname + location.search;
}
