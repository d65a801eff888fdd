// What helps whoever writes a comment: a phrase goes in at the cursor (<button data-insert="select" data-into="box">).
// While words for the country stand in their box, asking for changes leads: a thumb finds the button that leads by itself.
export function start() {
  document.addEventListener("click", insert);
  document.addEventListener("input", lead);
  document.addEventListener("house:page", lead);
  lead();
}

function lead() {
  const [approve, ask] = ["a", "r"].map((key) => document.querySelector(`.act [data-key=${key}]`));
  if (!approve || !ask) return;
  const asks = Boolean(document.querySelector("#words .points") || document.getElementById("point").value.trim());
  approve.classList.toggle("btn-primary", !asks);
  ask.classList.toggle("btn-primary", asks);
}

function insert(event) {
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  event.preventDefault();
  const box = document.getElementById(button.dataset.into);
  const gap = box.value && box.selectionStart === box.value.length && !box.value.endsWith("\n") ? "\n" : "";
  box.setRangeText(gap + document.getElementById(button.dataset.insert).value, box.selectionStart, box.selectionEnd, "end");
  box.focus();
  lead();
}
