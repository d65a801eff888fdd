// Words of an answer that are selected become the passage of a comment (<details data-quote="label">): a button stands
// beside them while they lie within one [data-answer]; where that cannot be, a line says why. The key goes to it.
const REST = 150; // milliseconds for which a selection stands still before the button comes to it
const AWAY = matchMedia("(pointer: coarse)").matches ? 32 : 8; // pixels, below the handles that a thumb moves
const EDGE = 16; // pixels, as the page keeps on a phone
const APART = "caption, del, sup"; // on the page and not in this version: what is gone, references, openers
const IN_WORD = /[\p{L}\p{N}\p{M}_]/u;

let pressed = false;
let waiting;

export function start() {
  document.addEventListener("selectionchange", changed);
  // While a mouse draws the selection nothing stands in its way.
  document.addEventListener("pointerdown", (event) => (pressed = !event.target.closest(".quotes")));
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, released);
  document.addEventListener("keydown", enter);
  window.addEventListener("resize", changed);
  changed();
}

function released() {
  pressed = false;
  changed();
}

// Whoever selects with the pointer has the focus on the whole page: Tab would lead to its beginning.
function enter(event) {
  const button = document.querySelector(".quotes button:not([hidden])");
  if (!button || event.key !== "Tab" || event.shiftKey || !document.activeElement.contains(button)) return;
  if (document.activeElement === button) return;
  event.preventDefault();
  button.focus();
}

function changed() {
  clearTimeout(waiting);
  const found = !pressed && selected();
  if (found) waiting = setTimeout(() => offer(found), document.querySelector(".quotes") ? 0 : REST);
  else document.querySelector(".quotes")?.remove();
}

// What is selected, where it begins and ends, and the passage or the reason why it is none; null without an answer.
function selected() {
  const label = document.querySelector("[data-quote]")?.dataset;
  const selection = getSelection();
  if (!label || selection.isCollapsed || !selection.rangeCount) return null;
  const pieces = touched(selection.getRangeAt(0));
  const answers = new Set(pieces.map(({ node }) => node.parentElement.closest("[data-answer]")));
  const within = [...answers].filter(Boolean);
  if (!within.length || (within.length === 1 && answers.size > 1)) return null;
  const found = { pieces, answer: within.at(-1) };
  const keys = new Set(within.map((one) => one.dataset.answer));
  if (keys.size > 1) return { ...found, why: label.quoteTwo };
  if (within.length > 1) return { ...found, why: label.quoteGap };
  const quote = passage(found.answer, pieces);
  if (!IN_WORD.test(quote)) return null;
  return quote.length > Number(label.most) ? { ...found, why: label.quoteLong } : { ...found, quote, label: label.quote };
}

// The texts that a selection covers in part or whole, without those of which it covers spaces only: a press that
// selects a paragraph ends at the beginning of whatever comes next, and so behind the button.
function touched(range) {
  const root = range.commonAncestorContainer;
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = root.nodeType === Node.TEXT_NODE ? root : texts.nextNode(); node; node = texts.nextNode()) {
    if (!range.intersectsNode(node) || node.parentElement.closest(".quotes")) continue;
    const from = node === range.startContainer ? range.startOffset : 0;
    const to = node === range.endContainer ? range.endOffset : node.length;
    if (node.data.slice(from, to).trim()) found.push({ node, from, to });
  }
  return found;
}

// The words as they stand in this version: whole ones, since half a word stands nowhere.
function passage(answer, pieces) {
  const there = pieces.filter(({ node }) => !node.parentElement.closest(APART));
  if (!there.length) return "";
  const [first, last] = [there[0], there.at(-1)];
  let whole = "";
  let [from, to] = [0, 0];
  let paragraph;
  const texts = document.createTreeWalker(answer, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    if (node.parentElement.closest(APART)) continue;
    if (paragraph !== node.parentElement.closest("p")) whole += "\n";
    paragraph = node.parentElement.closest("p");
    if (node === first.node) from = whole.length + first.from;
    if (node === last.node) to = whole.length + last.to;
    whole += node.data;
  }
  while (IN_WORD.test(whole[from]) && IN_WORD.test(whole[from - 1] ?? "")) from--;
  while (IN_WORD.test(whole[to - 1]) && IN_WORD.test(whole[to] ?? "")) to++;
  return whole.slice(from, to).replace(/\s+/g, " ").trim();
}

// It stands behind its answer, so that it scrolls with the words and Tab leads on from there.
function offer(found) {
  const place = document.querySelector(".quotes") ?? made();
  const answer = found.answer.closest(".prose");
  if (place.previousElementSibling !== answer) answer.after(place);
  const [button, line] = place.children;
  button.hidden = !found.quote;
  line.hidden = Boolean(found.quote);
  button.textContent = found.label ?? "";
  line.textContent = found.why ?? "";
  stand(found.quote ? button : line, place, found.pieces);
}

function made() {
  const place = document.createElement("div");
  place.className = "quotes";
  place.innerHTML = '<button type="button" class="btn" data-key="s"></button><p role="status"></p>';
  // Before the press takes the selection away.
  place.addEventListener("pointerdown", (event) => event.preventDefault());
  place.firstChild.addEventListener("click", take);
  return place;
}

// Below the last of the words, or above the first where there is no room or a link: within the window, on no word.
function stand(shown, place, pieces) {
  const range = document.createRange();
  range.setStart(pieces[0].node, pieces[0].from);
  range.setEnd(pieces.at(-1).node, pieces.at(-1).to);
  const lines = [...range.getClientRects()];
  const [first, last] = [lines[0], lines.at(-1)];
  const { width, height } = shown.getBoundingClientRect();
  const most = document.documentElement.clientWidth - EDGE - width;
  const spot = ({ left }, top) => new DOMRect(Math.max(Math.min(left, most), EDGE), top, width, height);
  const spots = [spot(last, last.bottom + AWAY), spot(first, first.top - AWAY - height)];
  const { left, top } = spots.find((one) => inside(one) && !hides(one)) ?? spots.find(inside) ?? spots[0];
  const origin = place.getBoundingClientRect();
  shown.style.left = `${left - origin.left}px`;
  shown.style.top = `${top - origin.top}px`;
}

function inside({ top, bottom }) {
  return top >= 0 && bottom <= floor();
}

function hides({ left, right, top, bottom }) {
  return [...document.querySelectorAll("main a")].some((link) => {
    const at = link.getBoundingClientRect();
    return at.left < right && at.right > left && at.top < bottom && at.bottom > top;
  });
}

// Where what one sees ends: on a phone the first action of the page stands at the bottom of the window.
function floor() {
  const action = document.querySelector(".act .btn-primary");
  return action && getComputedStyle(action).position === "fixed" ? action.getBoundingClientRect().top : window.innerHeight;
}

function take() {
  const found = selected();
  if (!found?.quote) return;
  document.querySelector("[data-quote]").open = true;
  document.getElementById("quote").value = found.quote;
  document.getElementById("key").value = found.answer.dataset.answer;
  getSelection().removeAllRanges();
  (document.getElementById("point") ?? document.getElementById("internal")).focus();
}
