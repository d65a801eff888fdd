// Keys of a page, listed where they are visible: <a data-key="j" …>, <button data-key="a" …>, <textarea data-key="c">.
// A link is followed; everything else gets the focus only, so that no single key has an effect.
// [data-keys-switch] turns them off for this browser (WCAG 2.1.4); its words are data-on and data-off.
const STORE = "keys-off";
const WRITES = "input, textarea, select, [contenteditable]";

export function start(targets) {
  const byKey = new Map([...targets].map((one) => [one.dataset.key, one]));
  for (const button of document.querySelectorAll("[data-keys-switch]")) prepare(button);
  document.addEventListener("keydown", (event) => {
    if (off() || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(WRITES)) return;
    const target = byKey.get(event.key);
    if (!target) return;
    event.preventDefault();
    go(target);
  });
}

function go(target) {
  if (target.matches("a[href]")) target.click();
  else target.focus();
}

function off() {
  return localStorage.getItem(STORE) === "1";
}

function prepare(button) {
  const show = () => {
    button.textContent = off() ? button.dataset.off : button.dataset.on;
    button.setAttribute("aria-pressed", String(!off()));
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    localStorage.setItem(STORE, off() ? "0" : "1");
    show();
  });
  show();
}
