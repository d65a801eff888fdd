// Keys of a page, listed where they are visible: <a data-key="j" …>, <button data-key="a" …>, <textarea data-key="c">.
// A link is followed, a <summary> opened or shut; everything else gets the focus only, so that no single key has an
// effect. Escape leaves a box. While they work, each element says its key to those who do not see the list.
// [data-keys-switch] turns them off for this browser (WCAG 2.1.4); its words are data-on and data-off.
const STORE = "keys-off";
const WRITES = "input, textarea, select, [contenteditable]";

export function start() {
  prepare();
  document.addEventListener("house:page", prepare);
  document.addEventListener("keydown", (event) => {
    if (off() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest(WRITES)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const target = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key.split(" ").includes(event.key));
    if (!target) return;
    event.preventDefault();
    if (target.matches("a[href], summary")) target.click();
    if (!target.matches("a[href]")) target.focus();
  });
}

function off() {
  return localStorage.getItem(STORE) === "1";
}

function prepare() {
  for (const button of document.querySelectorAll("[data-keys-switch]")) prepared(button);
}

function prepared(button) {
  const show = () => {
    button.textContent = off() ? button.dataset.off : button.dataset.on;
    button.setAttribute("aria-pressed", String(!off()));
    for (const one of document.querySelectorAll("[data-key]")) {
      if (off()) one.removeAttribute("aria-keyshortcuts");
      else one.setAttribute("aria-keyshortcuts", one.dataset.key);
    }
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    localStorage.setItem(STORE, off() ? "0" : "1");
    show();
  });
  show();
}
