// Says what a day is in the capitals as soon as it is chosen: <p data-day-words="/calls/that-day"> in a form with the
// controls due, day and days. Without this module a button asks for it.
const PAUSE = 300;

export function start([line]) {
  const form = line.closest("form");
  const controls = ["due", "day", "days"];
  let timer = 0;
  let latest = 0;
  const ask = async () => {
    const asked = (latest += 1);
    const query = new URLSearchParams(controls.map((name) => [name, new FormData(form).get(name) ?? ""]));
    const answer = await fetch(`${line.dataset.dayWords}?${query}`).catch(() => null);
    if (answer?.ok && asked === latest) line.textContent = (await answer.json()).words;
  };
  form.addEventListener("input", ({ target }) => {
    if (!controls.includes(target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
}
