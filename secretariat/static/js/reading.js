// The reading page: the next text is there before it is asked for. While nothing else goes on, the pages that
// <a data-page> leads to are fetched; going there puts their <main> in place of ours. The address, the title, the way
// back and the focus are as if the browser had gone there. Forms are sent the same way: once a verdict is accepted, the
// copy of the text after it is shown with the report, and looked at again behind it. What stands in the boxes comes
// back with its text, after a new sign-in too. Without this, links and forms load pages.
const FRESH = 20_000; // milliseconds; an older copy is shown at once, and looked at again
const SEEN = 1_000; // milliseconds before a text that is open counts as read
const BOXES = "#words textarea";
const STORE = "reading";
// What a verdict elsewhere changes, beside the text itself: where one is in the queue, and where the keys lead.
const AROUND = [".where", "aside .keys"];

const pages = new Map(); // address → { at, text: Promise }
let kept; // path → { id of a box: words }
let house;
let here;
let owner;

export function start([reading], given) {
  house = given;
  owner = reading.dataset.owner;
  kept = stored();
  document.addEventListener("click", follow);
  document.addEventListener("submit", send);
  window.addEventListener("popstate", () => place() !== here && go(location.href));
  restore();
  arrived();
}

function follow(event) {
  const link = event.target.closest("a[data-page]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(link.href, { forward: true });
}

// report: what was done to the text before; handed: what its boxes held when they were sent.
async function go(url, { forward = false, report = null, handed = {} } = {}) {
  keep(handed);
  const found = pages.get(url) ?? fetched(url);
  const text = await found.text.catch(() => null);
  if (text === null) {
    location.assign(url);
    return;
  }
  show(text, url, forward, report);
  if (Date.now() - found.at > FRESH) renew(url);
}

function fetched(url) {
  const text = ask(url).then(({ words }) => words);
  text.catch(() => pages.delete(url));
  const found = { at: Date.now(), text };
  pages.set(url, found);
  return found;
}

// The page of an answer, or where a verdict leads; a sign-in or an error is left to the browser.
async function ask(url, options) {
  const answer = await fetch(url, { headers: { Accept: "text/html" }, ...options });
  const typed = [409, 422].includes(answer.status);
  if (!(answer.ok || typed) || !new URL(answer.url).pathname.startsWith("/reviews")) throw new Error(answer.url);
  if (answer.headers.get("Content-Type").startsWith("application/json")) return { onward: await answer.json() };
  return { words: await answer.text(), to: answer.redirected && answer.url };
}

async function send(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || !form.closest("main") || !document.querySelector("[data-reading]")) return;
  event.preventDefault();
  const url = event.submitter?.getAttribute("formaction") ?? form.action;
  const handed = form.id === "words" ? Object.fromEntries([...document.querySelectorAll(BOXES)].map((box) => [box.id, box.value])) : {};
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const headers = { Accept: "application/json, text/html;q=0.9" };
  const answer = await ask(url, { method: "POST", body, headers }).catch((error) => error);
  outdate();
  if (answer.onward) {
    const { to, word, report } = answer.onward;
    go(new URL(to, location).href, { forward: true, report: strip(word, report), handed });
  } else if (answer.words) {
    keep(handed);
    show(answer.words, answer.to || location.href, Boolean(answer.to));
  } else if (answer instanceof TypeError) lost(form);
  else {
    keep();
    location.reload();
  }
}

// No answer: the form can be sent again; the server does nothing twice.
function lost(form) {
  house.free(form);
  const line = strip("", "", "strip-stop");
  line.setAttribute("role", "alert");
  line.textContent = document.querySelector("[data-reading]").dataset.lost;
  document.querySelector("main .head").after(line);
}

function strip(word, report, ...classes) {
  const line = document.createElement("div");
  line.classList.add("strip", ...classes);
  line.setAttribute("role", "status");
  line.innerHTML = `<b></b> <span>${report}</span>`; // from the server, as it stands on a page
  line.firstChild.textContent = word;
  return line;
}

function show(text, url, forward, report = null, still = false) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const typing = document.activeElement?.matches(BOXES) && !forward && document.activeElement;
  if (forward && url !== location.href) history.pushState(null, "", url);
  house.replace(["main"], page);
  if (report) document.querySelector("main .head").after(report);
  document.title = page.title;
  document.dispatchEvent(new Event("house:page"));
  restore();
  if (typing) goOn(typing);
  else settle(still);
  arrived();
}

// Whoever is typing while an answer comes goes on at the same place.
function goOn({ id, selectionStart, selectionEnd }) {
  const box = document.getElementById(id);
  box?.focus({ preventScroll: true });
  box?.setSelectionRange(selectionStart, selectionEnd);
}

// The focus goes to what was reported, else to the title, so that a screen reader reads it.
function settle(still) {
  const anchor = document.getElementById(location.hash.slice(1));
  const target = document.querySelector("main .strip") ?? anchor ?? document.querySelector("main h1");
  if (anchor && !still) anchor.scrollIntoView();
  else if (!still) window.scrollTo(0, 0);
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
  fetch(reading, { method: "POST", body: new URLSearchParams({ csrf_token: token, version }) }).catch(() => {});
}

function prepare() {
  const wanted = new Set([...document.querySelectorAll("main a[data-page]")].map((link) => link.href));
  for (const url of pages.keys()) if (!wanted.has(url)) pages.delete(url);
  for (const url of wanted) if (!(Date.now() - pages.get(url)?.at < FRESH)) fetched(url);
}

// A copy that is older is compared with the page as it is now. What stands around the text is put right at once; the
// text itself only where it is another one and nobody is at work in it.
async function renew(url) {
  const text = await fetched(url).text.catch(() => null);
  if (text === null || url !== location.href) return;
  const page = new DOMParser().parseFromString(text, "text/html");
  house.replace(AROUND.filter((one) => !document.querySelector(one)?.contains(document.activeElement)), page);
  document.dispatchEvent(new Event("house:page"));
  const report = document.querySelector("main .head + .strip");
  if (same(page) || (document.activeElement !== report && !document.activeElement?.matches("body, main, h1"))) {
    prepare();
    return;
  }
  keep();
  show(text, url, false, report, true);
}

function same(page) {
  const shown = document.querySelector("main").cloneNode(true);
  shown.querySelector(".head + .strip")?.remove();
  return shown.textContent.replace(/\s+/g, " ") === page.querySelector("main").textContent.replace(/\s+/g, " ");
}

// Something was done: every copy may be wrong now, and the one of this page is.
function outdate() {
  pages.delete(location.href);
  for (const found of pages.values()) found.at = 0;
}

// What was typed and is not with the server; handed: what the boxes held when their form was sent.
function keep(handed = {}) {
  const words = [...document.querySelectorAll(BOXES)].filter((box) => ![box.defaultValue, handed[box.id]].includes(box.value));
  if (words.length) kept.set(here, Object.fromEntries(words.map((box) => [box.id, box.value])));
  else kept.delete(here);
  sessionStorage.setItem(STORE, JSON.stringify([owner, [...kept]]));
}

// What was typed in this tab by the same person.
function stored() {
  const [whose, words] = JSON.parse(sessionStorage.getItem(STORE) ?? "[]");
  return new Map(whose === owner ? words : []);
}

function restore() {
  for (const [id, words] of Object.entries(kept.get(place()) ?? {})) {
    const box = document.getElementById(id);
    if (!box || box.value) continue;
    box.value = words;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function place() {
  return location.pathname + location.search;
}
