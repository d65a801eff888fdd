// Says what a day is in the capitals, and asks about one that may be a slip, as soon as it is chosen:
// <div data-day-words="/calls/that-day"> in a form with the controls meeting, country, due, day and days; each line in
// it bears the name of what it says. Without this module a button asks for it, or the page that comes back.
const PAUSE = 300;

export function start([lines]) {
  const form = lines.closest("form");
  const controls = ["meeting", "country", "due", "day", "days"];
  let timer = 0;
  let latest = 0;
  const ask = async () => {
    const asked = (latest += 1);
    const query = new URLSearchParams(controls.map((name) => [name, new FormData(form).get(name) ?? ""]));
    const answer = await fetch(`${lines.dataset.dayWords}?${query}`).catch(() => null);
    if (!answer?.ok || asked !== latest) return;
    const said = await answer.json();
    for (const line of lines.querySelectorAll("[data-part]")) {
      line.textContent = said[line.dataset.part];
      line.hidden = !line.textContent;
    }
  };
  form.addEventListener("input", ({ target }) => {
    if (!controls.includes(target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
}
