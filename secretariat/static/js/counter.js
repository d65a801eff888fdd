// Counts words, or characters with data-of="characters", while one types: <span data-counts="id of the control" data-limit="300" data-words="{n} of {max} words">.
export function start(counters) {
  for (const counter of counters) {
    const control = document.getElementById(counter.dataset.counts);
    const update = () => show(counter, control.value);
    control?.addEventListener("input", update);
  }
}

function show(counter, text) {
  const { words, limit, of } = counter.dataset;
  const plain = text.trim();
  const count = of === "characters" ? [...plain].length : plain ? plain.split(/\s+/).length : 0;
  counter.textContent = words.replace("{n}", count).replace("{max}", limit);
  counter.classList.toggle("wrong", count > Number(limit));
}
