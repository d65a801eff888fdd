// The order of an agenda, by dragging, by Alt+↑ and Alt+↓, or by the buttons of each row.
//
// <table data-order-url="…" data-moved="{name} is now number {number}" data-failed="…">, rows <tr data-item="7" data-parent="3"
// data-kind="item" data-name="…">; in a row [data-move="up"] and [data-move="down"], which also work without this module.
// Posts csrf_token and for each row in the order of the page order=7:3 (item:parent, nothing after the colon at the
// top); then numbers and hours are taken from the page as it is now. An item moves with what hangs below it.
const PAUSE = 600;
let house, timer, dragged;

export function start(tables, given) {
  house = given;
  tables.forEach(prepare);
  document.addEventListener("keydown", (event) => {
    const by = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    const row = event.altKey && by && event.target.closest("[data-order-url] [data-item]");
    if (!row) return;
    event.preventDefault();
    step(row, by);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-order-url] [data-move]");
    if (!button) return;
    event.preventDefault();
    step(button.closest("[data-item]"), button.dataset.move);
  });
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-order-url] [data-item]");
    if (dragged) event.dataTransfer.setData("text/plain", dragged.dataset.name ?? "");
  });
  document.addEventListener("dragover", over);
  document.addEventListener("drop", drop);
  document.addEventListener("dragend", () => mark(null));
}

function prepare(table) {
  for (const row of table.querySelectorAll("[data-item]")) row.draggable = true;
}

function rows(row) {
  return [...row.parentElement.querySelectorAll(":scope > [data-item]")];
}

// A row and the rows that hang below it.
function block(row) {
  return [row, ...rows(row).filter((one) => one.dataset.parent === row.dataset.item)];
}

function step(row, by) {
  const focus = document.activeElement.dataset.move;
  const all = rows(row);
  if (row.dataset.parent) stepBelow(row, all, by);
  else {
    const tops = all.filter((one) => !one.dataset.parent);
    const other = tops[tops.indexOf(row) + (by === "up" ? -1 : 1)];
    if (!other) return;
    if (by === "up") other.before(...block(row));
    else block(other).at(-1).after(...block(row));
  }
  moved(row, focus);
}

// A part changes places with its sister, or goes over to the neighbouring item.
function stepBelow(row, all, by) {
  const sisters = all.filter((one) => one.dataset.parent === row.dataset.parent);
  const sister = sisters[sisters.indexOf(row) + (by === "up" ? -1 : 1)];
  if (sister) {
    if (by === "up") sister.before(row);
    else sister.after(row);
    return;
  }
  const items = all.filter((one) => !one.dataset.parent && one.dataset.kind !== "pause");
  const at = items.findIndex((one) => one.dataset.item === row.dataset.parent);
  const next = items[at + (by === "up" ? -1 : 1)];
  if (!next) return;
  if (by === "up") block(next).at(-1).after(row);
  else next.after(row);
  row.dataset.parent = next.dataset.item;
}

function over(event) {
  const row = target(event);
  if (!row) return;
  event.preventDefault();
  mark(row);
}

function target(event) {
  const row = event.target.closest?.("[data-order-url] [data-item]");
  return dragged && row && row.parentElement === dragged.parentElement && !block(dragged).includes(row) ? row : null;
}

function mark(row) {
  document.querySelectorAll("[data-item].drop").forEach((one) => one.classList.remove("drop"));
  row?.classList.add("drop");
}

// Dropped on a row, it comes after it when it was above, before it when it was below: it takes that place.
function drop(event) {
  const row = target(event);
  if (!row) return;
  event.preventDefault();
  const down = dragged.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING;
  if (dragged.dataset.parent) dropBelow(row, down);
  else {
    const top = rows(row).find((one) => one.dataset.item === (row.dataset.parent || row.dataset.item));
    if (down) block(top).at(-1).after(...block(dragged));
    else top.before(...block(dragged));
  }
  moved(dragged);
}

function dropBelow(row, down) {
  if (row.dataset.kind === "pause") return;
  if (row.dataset.parent) {
    if (down) row.after(dragged);
    else row.before(dragged);
  } else row.after(dragged);
  dragged.dataset.parent = row.dataset.parent || row.dataset.item;
}

function moved(row, focus) {
  const handle = (focus && row.querySelector(`[data-move="${focus}"]`)) || row.querySelector("a, button");
  handle?.focus();
  clearTimeout(timer);
  timer = setTimeout(send, PAUSE, row.closest("[data-order-url]"), row.dataset.item, focus);
}

async function send(table, item, focus) {
  const body = new URLSearchParams({ csrf_token: document.querySelector("[name=csrf_token]")?.value ?? "" });
  for (const row of table.querySelectorAll("[data-item]")) {
    body.append("order", `${row.dataset.item}:${row.dataset.parent ?? ""}`);
  }
  const headers = { Accept: "application/json" };
  const answer = await fetch(table.dataset.orderUrl, { method: "POST", body, headers }).catch(() => null);
  if (!answer) {
    say(table.dataset.failed);
    return;
  }
  const told = await answer.json().catch(() => ({}));
  house.replace(["[data-order-url]", "[data-follows]"], await house.fresh());
  const now = document.querySelector(`[data-item="${item}"]`);
  prepare(document.querySelector("[data-order-url]"));
  (now?.querySelector(`[data-move="${focus}"]`) ?? now?.querySelector("a, button"))?.focus();
  say(answer.ok ? words(table, now) : told.error);
}

function words(table, row) {
  const number = row?.querySelector(".item > :first-child")?.textContent.trim() ?? "";
  return (table.dataset.moved ?? "").replace("{name}", row?.dataset.name ?? "").replace("{number}", number);
}

function say(sentence) {
  const line = document.querySelector("[data-order-words]");
  if (line && sentence) line.textContent = sentence;
}
