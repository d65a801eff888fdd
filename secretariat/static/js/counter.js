// Counts words while one types: <span data-counts="id of the control" data-limit="300" data-words="{n} of {max} words">.
export function start(counters) {
  for (const counter of counters) {
    const control = document.getElementById(counter.dataset.counts);
    const update = () => show(counter, control.value);
    control?.addEventListener("input", update);
  }
}

function show(counter, text) {
  const count = text.trim() ? text.trim().split(/\s+/).length : 0;
  const { words, limit } = counter.dataset;
  counter.textContent = words.replace("{n}", count).replace("{max}", limit);
  counter.classList.toggle("wrong", count > Number(limit));
}
