// What helps while an answer is typed, in one module: one request less on a slow line.
//
// Counts words, or characters with data-of="characters": <span data-counts="id of the control" data-limit="300" data-words="{n} of {max} words">.
// Adds a row to an answer in rows, which may be folded in batches, each a <details>: to the last of them,
// <tbody data-rows>…<template>…{place}…{number}…</template></tbody>, and near it
// <button data-add-row hidden>. Without this module, saving the draft brings more room.
// Puts a named field in where somebody was writing: <button data-field="due" data-form="id of the form" hidden>; what
// stands beside it for whoever has no script, data-field-plain, is hidden.
const MOST = 100;
const written = new WeakMap();

export function start(found) {
  for (const one of found) "field" in one.dataset ? inserting(one) : "rows" in one.dataset ? growing(one) : counting(one);
}

function inserting(button) {
  const form = document.getElementById(button.dataset.form);
  button.hidden = false;
  button.parentElement.querySelector("[data-field-plain]").hidden = true;
  document.querySelector("[data-field-help]").hidden = false;
  button.addEventListener("click", () => insert(written.get(form) ?? form.querySelector("textarea"), button.dataset.field));
  form.addEventListener("focusin", ({ target }) => target.matches("input[type=text], textarea") && written.set(form, target));
}

function insert(control, name) {
  control.setRangeText(`{${name}}`, control.selectionStart, control.selectionEnd, "end");
  control.focus();
  control.dispatchEvent(new Event("input", { bubbles: true }));
}

function counting(counter) {
  const control = document.getElementById(counter.dataset.counts);
  control?.addEventListener("input", () => show(counter, control.value));
}

function growing(rows) {
  const button = rows.closest("fieldset, form").querySelector("[data-add-row]");
  button.hidden = false;
  button.addEventListener("click", () => add(rows, button));
}

function show(counter, text) {
  const { words, limit, of } = counter.dataset;
  const plain = text.trim();
  const count = of === "characters" ? [...plain].length : plain ? plain.split(/\s+/).length : 0;
  counter.textContent = words.replace("{n}", figure(count)).replace("{max}", figure(limit));
  counter.classList.toggle("wrong", count > Number(limit));
}

// As the server writes it: 1.000 in Spanish too, where browsers group from five digits on.
function figure(count) {
  return Number(count).toLocaleString(document.documentElement.lang, { useGrouping: "always" });
}

function add(rows, button) {
  const template = rows.querySelector("template");
  const batch = rows.closest("details");
  if (batch) batch.open = true;
  const place = (batch?.parentElement ?? rows).querySelectorAll("[data-row]").length;
  const holder = document.createElement(rows.tagName);
  holder.innerHTML = template.innerHTML.replaceAll("{place}", place).replaceAll("{number}", place + 1);
  const [row] = holder.children;
  template.before(row);
  button.hidden = place + 1 >= MOST;
  row.querySelector("input, textarea").focus();
}
