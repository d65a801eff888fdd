// Adds a row to an answer in rows: <tbody data-rows>…<template>…{place}…{number}…</template></tbody>, and near it
// <button data-add-row hidden>. Without this module, saving the draft brings more room.
const MOST = 100;

export function start(found) {
  for (const rows of found) {
    const button = rows.closest("fieldset, form").querySelector("[data-add-row]");
    button.hidden = false;
    button.addEventListener("click", () => add(rows, button));
  }
}

function add(rows, button) {
  const template = rows.querySelector("template");
  const place = rows.querySelectorAll("[data-row]").length;
  const holder = document.createElement(rows.tagName);
  holder.innerHTML = template.innerHTML.replaceAll("{place}", place).replaceAll("{number}", place + 1);
  const [row] = holder.children;
  template.before(row);
  button.hidden = place + 1 >= MOST;
  row.querySelector("input, textarea").focus();
}
