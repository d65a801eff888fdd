// What helps whoever writes a comment: a phrase goes in at the cursor (<button data-insert="select" data-into="box">),
// and words that are selected in the text become the passage that the comment is about (<details data-quote="label">).
const LONGEST = 600;

export function start() {
  document.addEventListener("click", insert);
  document.addEventListener("selectionchange", offer);
}

function insert(event) {
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  event.preventDefault();
  const box = document.getElementById(button.dataset.into);
  const gap = box.value && box.selectionStart === box.value.length && !box.value.endsWith("\n") ? "\n" : "";
  box.setRangeText(gap + document.getElementById(button.dataset.insert).value, box.selectionStart, box.selectionEnd, "end");
  box.focus();
}

// The words without what a comparison shows as gone and without references: they do not stand in this version.
function selected() {
  const selection = getSelection();
  const part = selection.rangeCount && selection.anchorNode?.parentElement?.closest("[data-part]");
  if (!part || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0).cloneRange();
  // A press that selects a paragraph ends at the beginning of the next one, which may be another question's.
  if (!part.contains(range.startContainer)) return null;
  if (!part.contains(range.endContainer)) range.setEnd(part, part.childNodes.length);
  const words = range.cloneContents();
  for (const gone of words.querySelectorAll("del, sup")) gone.remove();
  const quote = words.textContent.replace(/\s+/g, " ").trim();
  return quote && quote.length <= LONGEST ? { key: part.dataset.part, quote } : null;
}

function offer() {
  const quotes = document.querySelector("[data-quote]");
  if (!quotes) return;
  const found = selected();
  const button = document.querySelector(".quotes") ?? made(quotes.dataset.quote);
  button.hidden = !found;
}

function made(label) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn quotes";
  button.textContent = label;
  // Before the press takes the selection away.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", take);
  document.querySelector("main").append(button);
  return button;
}

function take() {
  const found = selected();
  if (!found) return;
  document.querySelector("[data-quote]").open = true;
  document.getElementById("quote").value = found.quote;
  document.getElementById("key").value = found.key;
  getSelection().removeAllRanges();
  (document.getElementById("point") ?? document.getElementById("internal")).focus();
}
